/**
 * The voice connection as a pure state machine: `transition(state, event)` answers the next state and what to
 * do. The runner (`voice-connection.ts`) does it. Events carry the attempt they belong to; those of an older
 * one change nothing.
 */
import { AppError } from '@shared/errors/app-error';
import { closePolicy } from './close-codes';
import {
  type CallEvent,
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionState,
  type JoinRequest,
  MAX_FIRST_JOIN_FAILURES,
  MAX_REJOIN_FAILURES,
  MAX_RESUME_FAILURES,
  type ServerCredentials,
  type Transition,
} from './state';

type CallState = Exclude<ConnectionState, { kind: 'idle' | 'ended' }>;

export function transition(state: ConnectionState, event: ConnectionEvent): Transition {
  if (event.kind === 'join') return join(state, event.request);
  if (state.kind === 'idle' || state.kind === 'ended') return stay(state);
  if ('attempt' in event && event.attempt !== state.attempt) return stay(state);
  return inCall(state, event);
}

function inCall(state: CallState, event: CallEvent): Transition {
  switch (event.kind) {
    case 'leave':
      return end(state, null);
    case 'selfMute': {
      const request = { ...state.request, selfMute: event.muted };
      // Out of the room, op 4 would be a join: the mute rides along with the next one, if there is one.
      if (state.kind === 'waiting' && state.next !== 'resume') return stay({ ...state, request });
      return move({ ...state, request }, [{ kind: 'signal', channelId: request.channelId, request }]);
    }
    case 'voiceState':
      return onVoiceState(state, event.sessionId, event.channelId);
    case 'voiceServer':
      return onVoiceServer(
        state,
        event.endpoint === null ? null : { token: event.token, endpoint: event.endpoint },
      );
    case 'opened':
      return onOpened(state);
    case 'readyReceived':
      if (state.kind !== 'identifying' || state.media !== null) return stay(state);
      return move({ ...state, kind: 'discovering', media: event.media, session: 'new' }, [
        { kind: 'openMedia', attempt: state.attempt, media: event.media },
        { kind: 'setTimer', timer: 'step', tries: 0 },
      ]);
    case 'noCommonMode':
      return end(
        state,
        new AppError('voice/no-common-mode', 'The voice server offers no encryption that we know', {
          details: { offered: event.offered.join(', ').slice(0, 200) },
        }),
      );
    case 'resumed':
      if (state.kind !== 'identifying' || state.media === null) return stay(state);
      return move({ ...state, kind: 'ready', media: state.media, resumeFailures: 0, reason: null }, [
        { kind: 'setTimer', timer: 'steady', tries: 0 },
      ]);
    case 'discovered':
      if (state.kind !== 'discovering') return stay(state);
      return move({ ...state, kind: 'securing' }, [
        { kind: 'selectProtocol', address: event.address, port: event.port, mode: state.media.mode },
        { kind: 'setTimer', timer: state.session === 'new' ? 'step' : 'reselect', tries: 0 },
      ]);
    case 'secured':
      if (state.kind !== 'securing') return stay(state);
      return move({ ...state, kind: 'ready', wasReady: true, resumeFailures: 0, reason: null }, [
        { kind: 'setTimer', timer: 'steady', tries: 0 },
      ]);
    case 'pathLost': {
      if (state.kind !== 'ready') return stay(state);
      const reason = 'Sound does not get through any more';
      return move({ ...state, kind: 'discovering', session: 'standing', reason }, [
        { kind: 'rebindMedia', attempt: state.attempt, media: state.media },
        { kind: 'setTimer', timer: 'step', tries: 0 },
      ]);
    }
    case 'closed':
      return onClosed(state, event.code);
    case 'failed':
      // What was begun before may fail late, when something else is waited for.
      return state.kind === 'waiting' || state.kind === 'signalling'
        ? stay(state)
        : rejoin(state, event.error);
    case 'timer':
      return onTimer(state);
  }
}

function join(state: ConnectionState, request: JoinRequest): Transition {
  const effects: ConnectionEffect[] = [];
  if (state.kind !== 'idle' && state.kind !== 'ended') {
    effects.push({ kind: 'closeMedia' }, { kind: 'closeGateway' });
    // One place per guild: op 4 for another channel moves us, another guild needs a goodbye first.
    if (state.request.guildId !== request.guildId) {
      effects.push({ kind: 'signal', channelId: null, request: state.request });
    }
  }
  effects.push(
    { kind: 'signal', channelId: request.channelId, request },
    { kind: 'setTimer', timer: 'signal', tries: 0 },
  );
  return move(
    {
      kind: 'signalling',
      request,
      attempt: state.attempt + 1,
      failures: 0,
      resumeFailures: 0,
      wasReady: false,
      echoDue: false,
      reason: null,
      sessionId: null,
      server: null,
    },
    effects,
  );
}

