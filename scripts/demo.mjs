// `npm run demo`: walks through the main job in the real window and leaves pictures, tracks and a summary in demo-output/.
import { setUp } from './setup/index.mjs';
import { runCommand } from './setup/report.mjs';
import { run } from './setup/run.mjs';

await runCommand(async () => {
  await setUp({ build: true, media: true, test: true });
  const args = ['--import', 'tsx', 'test/demo/demo.ts', ...process.argv.slice(2)];
  return (await run(process.execPath, args, { output: 'show' })).code;
});
