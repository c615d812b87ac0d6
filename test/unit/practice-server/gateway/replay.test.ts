import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayBuffer } from '../../../../src/main/practice-server/gateway/replay-buffer';
import { GatewaySession } from '../../../../src/main/practice-server/gateway/session';
import { Secret } from '../../../../src/main/support/secret';

const seqOf = (text: string): number => (JSON.parse(text) as { s: number }).s;

describe('replay after a cut', () => {
  it('gives exactly the missed events, in order, wherever the cuts fall', () => {
    const bursts = fc.array(fc.record({ heard: fc.nat(20), missed: fc.nat(20) }), { maxLength: 12 });
    fc.assert(
      fc.property(bursts, (evening) => {
        const session = new GatewaySession({
          id: 's',
          userId: '5',
          token: new Secret('t'),
          intents: 0,
          shard: null,
          bufferSize: 1000,
        });
        const received: number[] = [];
        let happened = 0;
        for (const { heard, missed } of evening) {
          const link = { send: (text: string) => received.push(seqOf(text)), close: () => undefined };
          // A resume: what was missed, then live again.
          for (const text of session.missedSince(received.at(-1) ?? 0) ?? ['{"s":-1}']) {
            received.push(seqOf(text));
          }
          session.attach(link);
          for (let count = 0; count < heard; count++) session.dispatch('E', { number: happened++ });
          session.detach(link);
          for (let count = 0; count < missed; count++) session.dispatch('E', { number: happened++ });
        }
        for (const text of session.missedSince(received.at(-1) ?? 0) ?? ['{"s":-1}']) {
          received.push(seqOf(text));
        }
        expect(received).toEqual(Array.from({ length: happened }, (_, index) => index + 1));
      }),
    );
  });

  it('is refused exactly when the buffer has let something of the gap go', () => {
    const cases = fc.record({
      entries: fc.integer({ min: 1, max: 50 }),
      characters: fc.integer({ min: 1, max: 400 }),
      sizes: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 700 }),
      from: fc.nat(700),
    });
    fc.assert(
      fc.property(cases, ({ entries, characters, sizes, from }) => {
        const buffer = new ReplayBuffer(entries, characters);
        for (const [index, size] of sizes.entries()) buffer.push(index + 1, 'x'.repeat(size));
        // The plain model: drop from the front while there are too many or they are too long, keeping the last.
        let kept = sizes.slice(-entries);
        while (kept.length > 1 && kept.reduce((sum, size) => sum + size, 0) > characters)
          kept = kept.slice(1);
        const seq = Math.min(from, sizes.length);
        const wanted = sizes.slice(seq);
        const answer = buffer.since(seq, sizes.length);
        if (wanted.length > kept.length) expect(answer).toBeNull();
        else expect(answer?.map((text) => text.length)).toEqual(wanted);
        expect(buffer.length).toBe(kept.length);
      }),
    );
  });
});