function onVoiceState(state: CallState, sessionId: string, channelId: string | null): Transition {
  if (channelId === null) {
    // While signalling this is the echo of what was before; credentials that came with that are void.
    if (state.kind === 'signalling') return stay({ ...state, server: null, echoDue: false });
    return state.echoDue ? stay({ ...state, echoDue: false }) : end(state, removed());
  }
  if (state.kind === 'signalling') {
    // An answer about another room, before ours was answered at all, belongs to a join that was left again.
    if (state.sessionId === null && channelId !== state.request.channelId) return stay(state);
    const request = { ...state.request, channelId };
    return connectWhenGranted({ ...state, request, sessionId });
  }
  if (channelId === state.request.channelId) {
    return stay({ ...state, sessionId });
  }
  // A moderator moved us. Credentials that came a moment ago are the new room's, older ones are void.
  const handshaking = state.kind !== 'ready' && state.kind !== 'waiting';
  const moved = {
    ...callOf(state),
    kind: 'signalling' as const,
    request: { ...state.request, channelId },
    reason: 'Moved to another room',
    sessionId,
    server: handshaking ? state.server : null,
  };
  return leaveForNewServer(moved);
}

function onVoiceServer(state: CallState, server: ServerCredentials | null): Transition {
  if (state.kind === 'signalling') return connectWhenGranted({ ...state, server });
  // Events may come twice.
  if (server && state.kind !== 'waiting' && sameServer(server, state.server)) return stay(state);
  const signalling = {
    ...callOf(state),
    kind: 'signalling' as const,
    reason: 'The voice server changed',
    sessionId: state.sessionId,
    server,
  };
  return leaveForNewServer(signalling);
}

/** Lets go of the present voice server, and connects to the next one now or when its credentials come. */
function leaveForNewServer(signalling: Extract<ConnectionState, { kind: 'signalling' }>): Transition {
  const next = connectWhenGranted(signalling);
  const effects: ConnectionEffect[] =
    next.effects.length > 0 ? next.effects : [{ kind: 'setTimer', timer: 'signal', tries: 0 }];
  return { state: next.state, effects: [{ kind: 'closeMedia' }, { kind: 'closeGateway' }, ...effects] };
}

function connectWhenGranted(state: Extract<ConnectionState, { kind: 'signalling' }>): Transition {
  const { sessionId, server } = state;
  if (sessionId === null || server === null) return stay(state);
  return openGateway({ ...callOf(state), sessionId, server, media: null });
}

function openGateway(granted: Omit<Extract<ConnectionState, { kind: 'connecting' }>, 'kind'>): Transition {
  const attempt = granted.attempt + 1;
  return move({ ...granted, kind: 'connecting', attempt }, [
    {
      kind: 'openGateway',
      attempt,
      endpoint: granted.server.endpoint,
      insecureLoopback: granted.request.insecureLoopback,
      fresh: granted.media === null,
    },
    { kind: 'setTimer', timer: 'step', tries: 0 },
  ]);
}

function onOpened(state: CallState): Transition {
  if (state.kind !== 'connecting') return stay(state);
  const { sessionId, request } = state;
  const { token } = state.server;
  return move({ ...state, kind: 'identifying' }, [
    { kind: state.media === null ? 'identify' : 'resume', sessionId, token, request },
    { kind: 'setTimer', timer: 'step', tries: 0 },
  ]);
}

function onClosed(state: CallState, code: number): Transition {
  if (state.kind === 'signalling' || state.kind === 'waiting') return stay(state);
  const policy = closePolicy(code);
  const error = new AppError(policy.errorCode, policy.meaning, {
    retryable: true,
    details: { closeCode: code },
  });
  switch (policy.action) {
    case 'stop':
      return end(state, error);
    case 'awaitMove':
      return move({ ...state, kind: 'waiting', next: 'move', media: null, reason: policy.meaning }, [
        { kind: 'closeMedia' },
        { kind: 'closeGateway' },
        { kind: 'setTimer', timer: 'move', tries: 0 },
      ]);
    case 'resume':
      return resume(state, error);
    case 'rejoinOnce':
      return state.failures > 0 ? end(state, error) : rejoin(state, error);
    case 'rejoin':
      return rejoin(state, error);
  }
}

