/** What main last said about the programme's place, and when we heard it. */
export interface HeardPosition {
  positionMs: number;
  atMs: number;
  playing: boolean;
}

/** Where the programme is now: main speaks rarely, the clock fills in between. Never past the end. */
export function programmePositionMs(heard: HeardPosition, nowMs: number, durationMs: number | null): number {
  const moved = heard.playing ? Math.max(0, nowMs - heard.atMs) : 0;
  const position = heard.positionMs + moved;
  return durationMs === null ? position : Math.min(position, durationMs);
}
