import { constants, createDeflate } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInflateStream } from '../../../../src/main/discord/gateway/inflate';

/** Compresses as the gateway does: one deflate stream, flushed after each payload. */
async function compress(payloads: string[]): Promise<Buffer[]> {
  const deflate = createDeflate();
  const frames: Buffer[] = [];
  let chunks: Buffer[] = [];
  deflate.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const payload of payloads) {
    deflate.write(payload);
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()));
    frames.push(Buffer.concat(chunks));
    chunks = [];
  }
  deflate.destroy();
  return frames;
}

function inflateAll(
  frames: Uint8Array[],
  expected: number,
): Promise<{ texts: string[]; fault: string | null }> {
  return new Promise((resolve) => {
    const texts: string[] = [];
    const done = (fault: string | null) => {
      stream.close();
      resolve({ texts, fault });
    };
    const stream = createInflateStream(
      (text) => {
        texts.push(text);
        if (texts.length === expected) done(null);
      },
      (reason) => done(reason),
    );
    for (const frame of frames) stream.write(frame);
  });
}

describe('the compressed stream', () => {
  it('gives back each payload, in order, however they are cut into frames', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 3_000, unit: 'grapheme' }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer({ min: 1, max: 200 }),
        async (payloads, frameBytes) => {
          const cut = (await compress(payloads)).flatMap((frame) => {
            const parts: Buffer[] = [];
            for (let at = 0; at < frame.length; at += frameBytes)
              parts.push(frame.subarray(at, at + frameBytes));
            return parts;
          });
          const { texts, fault } = await inflateAll(cut, payloads.length);
          expect(fault).toBeNull();
          expect(texts.join('')).toBe(payloads.join(''));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('handles a payload of 5 MB', async () => {
    const big = JSON.stringify({ op: 0, d: 'x'.repeat(5_000_000) });
    const { texts } = await inflateAll(await compress([big]), 1);

    expect(texts[0]?.length).toBe(big.length);
  });

  it('reports a fault once when the bytes are no deflate stream', async () => {
    const { texts, fault } = await inflateAll([Buffer.from('no deflate at all\0\0\xff\xff', 'latin1')], 1);

    expect(texts).toEqual([]);
    expect(fault).not.toBeNull();
  });

  it('reports a fault when a payload grows beyond all measure', async () => {
    const { fault } = await inflateAll(await compress(['\0'.repeat(70 * 1024 * 1024)]), 1);

    expect(fault).toContain('larger');
  });
});