/** A session that was up is resumed; one that was not, or that resisted three times, is joined anew. */
function resume(state: CallState, error: AppError): Transition {
  if (state.kind === 'signalling' || state.kind === 'waiting') return rejoin(state, error);
  const begun = (state.kind === 'discovering' || state.kind === 'securing') && state.session === 'new';
  const { media } = state;
  if (media === null || begun || state.resumeFailures >= MAX_RESUME_FAILURES) return rejoin(state, error);
  return move(
    {
      ...state,
      kind: 'waiting',
      next: 'resume',
      media,
      resumeFailures: state.resumeFailures + 1,
      reason: error.message,
    },
    [{ kind: 'closeGateway' }, { kind: 'setTimer', timer: 'resume', tries: state.resumeFailures }],
  );
}

function rejoin(state: CallState, error: AppError): Transition {
  const failures = state.failures + 1;
  if (failures > (state.wasReady ? MAX_REJOIN_FAILURES : MAX_FIRST_JOIN_FAILURES)) return end(state, error);
  const call = { ...callOf(state), failures, resumeFailures: 0, reason: error.message };
  const timer = { kind: 'setTimer', timer: 'rejoin', tries: failures - 1 } as const;
  const teardown = [{ kind: 'closeMedia' }, { kind: 'closeGateway' }] as const;
  if (state.kind === 'signalling') {
    return signalAgain({ ...call, kind: 'signalling', sessionId: null, server: null }, true);
  }
  const { sessionId, server } = state;
  return move({ ...call, kind: 'waiting', next: 'rejoin', sessionId, server, media: null }, [
    ...teardown,
    timer,
  ]);
}

/**
 * A fresh op 4 with nothing granted yet. Asking again for what one has keeps a place in a full room and on a stage, and
 * is what discord.js does; where that was `unanswered`, we leave first, as JDA and discord.py do.
 */
function signalAgain(state: CallState, unanswered: boolean): Transition {
  const { request, failures } = state;
  const goodbye: ConnectionEffect[] = unanswered ? [{ kind: 'signal', channelId: null, request }] : [];
  return move(
    {
      ...callOf(state),
      kind: 'signalling',
      attempt: state.attempt + 1,
      echoDue: unanswered,
      sessionId: null,
      server: null,
    },
    [
      ...goodbye,
      { kind: 'signal', channelId: request.channelId, request },
      { kind: 'setTimer', timer: 'signal', tries: Math.max(0, failures - 1) },
    ],
  );
}

function onTimer(state: CallState): Transition {
  if (state.kind !== 'waiting') {
    if (state.kind === 'ready') return stay({ ...state, failures: 0, echoDue: false });
    const text = 'The voice server did not answer in time';
    const error = new AppError('voice/join-timeout', text, {
      retryable: true,
      details: { step: state.kind },
    });
    const resuming = (state.kind === 'connecting' || state.kind === 'identifying') && state.media !== null;
    return resuming ? resume(state, error) : rejoin(state, error);
  }
  switch (state.next) {
    case 'resume': {
      const { kind: _kind, next: _next, ...granted } = state;
      return openGateway(granted);
    }
    case 'rejoin':
      return signalAgain(state, false);
    case 'move':
      return end(state, removed(state.reason));
  }
}

function end(state: CallState, error: AppError | null): Transition {
  const { channelId } = state.request;
  return move({ kind: 'ended', attempt: state.attempt + 1, channelId, error }, [
    { kind: 'closeMedia' },
    { kind: 'closeGateway' },
    { kind: 'signal', channelId: null, request: state.request },
  ]);
}

function sameServer(a: ServerCredentials, b: ServerCredentials): boolean {
  return a.endpoint === b.endpoint && a.token.reveal() === b.token.reveal();
}

function removed(reason: string | null = null): AppError {
  return new AppError('voice/disconnected', reason ?? 'We were removed from the room');
}

function callOf(state: CallState) {
  const { request, attempt, failures, resumeFailures, wasReady, echoDue, reason } = state;
  return { request, attempt, failures, resumeFailures, wasReady, echoDue, reason };
}

function stay(state: ConnectionState): Transition {
  return { state, effects: [] };
}

function move(state: ConnectionState, effects: ConnectionEffect[]): Transition {
  return { state, effects };
}
