/** Words of the review desk beyond those of the player: how it is played, marked, withheld, exported, imported. */
export const reviewStrings = {
  listening: 'Listening',
  speed: 'Speed',
  times: (speed: number) => `${speed}×`,
  speechOnly: 'Speech only',
  became: (whole: string, speech: string) => `${whole} became ${speech}`,
  wouldBecome: (whole: string, speech: string) => `${whole} becomes ${speech}`,
  loop: 'Loop',
  loopHint: 'Set the start with I and the end with O first',
  rangeFrom: (from: string) => `From ${from}, set the end with O`,
  rangeTo: (to: string) => `To ${to}, set the start with I`,
  range: (from: string, to: string, length: string) => `${from} – ${to}, ${length}`,
  clearRange: 'Clear the range',
  levelMatching: 'Same loudness',
  levelMatchingHint: 'All speakers as loud as each other',
  gain: (name: string) => `Level of ${name}`,
  gainText: (db: string, lufs: number | null) => (lufs === null ? db : `${db}, measured ${lufsText(lufs)}`),
  readFailed: (reason: string) => `Markers and lane states could not be read: ${reason}`,
} as const;

/** `−18.3 LUFS`, with a real minus. */
export function lufsText(lufs: number): string {
  return `${lufs.toFixed(1).replace('-', '−')} LUFS`;
}
