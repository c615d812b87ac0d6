import type { PlaybackState } from '@shared/models/recordings';

/**
 * The listener's place, at frame rate and outside React. What sounds decides while it plays; while it does not,
 * what the player said last. After a seek the target holds until the sound has caught up, so that the line does
 * not jump back.
 */
export interface Playhead {
  positionMs(nowMs: number): number;
  /** From the player's events. */
  heard(playback: PlaybackState): void;
  /** The person seeks: the line goes there at once. */
  seekTo(positionMs: number, nowMs: number): void;
}

const SEEK_HOLD_MS = 600;
/** Sound this near to the seek target has caught up. */
const CAUGHT_UP_MS = 400;

/** Follows what sounds (`soundingMs`, null while silent) and stands still otherwise; ms on the session clock. */
export function createPlayhead(soundingMs: () => number | null, startMs = 0): Playhead {
  let lastMs = startMs;
  let playing = false;
  let target: { positionMs: number; untilMs: number } | null = null;
  return {
    positionMs(nowMs) {
      const sounding = playing ? soundingMs() : null;
      if (target) {
        const caughtUp = sounding !== null && Math.abs(sounding - target.positionMs) < CAUGHT_UP_MS;
        if (!caughtUp && nowMs < target.untilMs) return target.positionMs;
        target = null;
      }
      if (sounding !== null) lastMs = sounding;
      return lastMs;
    },
    heard(playback) {
      playing = playback.kind === 'playing';
      if (playback.kind === 'closed' || playback.kind === 'failed') return;
      lastMs = playback.positionMs;
    },
    seekTo(positionMs, nowMs) {
      target = { positionMs, untilMs: nowMs + SEEK_HOLD_MS };
      lastMs = positionMs;
    },
  };
}
