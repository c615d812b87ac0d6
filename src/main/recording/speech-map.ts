import { crowdedSpans, joinSpans, type Span } from './spans';

/** Silence that all tracks share is left out when it lasts longer than this. */
export const SKIPPED_SILENCE_MS = 700;
/** So much of it stays on either side, so that nothing is cut into and words do not run together. */
export const KEPT_SILENCE_MS = 150;

/** What is played when silence is left out: spans of the session, ms, in order. Empty when nobody speaks. */
export function speechOnlySpans(speech: readonly (readonly Span[])[], durationMs: number): Span[] {
  const heard = joinSpans(crowdedSpans(speech, 1), SKIPPED_SILENCE_MS);
  return joinSpans(
    heard.map(([from, to]) => [
      Math.max(0, from - KEPT_SILENCE_MS),
      Math.min(durationMs, to + KEPT_SILENCE_MS),
    ]),
  );
}

/** Where a place of the session stands when only `kept` is played; a place left out stands at the next one kept. */
export function toSpeechTime(kept: readonly Span[], atMs: number): number {
  let before = 0;
  for (const [from, to] of kept) {
    if (atMs < to) return before + Math.max(0, atMs - from);
    before += to - from;
  }
  return before;
}

/** The place of the session that stands at `speechMs` of what is kept. */
export function toSessionTime(kept: readonly Span[], speechMs: number): number {
  let left = speechMs;
  for (const [from, to] of kept) {
    if (left < to - from) return from + left;
    left -= to - from;
  }
  return kept.at(-1)?.[1] ?? 0;
}
