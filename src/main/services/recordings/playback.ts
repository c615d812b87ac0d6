import type { PlaybackState } from '@shared/models/recordings';
import type { Manifest } from '../../recording';
import type { ReviewHost } from '../../review-process/port';
import type { ReviewCommand, ReviewEvent, ReviewState } from '../../review-process/protocol';
import { Emitter } from '../../support/emitter';

type OpenCommand = Extract<ReviewCommand, { type: 'open' }>;

/** How long the player may take to open a session before we say that it failed. */
const OPEN_TIMEOUT_MS = 10_000;

/** Playback as the window sees it, carried out by the review host. */
export class Playback {
  readonly #host: ReviewHost;
  readonly #states = new Emitter<PlaybackState>();
  readonly onState = this.#states.on;
  readonly #unsubscribe: () => void;
  #state: PlaybackState = { kind: 'closed' };
  #waiting: { recordingId: string; done: (state: PlaybackState) => void } | undefined;

  constructor(host: ReviewHost) {
    this.#host = host;
    this.#unsubscribe = host.onEvent((event) => this.#onEvent(event));
  }

  get state(): PlaybackState {
    return this.#state;
  }

  /** Opens a session where the listener was, paused. Resolves with `failed` when the player cannot. */
  open(
    recordingId: string,
    sessionDir: string,
    manifest: Manifest,
    opening: { tracks: OpenCommand['tracks']; positionMs: number },
  ): Promise<PlaybackState> {
    this.#waiting?.done({ kind: 'closed' });
    return new Promise((resolve) => {
      const done = (state: PlaybackState) => {
        clearTimeout(timer);
        if (this.#waiting?.done === done) this.#waiting = undefined;
        resolve(state);
      };
      const timer = setTimeout(
        () => done(this.#set({ kind: 'failed', recordingId, reason: 'The player does not answer.' })),
        OPEN_TIMEOUT_MS,
      );
      this.#waiting = { recordingId, done };
      this.#host.send({
        type: 'open',
        recordingId,
        sessionDir,
        durationMs: (manifest.durationSamples ?? 0) / 48,
        ...opening,
      });
    });
  }

  send(command: Exclude<ReviewCommand, { type: 'open' | 'repair' | 'shutdown' }>): void {
    this.#host.send(command);
    if (command.type === 'close') this.#set({ kind: 'closed' });
  }

  close(): void {
    this.#unsubscribe();
    this.#waiting?.done({ kind: 'closed' });
    this.#states.clear();
  }

  #onEvent(event: ReviewEvent): void {
    if (event.type !== 'state' && event.type !== 'failed') return;
    const state =
      event.type === 'failed'
        ? this.#set({ kind: 'failed', recordingId: event.recordingId, reason: event.reason })
        : this.#set(toPlaybackState(event.state));
    if (state.kind !== 'closed' && state.recordingId === this.#waiting?.recordingId)
      this.#waiting.done(state);
  }

  #set(state: PlaybackState): PlaybackState {
    this.#state = state;
    this.#states.emit(state);
    return state;
  }
}

/** A session of which no track can be read is a failure; single ones are silent lanes. */
function toPlaybackState(state: ReviewState): PlaybackState {
  if (state.kind === 'closed') return state;
  const { unreadable, ...rest } = state;
  const first = unreadable[0];
  if (first && state.durationMs === 0) {
    return { kind: 'failed', recordingId: state.recordingId, reason: first.reason };
  }
  return rest;
}
