import { intersectRanges, mergeRanges, type Range } from './ranges';

/** Silence shorter than this belongs to the speech around it, ms. */
export const SPEECH_GAP_MS = 300;
/** Before and after the speech that is kept, so that no word is cut, ms. */
const SPEECH_PAD_MS = 150;

/**
 * What is left of `within` when silence that all tracks share is taken out, ms. All of it when nobody is known to
 * have spoken: nothing says then where the silence is.
 */
export function speechOnly(speech: Iterable<readonly Range[]>, within: Range): Range[] {
  const padded = [...speech].flatMap((spans) =>
    spans.map(({ from, to }) => ({ from: from - SPEECH_PAD_MS, to: to + SPEECH_PAD_MS })),
  );
  if (padded.length === 0) return [within];
  return intersectRanges(mergeRanges(padded, SPEECH_GAP_MS), [within]);
}
