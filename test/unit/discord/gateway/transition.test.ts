import { describe, expect, it } from 'vitest';
import type {
  ConnectionEvent,
  ShardEffect,
  ShardSession,
  ShardState,
} from '../../../../src/main/discord/gateway/shard-state';
import {
  HANDSHAKE_TIMEOUT_MS,
  PROBE_TIMEOUT_MS,
  STEADY_AFTER_MS,
  transition,
} from '../../../../src/main/discord/gateway/transition';
import { Secret } from '../../../../src/main/support/secret';

const env = {
  nowMs: 100_000,
  monotonicMs: 100_000,
  random: 0.5,
  intents: ['GUILDS', 'MESSAGE_CONTENT'] as const,
};
const session: ShardSession = { sessionId: new Secret('s'), resumeUrl: 'ws://127.0.0.1:1/resume', seq: 7 };
const heartbeat = { intervalMs: 40_000, sentAtMs: null, acknowledged: true };

const connecting = (over: Partial<Extract<ShardState, { kind: 'connecting' }>> = {}): ShardState => ({
  kind: 'connecting',
  attempt: 3,
  failures: 0,
  session: null,
  reason: 'test',
  ...over,
});
const handshaking = (over: Partial<Extract<ShardState, { kind: 'handshaking' }>> = {}): ShardState => ({
  kind: 'handshaking',
  attempt: 3,
  failures: 0,
  session: null,
  reason: 'test',
  heartbeat,
  ...over,
});
const ready = (over: Partial<Extract<ShardState, { kind: 'ready' }>> = {}): ShardState => ({
  kind: 'ready',
  attempt: 3,
  failures: 0,
  session,
  heartbeat,
  latencyMs: null,
  ...over,
});
const kinds = (effects: ShardEffect[]) => effects.map((effect) => effect.kind);
const step = (state: ShardState, event: ConnectionEvent, random = 0.5) =>
  transition(state, event, { ...env, random });

