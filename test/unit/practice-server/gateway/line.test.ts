import { GatewayTrouble } from '@shared/models/practice-trouble';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { GatewayDial } from '../../../../src/main/practice-server/gateway/trouble/gateway-dial';
import { TroubledLine } from '../../../../src/main/practice-server/gateway/trouble/line';
import { SteppedClock } from '../../../support/stepped-clock';

let clock: SteppedClock;
let dial: GatewayDial;
let out: { atMs: number; text: string }[];
let line: TroubledLine;

function turn(trouble: unknown): void {
  clock = new SteppedClock();
  dial = new GatewayDial(() => clock.monotonicMs());
  dial.set(GatewayTrouble.parse(trouble));
  out = [];
  line = new TroubledLine(dial, clock, (text) => out.push({ atMs: clock.monotonicMs(), text }));
}
const dispatchAll = (count: number) => {
  for (let number = 1; number <= count; number++) line.dispatch(`{"t":"E","s":${number}}`);
};
/** Sequence numbers as they came; foreign frames have none. */
const came = () => out.flatMap(({ text }) => (JSON.parse(text) as { s?: number | null }).s ?? []);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

beforeEach(() => turn({}));

describe('a line without trouble', () => {
  it('hands everything on at once and keeps no timer', () => {
    dispatchAll(5);
    expect(came()).toEqual(upTo(5));
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('trouble on a line', () => {
  it('is late and uneven without changing the order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(900), fc.string(), (latencyMs, jitterMs, seed) => {
        turn({ seed, latencyMs, jitterMs });
        for (let number = 1; number <= 30; number++) {
          line.dispatch(`{"t":"E","s":${number}}`);
          clock.advance(7);
        }
        clock.advance(2_000);
        expect(came()).toEqual(upTo(30));
        expect(out.every(({ atMs }, index) => atMs >= index * 7 + latencyMs)).toBe(true);
        expect(clock.pendingTimers).toBe(0);
      }),
      { examples: [[1, 8, '!K']] },
    );
  });

  it('loses, doubles and reorders as often as it says, the same each time for a seed', () => {
    const rates = { dropDispatchRate: 0.1, duplicateRate: 0.1, reorderRate: 0.1, unknownEventRate: 0.1 };
    const runs = ['a', 'a', 'b'].map((seed) => {
      turn({ seed, ...rates });
      dispatchAll(1_000);
      clock.advance(300);
      const { counts } = dial.state() as { counts: Record<string, number> };
      const seen = came();
      // What is counted is what happened.
      expect(new Set(upTo(1_000).filter((number) => !seen.includes(number))).size).toBe(counts.dropped);
      expect(seen.length).toBe(1_000 - (counts.dropped ?? 0) + (counts.duplicated ?? 0));
      expect(counts.dropped).toBeGreaterThan(60);
      expect(counts.dropped).toBeLessThan(140);
      return JSON.stringify(out.map(({ text }) => text));
    });
    expect(runs[0]).toBe(runs[1]);
    expect(runs[0]).not.toBe(runs[2]);
  });

  it('a reordered dispatch comes right after its successor, and by itself when there is none', () => {
    turn({ reorderRate: 1 });
    dispatchAll(3);
    expect(came()).toEqual([2, 1]);
    clock.advance(300);
    expect(came()).toEqual([2, 1, 3]);
  });

  it('spares what a session begins with', () => {
    turn({ dropDispatchRate: 1 });
    line.dispatch('{"t":"READY","s":1}');
    line.dispatch('{"t":"GUILD_CREATE","s":2}');
    line.dispatch('{"t":"MESSAGE_CREATE","s":3}');
    line.dispatch('{"t":"RESUMED","s":4}');
    expect(came()).toEqual([1, 2, 4]);
  });

  it('is over when its time is', () => {
    turn({ latencyMs: 100, dropDispatchRate: 1, forMs: 1_000 });
    dispatchAll(3);
    clock.advance(1_000);
    expect(came()).toEqual([]);
    dispatchAll(3);
    expect(came()).toEqual(upTo(3));
  });

  it('sends nothing more once it is cut', () => {
    turn({ latencyMs: 100, reorderRate: 1 });
    dispatchAll(3);
    line.cut();
    clock.advance(1_000);
    expect(out).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends only after what was under way has gone out', () => {
    turn({ latencyMs: 100 });
    dispatchAll(2);
    line.end(() => out.push({ atMs: clock.monotonicMs(), text: '{"s":99}' }));
    clock.advance(100);
    expect(came()).toEqual([1, 2, 99]);
  });
});

describe('the dial', () => {
  it('turns away as many resumes, identifies and connections as it was told', () => {
    turn({
      invalidSession: { count: 2, resumable: true },
      refuseIdentify: { code: 4014, count: 1 },
      refuseConnect: { status: 502, count: 1 },
      zombie: { count: 1, mode: 'noAck' },
    });
    expect([1, 2, 3].map(() => dial.takeInvalidSession())).toEqual([
      { resumable: true },
      { resumable: true },
      null,
    ]);
    expect([1, 2].map(() => dial.takeRefusedIdentify())).toEqual([4014, null]);
    expect([1, 2].map(() => dial.takeRefusedConnect())).toEqual([502, null]);
    expect([1, 2].map(() => dial.takeZombie()?.mode)).toEqual(['noAck', undefined]);
  });

  it('damages the middle of a compressed frame and leaves its end', () => {
    turn({ corruptZlib: { rate: 1, count: 1 } });
    const bytes = Buffer.from([...upTo(20), 0, 0, 255, 255]);
    const damaged = dial.mayCorrupt(bytes);
    expect(damaged.equals(bytes)).toBe(false);
    expect(damaged.subarray(-4)).toEqual(bytes.subarray(-4));
    expect(dial.mayCorrupt(bytes)).toBe(bytes);
  });
});
