// What the fallback Electron runs first. A stock Electron carries a default app that opens the folder named on its
// command line; the fallback comes without one, so this does the same: it reads package.json, sets path, name and
// version from it, and loads `main`.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join, resolve } = require('node:path');
const { app } = require('electron');

// undici 7 expects the global File, which Node 18 keeps in node:buffer.
globalThis.File ??= require('node:buffer').File;
process.defaultApp = true;

/** Splits the command line as the default app does: modules to load first (-r), then the app's folder or file. */
function readCommandLine(args) {
  const preload = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (arg === '-r' || arg === '--require') preload.push(args[++at]);
    else if (!arg.startsWith('-')) return { preload, target: resolve(arg) };
  }
  return { preload, target: null };
}

const { preload, target } = readCommandLine(process.argv.slice(1));
if (target === null || !existsSync(target)) {
  process.stderr.write(`There is no app at ${target ?? 'the command line'}: name its folder.\n`);
  app.exit(1);
} else {
  const manifestPath = join(target, 'package.json');
  let entry = target;
  if (existsSync(manifestPath)) {
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
    app.setName(manifest.productName ?? manifest.name);
    app.setVersion(manifest.version);
    app.setAppPath(target);
    entry = join(target, manifest.main ?? 'index.js');
  } else {
    app.setAppPath(dirname(target));
  }
  const load = createRequire(entry);
  for (const module of preload) load(module);
  load(entry);
}
