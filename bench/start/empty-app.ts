import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The least that is an Electron app: one window, of the size and the web preferences that ours has. */
const main = `
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { sandbox: true } });
  window.loadFile(join(__dirname, 'index.html'));
});
`;

const page = `<!doctype html>
<html><head><meta charset="utf-8"><title>Empty</title></head>
<body><script>document.documentElement.dataset.ready = 'true';</script></body></html>
`;

/** Writes the empty app into a folder and returns the folder. */
export function writeEmptyApp(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'empty-window', version: '1.0.0', main: 'main.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.js'), main);
  writeFileSync(join(folder, 'index.html'), page);
  return folder;
}
