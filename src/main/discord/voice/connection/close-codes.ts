/** What to do when the voice gateway closes, as data (Discord "Voice Close Event Codes" and observed ones). */
import type { ErrorCode } from '@shared/errors/app-error';

/**
 * `resume`: same session on a new socket. `rejoin`: the whole way from op 4. `rejoinOnce`: that too, but the fault is
 * likely ours, so a second time in a row ends the call. `awaitMove`: a moderator may have
 * moved us; only a fresh pair of voice state and voice server brings us back. `stop`: it would happen again.
 */
export type CloseAction = 'resume' | 'rejoin' | 'rejoinOnce' | 'awaitMove' | 'stop';

export interface ClosePolicy {
  action: CloseAction;
  /** Shown when this ends the call. */
  errorCode: ErrorCode;
  /** In a person's words. */
  meaning: string;
}

const ROWS: readonly [number, CloseAction, ErrorCode, string][] = [
  [4001, 'rejoinOnce', 'voice/disconnected', 'The voice server did not know a message of ours'],
  [4002, 'rejoinOnce', 'voice/disconnected', 'The voice server could not read a message of ours'],
  [4003, 'rejoinOnce', 'voice/disconnected', 'The voice server wants to be told first who we are'],
  [4004, 'rejoin', 'voice/disconnected', 'The voice server refused our voice token'],
  [4005, 'rejoinOnce', 'voice/disconnected', 'The voice server knows us already'],
  [4006, 'rejoin', 'voice/disconnected', 'The voice session is no longer valid'],
  [4009, 'rejoin', 'voice/disconnected', 'The voice session timed out'],
  [4011, 'rejoin', 'voice/disconnected', 'The voice server was not found'],
  [4012, 'rejoinOnce', 'voice/disconnected', 'The voice server does not know our protocol'],
  [4013, 'resume', 'voice/disconnected', 'The voice server lost its media connection'],
  [4014, 'awaitMove', 'voice/disconnected', 'We were removed from the room'],
  [4015, 'resume', 'voice/disconnected', 'The voice server crashed'],
  [4016, 'rejoinOnce', 'voice/no-common-mode', 'The voice server does not know our encryption'],
  [4017, 'stop', 'voice/dave-rejected', 'The room demands end-to-end encryption'],
  [4020, 'rejoinOnce', 'voice/disconnected', 'The voice server found a request of ours bad'],
  [4021, 'stop', 'voice/disconnected', 'The voice server wants us to slow down'],
  [4022, 'awaitMove', 'voice/disconnected', 'The call was ended for everybody'],
];

export const CLOSE_CODES: ReadonlyMap<number, ClosePolicy> = new Map(
  ROWS.map(([code, action, errorCode, meaning]) => [code, { action, errorCode, meaning }]),
);

/** Codes below 4000 are the network's: try to resume. Unknown ones of Discord's: start over. */
export function closePolicy(code: number): ClosePolicy {
  return (
    CLOSE_CODES.get(code) ?? {
      action: code < 4000 ? 'resume' : 'rejoin',
      errorCode: 'voice/disconnected',
      meaning:
        code < 4000
          ? 'The connection to the voice server was lost'
          : 'The voice server closed the connection',
    }
  );
}
