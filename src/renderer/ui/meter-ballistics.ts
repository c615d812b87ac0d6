/**
 * How a meter moves: up at once, down by 20 dB in 300 ms as programme meters do; a peak mark that holds for a
 * second and a half and then falls; a clip lamp that stays until it is reset. Pure, in dBFS and ms.
 */
export const METER_MIN_DBFS = -60;
export const METER_MAX_DBFS = 0;
/** 20 dB in 300 ms. */
export const FALL_DB_PER_MS = 20 / 300;
export const PEAK_HOLD_MS = 1_500;
export const PEAK_FALL_DB_PER_MS = 12 / 1_000;
/** Where the bar changes colour. */
export const MID_DBFS = -20;
export const HIGH_DBFS = -9;
/** A sample this close to full scale has been clipped or is about to be. */
export const CLIP_DBFS = -0.1;

export interface MeterState {
  levelDbfs: number;
  peakDbfs: number;
  peakAtMs: number;
  clipped: boolean;
}

export const RESTING: MeterState = {
  levelDbfs: METER_MIN_DBFS,
  peakDbfs: METER_MIN_DBFS,
  peakAtMs: 0,
  clipped: false,
};

/** The meter at `nowMs`, `elapsedMs` after `state`, with the newest reading (null: no news since). */
export function stepMeter(
  state: MeterState,
  reading: { rmsDbfs: number; peakDbfs: number } | null,
  nowMs: number,
  elapsedMs: number,
): MeterState {
  const fallen = Math.max(METER_MIN_DBFS, state.levelDbfs - FALL_DB_PER_MS * Math.max(0, elapsedMs));
  const levelDbfs = reading ? Math.max(clampDbfs(reading.rmsDbfs), fallen) : fallen;
  const held = nowMs - state.peakAtMs < PEAK_HOLD_MS;
  const sunk = held
    ? state.peakDbfs
    : Math.max(METER_MIN_DBFS, state.peakDbfs - PEAK_FALL_DB_PER_MS * Math.max(0, elapsedMs));
  const readPeak = reading ? clampDbfs(reading.peakDbfs) : METER_MIN_DBFS;
  const isNewPeak = readPeak >= sunk && readPeak > METER_MIN_DBFS;
  return {
    levelDbfs,
    peakDbfs: isNewPeak ? readPeak : Math.max(sunk, METER_MIN_DBFS),
    peakAtMs: isNewPeak ? nowMs : state.peakAtMs,
    clipped: state.clipped || (reading !== null && reading.peakDbfs >= CLIP_DBFS),
  };
}

/** A level as a share of the meter's length, 0..1, linear in dB. */
export function meterFraction(dbfs: number): number {
  return (clampDbfs(dbfs) - METER_MIN_DBFS) / (METER_MAX_DBFS - METER_MIN_DBFS);
}

/** Nothing would move in the next frame, so none has to be drawn. */
export function isResting(state: MeterState): boolean {
  return state.levelDbfs <= METER_MIN_DBFS && state.peakDbfs <= METER_MIN_DBFS;
}

function clampDbfs(dbfs: number): number {
  if (!Number.isFinite(dbfs)) return METER_MIN_DBFS;
  return Math.min(METER_MAX_DBFS, Math.max(METER_MIN_DBFS, dbfs));
}
