/** What was done, and when (Unix ms): what the files are held against. */
export interface SessionLog {
  /** The word that is looked for afterwards. */
  word: string;
  singers: { name: string; userId: string; hz: number }[];
  roundsAtMs: number[];
  killedAtMs: number;
  openedAgainAtMs: number;
  mendedAtMs: number;
  wentOnAtMs: number;
  /** The longest for which the machine stood still while it was recorded, as a bare loop saw it. */
  machineStallMs: number;
  markers: { text: string; atMs: number }[];
  chat: { text: string; atMs: number }[];
  /** The stretch that was withheld, and whose voice. */
  withheld: { name: string; fromMs: number; toMs: number } | null;
  /** What was found and done in review. */
  review: Record<string, number>;
  /** What the window said at level error. */
  errors: string[];
}

export function emptySessionLog(word: string): SessionLog {
  return {
    word,
    ...{
      singers: [],
      roundsAtMs: [],
      killedAtMs: 0,
      openedAgainAtMs: 0,
      mendedAtMs: 0,
      wentOnAtMs: 0,
      machineStallMs: 0,
    },
    ...{ markers: [], chat: [], withheld: null, review: {}, errors: [] },
  };
}
