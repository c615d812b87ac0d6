import { describe, expect, it } from 'vitest';
import { DispatchReader } from '../../../../src/main/discord/gateway/dispatch-reader';
import { parseFrame } from '../../../../src/main/discord/gateway/frame';
import { SteppedClock } from '../../../support/stepped-clock';

/** A clock on which each look at the time takes a millisecond. */
class SlowClock extends SteppedClock {
  #looks = 0;
  slices = 0;
  override setTimer(callback: () => void, delayMs: number): () => void {
    this.slices += 1;
    return super.setTimer(callback, delayMs);
  }
  override monotonicMs(): number {
    this.#looks += 1;
    return super.monotonicMs() + this.#looks;
  }
}

const members = Array.from({ length: 6_000 }, (_, n) => ({ user: { id: String(n), username: 'x' } }));
const big = JSON.stringify({
  t: 'GUILD_CREATE',
  s: 1,
  op: 0,
  d: { id: '1', name: 'B', owner_id: '1', members },
});
const small = (s: number) =>
  JSON.stringify({ t: 'TYPING_START', s, op: 0, d: { channel_id: '1', user_id: '2', timestamp: s } });

describe('the reader of dispatches', () => {
  const make = (clear: (s: number) => boolean = () => false) => {
    const clock = new SlowClock();
    const done: number[] = [];
    const take = (text: string) => {
      const frame = parseFrame(text);
      if (!frame) throw new Error('no frame');
      if (reader.busy) reader.queue(text);
      else reader.read(frame);
    };
    const reader: DispatchReader = new DispatchReader(clock, {
      done: (frame, parsed) => {
        expect(parsed.kind).toBe('dispatch');
        done.push(frame.s ?? 0);
        if (clear(frame.s ?? 0)) reader.clear();
      },
      turn: take,
    });
    return { clock, done, take, reader };
  };

  it('has read what is small when it returns', () => {
    const { done, take, clock } = make();
    take(small(2));
    expect(done).toEqual([2]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('reads what is large in several slices, and what came meanwhile after it, in order', () => {
    const { done, take, clock } = make();
    take(big);
    expect(done).toEqual([]);
    const rest = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    for (const s of rest) take(small(s));
    clock.advance(0);
    expect(clock.slices).toBeGreaterThan(3);
    expect(done).toEqual([1, ...rest]);
    take(small(90));
    expect(done.at(-1)).toBe(90);
  });

  it('drops everything when it is cleared, also from within', () => {
    const { done, take, clock, reader } = make((s) => s === 3);
    take(big);
    for (const s of [2, 3, 4, 5, 6]) take(small(s));
    for (let n = 0; n < 200; n += 1) clock.advance(0);
    expect(done).toEqual([1, 2, 3]);
    expect(reader.busy).toBe(false);
    expect(clock.pendingTimers).toBe(0);
    take(small(7));
    expect(done.at(-1)).toBe(7);
  });
});
