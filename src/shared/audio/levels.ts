/** The quietest level a meter shows; anything below is silence. */
export const METER_FLOOR_DBFS = -60;

/** Linear amplitude (1 = full scale) to dBFS, never below `floorDbfs`. */
export function amplitudeToDbfs(amplitude: number, floorDbfs = METER_FLOOR_DBFS): number {
  if (!(amplitude > 0)) return floorDbfs;
  return Math.max(floorDbfs, 20 * Math.log10(amplitude));
}

/** dB of gain to a linear factor: 0 dB is 1, −6.02 dB is about one half. */
export function gainDbToFactor(gainDb: number): number {
  return 10 ** (gainDb / 20);
}

/** RMS and peak of interleaved signed 16-bit PCM, both linear 0..1 (channels folded together). */
export function measurePcm16(samples: Int16Array): { rms: number; peak: number } {
  let sum = 0;
  let peak = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i] as number;
    sum += value * value;
    const magnitude = value < 0 ? -value : value;
    if (magnitude > peak) peak = magnitude;
  }
  if (samples.length === 0) return { rms: 0, peak: 0 };
  return { rms: Math.sqrt(sum / samples.length) / 32_768, peak: peak / 32_768 };
}