describe('a shard', () => {
  it('starts by connecting to the main address, with a limit for the handshake', () => {
    const { state, effects } = transition({ kind: 'idle' }, { kind: 'start' }, env);

    expect(state).toMatchObject({ kind: 'connecting', attempt: 1, session: null });
    expect(effects).toEqual([
      { kind: 'setTimer', timer: 'handshake', delayMs: HANDSHAKE_TIMEOUT_MS },
      { kind: 'connect', attempt: 1, url: null },
    ]);
  });

  it('identifies after hello and beats first at a random part of the interval', () => {
    const { state, effects } = step(connecting(), { kind: 'hello', attempt: 3, intervalMs: 40_000 }, 0.25);

    expect(state.kind).toBe('handshaking');
    expect(effects).toEqual([
      { kind: 'sendIdentify' },
      { kind: 'setTimer', timer: 'heartbeat', delayMs: 10_000 },
    ]);
  });

  it('resumes after hello when it has a session', () => {
    const { effects } = step(connecting({ session }), { kind: 'hello', attempt: 3, intervalMs: 40_000 });

    expect(effects[0]).toEqual({ kind: 'sendResume', session });
  });

  it('connects anew when hello makes no sense', () => {
    expect(step(connecting(), { kind: 'helloMalformed', attempt: 3 }).state.kind).toBe('waiting');
  });

  it('is on air with READY, and remembers the session', () => {
    const ready = { sessionId: new Secret('new'), resumeUrl: 'wss://resume.example' };
    const event = { kind: 'dispatch', attempt: 3, seq: 1, ready, resumed: false } as const;
    const { state, effects } = step(handshaking(), event);

    expect(state).toMatchObject({ kind: 'ready', session: { resumeUrl: 'wss://resume.example', seq: 1 } });
    expect(effects).toEqual([
      { kind: 'clearTimer', timer: 'handshake' },
      { kind: 'setTimer', timer: 'steady', delayMs: STEADY_AFTER_MS },
    ]);
  });

  it('is on air with RESUMED, and keeps its session', () => {
    const event = { kind: 'dispatch', attempt: 3, seq: 12, ready: null, resumed: true } as const;

    expect(step(handshaking({ session }), event).state).toMatchObject({
      kind: 'ready',
      session: { seq: 12 },
    });
  });

  it('counts dispatches that are replayed before RESUMED', () => {
    const event = { kind: 'dispatch', attempt: 3, seq: 9, ready: null, resumed: false } as const;

    expect(step(handshaking({ session }), event).state).toMatchObject({
      kind: 'handshaking',
      session: { seq: 9 },
    });
  });

  it('never counts backwards', () => {
    const event = { kind: 'dispatch', attempt: 3, seq: 2, ready: null, resumed: false } as const;

    expect(step(ready(), event).state).toMatchObject({ session: { seq: 7 } });
  });

  it('beats with the last sequence and sets the next beat', () => {
    const { state, effects } = step(ready(), { kind: 'timer', attempt: 3, timer: 'heartbeat' });

    expect(state).toMatchObject({ heartbeat: { acknowledged: false, sentAtMs: 100_000 } });
    expect(effects).toEqual([
      { kind: 'sendHeartbeat', seq: 7 },
      { kind: 'setTimer', timer: 'heartbeat', delayMs: 40_000 },
    ]);
  });

  it('takes a connection without acknowledgement for dead and keeps the session', () => {
    const silent = ready({ heartbeat: { ...heartbeat, sentAtMs: 60_000, acknowledged: false } });
    const { state, effects } = step(silent, { kind: 'timer', attempt: 3, timer: 'heartbeat' });

    expect(state).toMatchObject({ kind: 'waiting', session, reason: 'the server stopped answering' });
    const close = effects.find((effect) => effect.kind === 'closeSocket');
    expect(close?.kind === 'closeSocket' && close.code).toBe(4_000);
  });

  it('measures latency from beat to acknowledgement', () => {
    const beaten = ready({ heartbeat: { ...heartbeat, sentAtMs: 99_958, acknowledged: false } });

    expect(step(beaten, { kind: 'heartbeatAcknowledged', attempt: 3 }).state).toMatchObject({
      latencyMs: 42,
      heartbeat: { acknowledged: true },
    });
  });

  it('answers a request for a heartbeat at once', () => {
    expect(step(ready(), { kind: 'heartbeatRequested', attempt: 3 }).effects).toEqual([
      { kind: 'sendHeartbeat', seq: 7 },
    ]);
  });

  it('reconnects at once when asked to, and resumes', () => {
    const { state, effects } = step(ready(), { kind: 'reconnectRequested', attempt: 3 });

    expect(state).toMatchObject({ kind: 'waiting', session, retryAtMs: 100_000 });
    expect(kinds(effects)).toEqual(['clearTimers', 'closeSocket', 'setTimer']);
  });

  it('reconnects when asked to before hello', () => {
    expect(step(connecting({ session }), { kind: 'reconnectRequested', attempt: 3 }).state).toMatchObject({
      kind: 'waiting',
      session,
    });
  });

  it('does not obey requests to reconnect in a tight loop', () => {
    const { state } = step(ready({ failures: 2 }), { kind: 'reconnectRequested', attempt: 3 });

    expect(state).toMatchObject({ retryAtMs: 100_000 + 3_000 });
  });

  it.each([
    [0, 1_000],
    [0.999, 4_996],
  ])('waits between 1 and 5 s after an invalid session (chance %f)', (random, delayMs) => {
    const { state } = step(
      handshaking({ session }),
      { kind: 'invalidSession', attempt: 3, resumable: false },
      random,
    );

    expect(state).toMatchObject({ kind: 'waiting', session: null });
    expect(state.kind === 'waiting' && state.retryAtMs - env.nowMs).toBeCloseTo(delayMs, 0);
  });

  it('tries to resume again when the invalid session says it may', () => {
    const { state } = step(handshaking({ session }), { kind: 'invalidSession', attempt: 3, resumable: true });

    expect(state).toMatchObject({ kind: 'waiting', session });
  });

  it('connects anew and resumes when the compressed stream breaks', () => {
    const { state } = step(ready(), { kind: 'streamBroken', attempt: 3, reason: 'bad data' });

    expect(state).toMatchObject({ kind: 'waiting', session });
  });

  it.each([4000, 4001, 4002, 4005, 4008, 1001])('resumes after close %i', (code) => {
    const { state } = step(ready(), { kind: 'closed', attempt: 3, code, reason: '' });

    expect(state).toMatchObject({ kind: 'waiting', session });
  });

  it.each([1000, 4003, 4007, 4009])('identifies anew after close %i', (code) => {
    const { state } = step(ready(), { kind: 'closed', attempt: 3, code, reason: '' });

    expect(state).toMatchObject({ kind: 'waiting', session: null });
  });

  it.each([
    [4004, 'gateway/auth-failed'],
    [4010, 'gateway/fatal-close'],
    [4011, 'gateway/fatal-close'],
    [4012, 'gateway/fatal-close'],
    [4013, 'gateway/fatal-close'],
    [4014, 'gateway/disallowed-intents'],
  ])('stops for good after close %i', (code, errorCode) => {
    const { state, effects } = step(handshaking(), { kind: 'closed', attempt: 3, code, reason: '' });

    expect(state).toMatchObject({ kind: 'stopped', error: { code: errorCode } });
    expect(kinds(effects)).toEqual(['clearTimers']);
  });

  it('names the privileged intents that were refused', () => {
    const { state } = step(handshaking(), { kind: 'closed', attempt: 3, code: 4014, reason: '' });

    expect(state.kind === 'stopped' && state.error?.details.intents).toBe('Message Content Intent');
  });

  it('stays away longer after sending too fast', () => {
    const { state } = step(ready(), { kind: 'closed', attempt: 3, code: 4008, reason: '' });

    expect(state.kind === 'waiting' && state.retryAtMs - env.nowMs).toBe(5_000);
  });

  it.each([
    [0, 1_000],
    [1, 2_000],
    [2, 4_000],
    [3, 8_000],
    [4, 16_000],
    [9, 16_000],
  ])('after %i failures waits at most %i ms', (failures, delayMs) => {
    const { state } = step(
      connecting({ failures }),
      { kind: 'closed', attempt: 3, code: null, reason: 'refused' },
      0,
    );

    expect(state.kind === 'waiting' && state.retryAtMs - env.nowMs).toBe(delayMs);
    expect(state).toMatchObject({ failures: failures + 1, reason: 'refused' });
  });

  it('gives up on a handshake that takes too long', () => {
    expect(step(handshaking(), { kind: 'timer', attempt: 3, timer: 'handshake' }).state.kind).toBe('waiting');
  });

  it('forgets its failures once the connection has lasted', () => {
    const { state } = step(ready({ failures: 3 }), { kind: 'timer', attempt: 3, timer: 'steady' });

    expect(state).toMatchObject({ kind: 'ready', failures: 0 });
  });

  it('goes to the address of its session first and to the main one when that fails', () => {
    const waiting = (failures: number): ShardState => ({
      kind: 'waiting',
      attempt: 3,
      failures,
      session,
      reason: '',
      retryAtMs: 0,
      demanded: false,
    });
    const urlOf = (state: ShardState) =>
      step(state, { kind: 'timer', attempt: 3, timer: 'retry' }).effects.find((e) => e.kind === 'connect');

    expect(urlOf(waiting(1))).toMatchObject({ attempt: 4, url: session.resumeUrl });
    expect(urlOf(waiting(3))).toMatchObject({ attempt: 4, url: null });
  });

  it('asks once more for events that are missing, and starts afresh when they stay missing', () => {
    const hole = { kind: 'sequenceHole', attempt: 3 } as const;
    const first = step(ready(), hole);
    expect(first.state).toMatchObject({ kind: 'waiting', session: { seq: 7, holeAt: 7 } });
    expect(first.effects).toContainEqual({ kind: 'setTimer', timer: 'retry', delayMs: 0 });

    const again = step(ready({ session: { ...session, holeAt: 7 } }), hole);
    expect(again.state).toMatchObject({ kind: 'waiting', session: null });
    const later = step(ready({ session: { ...session, seq: 9, holeAt: 7 } }), hole);
    expect(later.state).toMatchObject({ session: { seq: 9, holeAt: 9 } });
  });

  it('waits as long as it is held back from starting a session, which is no failure', () => {
    const { state, effects } = step(connecting({ failures: 2 }), {
      kind: 'held',
      attempt: 3,
      delayMs: 9_000,
      reason: 'not yet',
    });

    expect(state).toMatchObject({
      kind: 'waiting',
      failures: 2,
      demanded: true,
      retryAtMs: env.nowMs + 9_000,
    });
    expect(effects).toEqual([{ kind: 'clearTimers' }, { kind: 'setTimer', timer: 'retry', delayMs: 9_000 }]);
  });

  it('finds out at once after sleep whether its connection lives', () => {
    const woken = transition(ready(), { kind: 'wake' }, env);
    expect(woken.state).toMatchObject({ kind: 'ready', heartbeat: { acknowledged: false } });
    expect(woken.effects).toEqual([
      { kind: 'sendHeartbeat', seq: 7 },
      { kind: 'setTimer', timer: 'heartbeat', delayMs: 40_000 },
      { kind: 'setTimer', timer: 'probe', delayMs: PROBE_TIMEOUT_MS },
    ]);
    const probe = { kind: 'timer', attempt: 3, timer: 'probe' } as const;
    expect(step(woken.state, probe).state).toMatchObject({ kind: 'waiting', session: { seq: 7 } });
    const alive = step(woken.state, { kind: 'heartbeatAcknowledged', attempt: 3 }).state;
    expect(step(alive, probe)).toEqual({ state: alive, effects: [] });
  });

  it('tries at once after sleep, unless Discord demanded the wait', () => {
    const closed = (code: number) =>
      step(ready({ failures: 4 }), { kind: 'closed', attempt: 3, code, reason: '' }).state;
    expect(transition(closed(1006), { kind: 'wake' }, env).state).toMatchObject({
      kind: 'connecting',
      attempt: 4,
    });
    const demanded = closed(4008);
    expect(transition(demanded, { kind: 'wake' }, env)).toEqual({ state: demanded, effects: [] });
  });

  it('measures its latency by a clock that does not jump', () => {
    const beaten = transition(
      ready(),
      { kind: 'timer', attempt: 3, timer: 'heartbeat' },
      { ...env, nowMs: 5, monotonicMs: 1_000 },
    ).state;
    const { state } = transition(
      beaten,
      { kind: 'heartbeatAcknowledged', attempt: 3 },
      { ...env, nowMs: 9_000_000, monotonicMs: 1_042 },
    );
    expect(state).toMatchObject({ latencyMs: 42 });
  });

  it('ignores what an older connection still says', () => {
    const state = ready();
    const late: ConnectionEvent[] = [
      { kind: 'closed', attempt: 2, code: 4004, reason: '' },
      { kind: 'invalidSession', attempt: 2, resumable: false },
      { kind: 'timer', attempt: 2, timer: 'heartbeat' },
    ];
    for (const event of late) expect(step(state, event)).toEqual({ state, effects: [] });
  });

  it('ends its session with 1000 when stopped, and hears nothing more', () => {
    const { state, effects } = transition(ready(), { kind: 'stop' }, env);

    expect(state).toEqual({ kind: 'stopped', error: null });
    expect(effects).toContainEqual({ kind: 'closeSocket', code: 1_000, reason: 'signing out' });
    expect(step(state, { kind: 'closed', attempt: 3, code: 1006, reason: '' }).effects).toEqual([]);
  });
});
