// `npm run bench -- NAME [--json FILE]`: runs bench/NAME.bench.ts with everything that a bench may need in place.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from './setup/index.mjs';
import { projectRoot } from './setup/project.mjs';
import { runCommand, SetupError } from './setup/report.mjs';
import { run } from './setup/run.mjs';

await runCommand(async () => {
  const [name = '', ...rest] = process.argv.slice(2);
  const folder = join(projectRoot, 'bench');
  const file = join(folder, `${name}.bench.ts`);
  if (!/^[a-z][a-z0-9-]*$/.test(name) || !existsSync(file)) {
    const suffix = '.bench.ts';
    const names = readdirSync(folder).filter((entry) => entry.endsWith(suffix));
    const list = names.map((entry) => entry.slice(0, -suffix.length)).join(', ');
    throw new SetupError(`Name a bench: npm run bench -- NAME [--json FILE], where NAME is one of ${list}.`);
  }
  await setUp({ build: true, counterpart: true, media: true });
  return (await run(process.execPath, ['--import', 'tsx', file, ...rest], { output: 'show' })).code;
});
