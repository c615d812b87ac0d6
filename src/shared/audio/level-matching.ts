/** What every speaker is brought to when levels are matched: a comfortable level for speech, with room above it. */
export const MATCHED_LUFS = -20;
/** Nobody is made louder than by this: what is so quiet is noise. */
const MOST_DB = 20;
const LEAST_DB = -20;
/** Peaks stay below this. */
const CEILING_DBTP = -1;

/** The gain that brings a track to `MATCHED_LUFS` without its peaks going over; 0 when it could not be measured. */
export function matchingGainDb(loudnessLufs: number | null, truePeakDbtp: number | null): number {
  if (loudnessLufs === null) return 0;
  const wanted = Math.min(MOST_DB, Math.max(LEAST_DB, MATCHED_LUFS - loudnessLufs));
  return truePeakDbtp === null ? wanted : Math.max(LEAST_DB, Math.min(wanted, CEILING_DBTP - truePeakDbtp));
}
