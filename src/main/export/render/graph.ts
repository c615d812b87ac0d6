/** FFmpeg's filter graphs of a mix. Pure. Everything is stereo, 48 kHz, floating point until it is encoded. */

const FLOAT_STEREO = 'aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo';
/** −1 dBFS: room for what a player or a lossy coder makes of the peaks. */
const CEILING = 10 ** (-1 / 20);
/** What a mix that is still to be levelled is turned down by, so that no sum of voices is cut, dB. */
export const HEADROOM_DB = 20;

export interface MixPart {
  /** What is left out of the inputs' beginning, samples. */
  skipSamples: number;
  /** What it must last, samples; silence is added when the inputs are shorter. */
  samples: number;
}

/** Inputs with their gains (dB) to one sum called `[mix]`. */
export function sumGraph(gainsDb: readonly number[]): string {
  const inputs = gainsDb.map((gainDb, index) => {
    const volume = gainDb === 0 ? '' : `,volume=${gainDb.toFixed(2)}dB:precision=float`;
    return `[${index}:a:0]${FLOAT_STEREO}${volume}[a${index}]`;
  });
  const names = gainsDb.map((_, index) => `[a${index}]`).join('');
  const sum =
    gainsDb.length === 1
      ? `${names}anull[mix]`
      : `${names}amix=inputs=${gainsDb.length}:duration=longest:dropout_transition=0:normalize=0[mix]`;
  return [...inputs, sum].join(';');
}

/** `[mix]` cut to the part, as `[out]`. `limited` keeps a sum of voices below full scale. */
export function finishGraph(part: MixPart, limited: boolean): string {
  return `[mix]${cut(part)}${limited ? `,${limiter()}` : ''}[out]`;
}

/** `[mix]` cut to the part, measured, and turned down by the headroom, as `[out]`. */
export function measureGraph(part: MixPart): string {
  return `[mix]${cut(part)},ebur128=framelog=verbose,volume=${-HEADROOM_DB}dB:precision=float[out]`;
}

/** What was measured at the level it is to have. */
export function levelFilter(gainDb: number): string {
  return `volume=${(gainDb + HEADROOM_DB).toFixed(2)}dB:precision=float,${limiter()}`;
}

/** Gain that brings something measured at `lufs` to the target, dB; none for silence. */
export function gainToTarget(lufs: number | null, targetLufs: number): number {
  return lufs === null ? 0 : Math.max(-60, Math.min(40, targetLufs - lufs));
}

/** EBU R128's absolute gate: quieter is silence. */
const SILENT_LUFS = -69.9;

/** Integrated loudness out of the summary of `ebur128`; null for silence. Throws nothing: no summary is null, too. */
export function parseIntegrated(said: string): number | null {
  const summary = said.slice(said.lastIndexOf('Integrated loudness:'));
  const value = Number(/^\s*I:\s*(-?\d+(?:\.\d+)?) LUFS/m.exec(summary)?.[1] ?? Number.NaN);
  return Number.isFinite(value) && value > SILENT_LUFS ? value : null;
}

function cut({ skipSamples, samples }: MixPart): string {
  const end = skipSamples + samples;
  return `apad=whole_len=${end},atrim=start_sample=${skipSamples}:end_sample=${end},asetpts=N/SR/TB`;
}

function limiter(): string {
  return `alimiter=limit=${CEILING.toFixed(4)}:level=0:latency=1`;
}
