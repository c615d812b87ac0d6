import type { FileLoudness } from './file-loudness';

/** What levelling may add or take. */
const MAX_BOOST_DB = 15;
const MAX_CUT_DB = 24;
/** True peaks stay below this. */
const PEAK_CEILING_DBTP = -1;
/** Differences this small are not worth changing a file for: nobody hears them, and its packets can be passed on. */
const NOT_WORTH_DB = 0.5;

/**
 * Gain that brings a file to the target, dB. Louder only as far as its true peak allows, and not at all while the
 * peak is unknown. 0 while nothing is known.
 */
export function levellingGainDb(
  loudness: FileLoudness | null,
  settings: { enabled: boolean; targetLufs: number },
): number {
  if (!settings.enabled || loudness === null || loudness.lufs === null) return 0;
  const wanted = settings.targetLufs - loudness.lufs;
  const room = loudness.truePeakDb === null ? 0 : Math.max(0, PEAK_CEILING_DBTP - loudness.truePeakDb);
  const gain = Math.max(-MAX_CUT_DB, Math.min(wanted, MAX_BOOST_DB, room));
  return Math.abs(gain) < NOT_WORTH_DB ? 0 : gain;
}
