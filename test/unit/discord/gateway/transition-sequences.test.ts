import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heartbeatIntervalOf, parseFrame } from '../../../../src/main/discord/gateway/frame';
import type {
  ConnectionEvent,
  ShardEvent,
  ShardState,
  ShardTimer,
} from '../../../../src/main/discord/gateway/shard-state';
import { transition } from '../../../../src/main/discord/gateway/transition';
import { Secret } from '../../../../src/main/support/secret';

const attempt = fc.constant(0);
const connectionEvent: fc.Arbitrary<ConnectionEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('hello' as const),
    attempt,
    intervalMs: fc.integer({ min: 500, max: 60_000 }),
  }),
  fc.record({ kind: fc.constant('helloMalformed' as const), attempt }),
  fc.record({
    kind: fc.constant('dispatch' as const),
    attempt,
    seq: fc.option(fc.nat(1_000)),
    ready: fc.option(
      fc.constant({ sessionId: new Secret('s'), resumeUrl: 'wss://resume.example' as string | null }),
    ),
    resumed: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('heartbeatAcknowledged' as const), attempt }),
  fc.record({ kind: fc.constant('heartbeatRequested' as const), attempt }),
  fc.record({ kind: fc.constant('reconnectRequested' as const), attempt }),
  fc.record({ kind: fc.constant('invalidSession' as const), attempt, resumable: fc.boolean() }),
  fc.record({ kind: fc.constant('streamBroken' as const), attempt, reason: fc.string() }),
  fc.record({
    kind: fc.constant('closed' as const),
    attempt,
    code: fc.option(fc.constantFrom(1000, 1001, 1006, 4000, 4003, 4007, 4008, 4009)),
    reason: fc.string(),
  }),
  fc.record({
    kind: fc.constant('timer' as const),
    attempt,
    timer: fc.constantFrom<ShardTimer>('heartbeat', 'handshake', 'retry', 'steady', 'probe'),
  }),
);
const steps = fc.array(
  fc.record({ event: connectionEvent, random: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
  {
    maxLength: 60,
  },
);

describe('a shard, whatever happens to it', () => {
  it('always has something running that brings it on, and never waits longer than it should', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const timers = new Set<ShardTimer>();
        let state: ShardState = { kind: 'idle' };
        let nowMs = 0;
        const take = (event: ShardEvent, random: number) => {
          nowMs += 10;
          const step = transition(state, event, { nowMs, monotonicMs: nowMs, random, intents: ['GUILDS'] });
          state = step.state;
          if (event.kind === 'timer') timers.delete(event.timer);
          for (const effect of step.effects) {
            if (effect.kind === 'clearTimers') timers.clear();
            if (effect.kind === 'clearTimer') timers.delete(effect.timer);
            if (effect.kind === 'setTimer') timers.add(effect.timer);
            if (effect.kind === 'setTimer' && effect.timer === 'retry') {
              expect(effect.delayMs).toBeLessThanOrEqual(16_000);
            }
          }
        };
        take({ kind: 'start' }, 0.5);
        for (const { event, random } of sequence) {
          const now = state as ShardState;
          const attemptNow: number = 'attempt' in now ? now.attempt : 0;
          // A timer that was not set cannot run out; an event of this connection carries its number.
          if (event.kind === 'timer' && !timers.has(event.timer)) continue;
          take({ ...event, attempt: attemptNow }, random);
          const after = state as ShardState;
          if (after.kind === 'waiting') expect([...timers]).toEqual(['retry']);
          if (after.kind === 'connecting') expect([...timers]).toEqual(['handshake']);
          if (after.kind === 'handshaking')
            expect(timers.has('handshake') && timers.has('heartbeat')).toBe(true);
          if (after.kind === 'ready') expect(timers.has('heartbeat') && !timers.has('handshake')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('makes sense of any text, or says that it makes none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.anything().map((value) => JSON.stringify(value) ?? ''),
        ),
        (text) => {
          const frame = parseFrame(text);
          if (frame) expect(Number.isInteger(frame.op)).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(fc.anything(), (d) => {
        const intervalMs = heartbeatIntervalOf(d);
        if (intervalMs !== null) expect(intervalMs).toBeGreaterThanOrEqual(500);
      }),
    );
  });
});
