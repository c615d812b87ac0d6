import { constants, createDeflate } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInflateStream } from '../../../../src/main/discord/gateway/inflate';
import { createInflateEngine } from '../../../../src/main/discord/gateway/inflate-engine';

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

  it('hands a payload over before the write of its last byte returns', async () => {
    const texts: string[] = [];
    const stream = createInflateStream(
      (text) => texts.push(text),
      () => undefined,
    );
    for (const frame of await compress(['one', 'two'])) stream.write(frame);
    expect(texts).toEqual(['one', 'two']);
    stream.close();
  });

  it('says nothing any more once it was closed from within a payload', async () => {
    const texts: string[] = [];
    const stream = createInflateStream(
      (text) => {
        texts.push(text);
        stream.close();
      },
      () => texts.push('fault'),
    );
    for (const frame of await compress(['one', 'two'])) stream.write(frame);
    expect(texts).toEqual(['one']);
  });

  it('yields the same in place and through the public stream', async () => {
    const frames = await compress(['a', 'b'.repeat(400_000), JSON.stringify({ op: 10 })]);
    const run = (inPlace: boolean) =>
      new Promise<string>((resolve, reject) => {
        const chunks: Buffer[] = [];
        let left = frames.length;
        const engine = createInflateEngine(
          'zlib-stream',
          {
            produced: (chunk, passing) => chunks.push(passing ? Buffer.from(chunk) : chunk),
            fault: (reason) => reject(new Error(reason)),
          },
          inPlace,
        );
        for (const frame of frames) {
          engine.write(frame, () => {
            left -= 1;
            if (left > 0) return;
            engine.close();
            resolve(Buffer.concat(chunks).toString('utf8'));
          });
        }
      });
    expect(await run(true)).toBe(await run(false));
  });
});
