import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedElectron } from '../../scripts/setup/electron-runtime.mjs';
import { projectRoot } from '../../scripts/setup/project.mjs';
import type { Load } from './blocking';

export interface ElectronVoiceSettings {
  wsPort: number;
  file: string;
  load: Load;
}

/** An Electron whose main process has the built voice process as a utility process; says `playing` once it plays. */
export function startElectronVoice(settings: ElectronVoiceSettings, scratchDir: string): ChildProcess {
  const app = join(scratchDir, 'electron-voice');
  mkdirSync(app, { recursive: true });
  const main = join(projectRoot, 'bench', 'voice', 'electron-main.cjs');
  writeFileSync(
    join(app, 'package.json'),
    JSON.stringify({ name: 'voice', version: '1.0.0', main: 'main.js' }),
  );
  writeFileSync(join(app, 'main.js'), `require(${JSON.stringify(main)});\n`);
  const electron = installedElectron();
  const voice = join(projectRoot, 'out', 'main', 'voice-process.js');
  return spawn(electron.path, [...electron.args, app, `--user-data-dir=${join(scratchDir, 'electron')}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ROOMTONE_BENCH: JSON.stringify({ ...settings, voice }) },
  });
}
