import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSE_CODES, closePolicy } from '../../../../../src/main/discord/voice/connection/close-codes';
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  type JoinRequest,
  MAX_FIRST_JOIN_FAILURES,
  MAX_REJOIN_FAILURES,
  MAX_RESUME_FAILURES,
  type MediaAddress,
  TIMERS,
} from '../../../../../src/main/discord/voice/connection/state';
import { transition } from '../../../../../src/main/discord/voice/connection/transition';
import { backoffDelayMs } from '../../../../../src/main/support/backoff';
import { Secret } from '../../../../../src/main/support/secret';
import { AppError } from '../../../../../src/shared/errors/app-error';

const request: JoinRequest = {
  guildId: '1',
  channelId: '2',
  userId: '3',
  selfMute: false,
  selfDeaf: false,
  insecureLoopback: false,
};
const media: MediaAddress = { ssrc: 7, ip: '192.0.2.1', port: 5_000, mode: 'aead_aes256_gcm_rtpsize' };
const voiceServer = (token = 't'): ConnectionEvent => ({
  kind: 'voiceServer',
  token: new Secret(token),
  endpoint: 'voice.example:443',
});
const voiceState = (channelId: string | null = '2'): ConnectionEvent => ({
  kind: 'voiceState',
  sessionId: 's',
  channelId,
});

/** Plays events from idle; an event may be made from the state before it, to know the attempt. */
function play(events: (ConnectionEvent | ((attempt: number) => ConnectionEvent))[], from?: ConnectionState) {
  let state: ConnectionState = from ?? { kind: 'idle', attempt: 0 };
  let effects: ConnectionEffect[] = [];
  for (const event of events) {
    const next = transition(state, typeof event === 'function' ? event(state.attempt) : event);
    state = next.state;
    effects = next.effects;
  }
  return { state, effects, kinds: effects.map((effect) => effect.kind) };
}

const opened = (attempt: number): ConnectionEvent => ({ kind: 'opened', attempt });
const readyReceived = (attempt: number): ConnectionEvent => ({ kind: 'readyReceived', attempt, media });
const discovered = (attempt: number): ConnectionEvent => ({
  kind: 'discovered',
  attempt,
  address: '198.51.100.9',
  port: 9,
});
const secured = (attempt: number): ConnectionEvent => ({ kind: 'secured', attempt });
const closed = (code: number) => (attempt: number) => ({ kind: 'closed', attempt, code }) as const;
const timer = (attempt: number): ConnectionEvent => ({ kind: 'timer', attempt });

const granted = [{ kind: 'join', request } as const, voiceState(), voiceServer()];
const toReady = [...granted, opened, readyReceived, discovered, secured];

