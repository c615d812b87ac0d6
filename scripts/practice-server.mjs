// `npm run practice-server -- [--port P] [--seed S] [--members N]`: the practice server alone. Its one line of JSON
// is all that reaches stdout; what set-up says goes to stderr.
import { setUp } from './setup/index.mjs';
import { runCommand } from './setup/report.mjs';
import { run } from './setup/run.mjs';

await runCommand(async () => {
  await setUp({});
  const args = ['--import', 'tsx', 'src/main/practice-server/cli.ts', ...process.argv.slice(2)];
  return (await run(process.execPath, args, { output: 'show' })).code;
});
