// Makes samples-wasm.ts from samples.wat: `npm run kernels`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import loadWabt from 'wabt';
import { projectRoot } from './setup/project.mjs';

const folder = join(projectRoot, 'src', 'main', 'discord', 'voice', 'simd');
const LINE = 100;

/** The TypeScript that holds the assembled module. */
export async function assembleKernels() {
  const wabt = await loadWabt();
  const module = wabt.parseWat('samples.wat', readFileSync(join(folder, 'samples.wat'), 'utf8'), {
    simd: true,
  });
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  module.destroy();
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    '/** Made from samples.wat by `npm run kernels`; a test compares the two. */',
    'export const SAMPLES_WASM_BASE64 = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}

export const kernelsFile = join(folder, 'samples-wasm.ts');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(kernelsFile, await assembleKernels());
}
