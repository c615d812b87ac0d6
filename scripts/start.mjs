// `npm start`: sets up what is missing, builds, and opens the window. Arguments after `--` go to the app.
import { installedElectron } from './setup/electron-runtime.mjs';
import { setUp } from './setup/index.mjs';
import { projectRoot } from './setup/project.mjs';
import { runCommand } from './setup/report.mjs';
import { run } from './setup/run.mjs';

await runCommand(async () => {
  await setUp({ build: true, media: true });
  const electron = installedElectron();
  const args = [...electron.args, projectRoot, ...process.argv.slice(2)];
  return (await run(electron.path, args, { output: 'show' })).code;
});
