/** The evening that is recorded and killed: its plan says who spoke when. */
export const EVENING = { hours: 4, people: 10, seed: 7 } as const;
export const LONG_TITLE = 'A long evening';
/** Its end is recorded in real time; it is killed within. */
export const LIVE_MS = 60_000;