describe('voice connection', () => {
  it('takes another local port when nothing comes back over UDP, in the same session', () => {
    expect(play([...toReady, pathLost]).kinds).toEqual(['rebindMedia', 'setTimer']);
    expect(play([...toReady, pathLost, discovered]).kinds).toEqual(['selectProtocol', 'setTimer']);
    const mended = play([...toReady, pathLost, discovered, secured]);
    expect(mended.state).toMatchObject({ kind: 'ready', media, attempt: play(toReady).state.attempt });
    // While the gateway is being fetched back there is nobody to tell.
    expect(play([...toReady, closed(4015), pathLost]).effects).toEqual([]);
  });

  const pathLost = (attempt: number): ConnectionEvent => ({ kind: 'pathLost', attempt });

  it.each([
    ['before the new port is known', [pathLost]],
    ['while the new port is being told', [pathLost, discovered]],
  ])('resumes when the gateway goes %s: the session has its key', (_when, events) => {
    const lost = play([...toReady, ...events, closed(1006)]);
    expect(lost.state).toMatchObject({ kind: 'waiting', next: 'resume', media });
    expect(lost.kinds).not.toContain('closeMedia');
    const resumed = play(
      [timer, opened, (attempt) => ({ kind: 'resumed', attempt }) as const, pathLost, discovered, secured],
      lost.state,
    );
    expect(resumed.state).toMatchObject({ kind: 'ready', media });
  });

  it('waits only shortly for a server that was told another port, and joins anew', () => {
    const told = play([...toReady, pathLost, discovered]);
    const wait = told.effects.find((effect) => effect.kind === 'setTimer');
    expect(wait?.timer === 'reselect' && TIMERS.reselect.maxMs).toBeLessThan(3_000);
    expect(play([timer], told.state).state).toMatchObject({ kind: 'waiting', next: 'rejoin' });
  });

  it('does not count against a call what fails late of something that was begun before', () => {
    const lost = play([...toReady, pathLost, closed(1006)]).state;
    const error = new AppError('voice/network', 'x');
    expect(play([(attempt) => ({ kind: 'failed', attempt, error })], lost).state).toBe(lost);
  });

  /** The least time until a call that was up is given up, when every wait for an answer is in vain. */
  function outlastsMs(failOnce: ConnectionEvent[]): number {
    let run = play([closed(4006)], play(toReady).state);
    let passedMs = 0;
    while (run.state.kind !== 'ended') {
      const wait = run.effects.find((effect) => effect.kind === 'setTimer');
      if (wait?.kind === 'setTimer') passedMs += backoffDelayMs(TIMERS[wait.timer], wait.tries, () => 1);
      run = run.state.kind === 'waiting' ? play([timer], run.state) : play([timer, ...failOnce], run.state);
    }
    return passedMs;
  }

  it('outlasts an outage of two minutes in which Discord answers nothing, and then gives up', () => {
    expect(outlastsMs([])).toBeGreaterThan(120_000);
    expect(outlastsMs([])).toBeLessThan(300_000);
  });

  it('leaves before it asks again where the first asking was not answered, and takes the echo for no removal', () => {
    const first = play([closed(4006), timer], play(toReady).state);
    expect(first.effects.filter(({ kind }) => kind === 'signal')).toMatchObject([{ channelId: '2' }]);
    const again = play([timer], first.state);
    expect(again.effects.filter(({ kind }) => kind === 'signal')).toMatchObject([
      { channelId: null },
      { channelId: '2' },
    ]);
    // The answer to the first asking was on its way all the time: the echo comes after it.
    const late = play([voiceState(), voiceServer(), voiceState(null)], again.state);
    expect(late.state).toMatchObject({ kind: 'connecting' });
    const fresh = play([voiceState(), voiceServer('fresh')], late.state);
    expect(fresh.state.kind === 'connecting' && fresh.state.server.token.reveal()).toBe('fresh');
    // One echo is due, and what comes after it is meant.
    expect(play([voiceState(null)], fresh.state).state.kind).toBe('ended');
  });

  it('goes from op 4 to ready step by step', () => {
    expect(play(granted.slice(0, 1)).kinds).toEqual(['signal', 'setTimer']);
    expect(play(granted.slice(0, 2)).state.kind).toBe('signalling');
    expect(play(granted).kinds).toEqual(['openGateway', 'setTimer']);
    expect(play([...granted, opened]).kinds).toEqual(['identify', 'setTimer']);
    expect(play([...granted, opened, readyReceived]).kinds).toEqual(['openMedia', 'setTimer']);
    expect(play(toReady.slice(0, 6)).effects[0]).toEqual({
      kind: 'selectProtocol',
      address: '198.51.100.9',
      port: 9,
      mode: media.mode,
    });
    expect(play(toReady).state.kind).toBe('ready');
  });

  it('takes the two updates in either order', () => {
    expect(play([{ kind: 'join', request }, voiceServer(), voiceState()]).kinds).toContain('openGateway');
  });

  it('resumes what was up with the same media, and joins anew after three failures', () => {
    let run = play([closed(1006)], play(toReady).state);
    expect(run.kinds).toEqual(['closeGateway', 'setTimer']);
    for (let failure = 1; failure < MAX_RESUME_FAILURES; failure += 1) {
      run = play([timer, closed(1006)], run.state);
      expect(run.state).toMatchObject({ kind: 'waiting', next: 'resume' });
    }
    const resumed = play([timer, opened], run.state);
    expect(resumed.kinds).toEqual(['resume', 'setTimer']);
    expect(play([(attempt) => ({ kind: 'resumed', attempt })], resumed.state).state).toMatchObject({
      kind: 'ready',
      media,
      resumeFailures: 0,
    });
    const given = play([closed(1006)], resumed.state);
    expect(given.state).toMatchObject({ kind: 'waiting', next: 'rejoin' });
    expect(given.kinds).toContain('closeMedia');
    expect(play([timer], given.state).kinds).toEqual(['signal', 'setTimer']);
  });

  it('does not resume a session that was never up', () => {
    expect(play([...granted, opened, closed(1006)]).state).toMatchObject({ kind: 'waiting', next: 'rejoin' });
  });

  it.each([...CLOSE_CODES])('follows the table for close %i', (code, policy) => {
    const { state } = play([closed(code)], play(toReady).state);
    const expected = {
      resume: { kind: 'waiting', next: 'resume' },
      rejoin: { kind: 'waiting', next: 'rejoin' },
      rejoinOnce: { kind: 'waiting', next: 'rejoin' },
      awaitMove: { kind: 'waiting', next: 'move' },
      stop: { kind: 'ended' },
    }[policy.action];
    expect(state).toMatchObject(expected);
  });

  const upAgain = [timer, voiceState(), voiceServer(), opened, readyReceived, discovered, secured];

  it('joins anew only once in a row when the fault is likely ours', () => {
    const back = play([closed(4002), ...upAgain], play(toReady).state);
    expect(back.state.kind).toBe('ready');
    const { state } = play([closed(4020)], back.state);
    expect(state.kind === 'ended' && state.error?.details).toEqual({ closeCode: 4020 });
    // Ten seconds of being up make it another story.
    expect(play([timer, closed(4020)], back.state).state).toMatchObject({ kind: 'waiting', next: 'rejoin' });
  });

  it('waits longer and longer for a server that throws us out as soon as we are in, and gives up', () => {
    let run = play(toReady);
    const tries: number[] = [];
    while (run.state.kind === 'ready') {
      run = play([closed(4006)], run.state);
      const wait = run.effects.find((effect) => effect.kind === 'setTimer');
      if (wait?.kind === 'setTimer') tries.push(wait.tries);
      if (run.state.kind !== 'ended') run = play(upAgain, run.state);
    }
    expect(run.state.kind).toBe('ended');
    expect(tries).toEqual(Array.from({ length: MAX_REJOIN_FAILURES }, (_, at) => at));
  });

  it('treats network codes as resumable and unknown codes of Discord as a new join', () => {
    expect(closePolicy(1001).action).toBe('resume');
    expect(closePolicy(4999).action).toBe('rejoin');
  });

  it('never retries when end-to-end encryption was refused', () => {
    const { state } = play([closed(4017)], play([...granted, opened]).state);
    expect(state.kind === 'ended' && state.error?.code).toBe('voice/dave-rejected');
  });

  it('waits for a move after 4014 and connects anew with the fresh pair, in either order', () => {
    const thrown = play([closed(4014)], play(toReady).state).state;
    for (const pair of [
      [voiceState('9'), voiceServer('new')],
      [voiceServer('new'), voiceState('9')],
    ]) {
      const { state, kinds } = play(pair, thrown);
      expect(state).toMatchObject({ kind: 'connecting', request: { channelId: '9' }, media: null });
      expect(kinds).toContain('openGateway');
    }
    const gone = play([timer], thrown).state;
    expect(gone.kind === 'ended' && gone.error?.code).toBe('voice/disconnected');
  });

  it('changes the voice server when told, waits when the new one is not known yet', () => {
    const ready = play(toReady).state;
    expect(play([voiceServer('other')], ready).state.kind).toBe('connecting');
    expect(play([voiceServer()], ready).state).toBe(ready);
    const waiting = play([{ kind: 'voiceServer', token: new Secret('x'), endpoint: null }], ready).state;
    expect(waiting).toMatchObject({ kind: 'signalling', server: null, sessionId: 's' });
    expect(play([voiceServer('x')], waiting).state.kind).toBe('connecting');
  });

  it('ends when removed, and says goodbye when leaving', () => {
    const removed = play([voiceState(null)], play(toReady).state).state;
    expect(removed.kind === 'ended' && removed.error?.code).toBe('voice/disconnected');
    const left = play([{ kind: 'leave' }], play(toReady).state);
    expect(left.state).toMatchObject({ kind: 'ended', error: null });
    expect(left.effects).toContainEqual({ kind: 'signal', channelId: null, request });
  });

  it('joins the second room when the answers to a first, left at once, are still on their way', () => {
    const other = { ...request, channelId: '9' };
    const { state } = play([
      { kind: 'join', request },
      { kind: 'leave' },
      { kind: 'join', request: other },
      voiceState('2'),
      voiceServer('of the first'),
      voiceState(null),
      voiceState('9'),
      voiceServer('of the second'),
    ]);
    expect(state).toMatchObject({ kind: 'connecting', request: { channelId: '9' } });
    expect(state.kind === 'connecting' && state.server.token.reveal()).toBe('of the second');
  });

  it('follows a moderator who moves us before the voice server is known', () => {
    const { state } = play([{ kind: 'join', request }, voiceState('2'), voiceState('9'), voiceServer()]);
    expect(state).toMatchObject({ kind: 'connecting', request: { channelId: '9' } });
  });

  it('does not come back by muting after it was thrown out, and remembers the mute', () => {
    const up = play([
      { kind: 'join', request },
      voiceState(),
      voiceServer(),
      opened,
      readyReceived,
      discovered,
      secured,
    ]);
    const { state, kinds } = play([closed(4014), { kind: 'selfMute', muted: true }], up.state);
    expect(kinds).toEqual([]);
    expect(state).toMatchObject({ kind: 'waiting', next: 'move', request: { selfMute: true } });
  });

  it('gives up a first join after its tries, with the reason', () => {
    let run = play([{ kind: 'join', request }]);
    for (let tries = 0; tries <= MAX_FIRST_JOIN_FAILURES; tries += 1) run = play([timer], run.state);
    expect(run.state.kind === 'ended' && run.state.error?.code).toBe('voice/join-timeout');
  });

  it('refuses a server with no encryption in common', () => {
    const { state } = play(
      [(attempt) => ({ kind: 'noCommonMode', attempt, offered: ['xsalsa20_poly1305'] })],
      play([...granted, opened]).state,
    );
    expect(state.kind === 'ended' && state.error?.code).toBe('voice/no-common-mode');
  });

  it('ignores every event of an older attempt', () => {
    const { state } = play(toReady);
    const old = state.attempt - 1;
    const error = new AppError('voice/network', 'x');
    for (const event of [opened, readyReceived, discovered, secured, timer, closed(4006)]) {
      expect(transition(state, event(old)).state).toBe(state);
    }
    expect(transition(state, { kind: 'failed', attempt: old, error }).state).toBe(state);
  });

  it('never throws, never goes back in attempts, and closes media whenever a call ends', () => {
    const event: fc.Arbitrary<(attempt: number) => ConnectionEvent> = fc.oneof(
      fc.constantFrom(opened, readyReceived, discovered, secured, timer, pathLost),
      fc.constantFrom(1006, 4006, 4014, 4015, 4017).map((code) => closed(code)),
      fc
        .constantFrom<ConnectionEvent>(
          { kind: 'join', request },
          { kind: 'leave' },
          { kind: 'selfMute', muted: true },
          voiceState(),
          voiceState('9'),
          voiceState(null),
          voiceServer(),
          voiceServer('new'),
        )
        .map((value) => () => value),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state: ConnectionState = { kind: 'idle', attempt: 0 };
        for (const make of events) {
          const next = transition(state, make(state.attempt));
          expect(next.state.attempt).toBeGreaterThanOrEqual(state.attempt);
          if (next.state.kind === 'ended' && state.kind !== 'ended') {
            expect(next.effects.map((effect) => effect.kind)).toContain('closeMedia');
          }
          state = next.state;
        }
      }),
    );
  });
});
