// `npm run demo`: walks through the main job in the real window and leaves pictures, tracks and a summary in demo-output/.
// With `--show [--minutes N]`: hosts a show instead, records it and measures the recording; see test/demo/show.ts.
// With `--session [--minutes N]`: a recording is killed, mended, gone on with, reviewed and exported; see test/demo/session.ts.
import { setUp } from './setup/index.mjs';
import { runCommand } from './setup/report.mjs';
import { run } from './setup/run.mjs';

await runCommand(async () => {
  const [, , ...given] = process.argv;
  const name = ['show', 'session'].find((one) => given.includes(`--${one}`));
  // The projects that a session is exported to are read by a parser of the counterpart.
  await setUp({ build: true, media: true, test: true, counterpart: name === 'session' });
  const script = `test/demo/${name ?? 'demo'}.ts`;
  const args = ['--import', 'tsx', script, ...given.filter((one) => one !== `--${name}`)];
  return (await run(process.execPath, args, { output: 'show' })).code;
});
