/**
 * The loops that every frame of every stream goes through, eight samples at a time: WebAssembly with SIMD, which V8 has on
 * every processor since about 2008. The source is `samples.wat`; `npm run kernels` makes `samples-wasm.ts` of it.
 *
 * They work on memory of their own that everybody shares: put a frame in, call, take the outcome out before anybody else
 * can. `pcm.ts` and `dsp/` do that and have a plain loop for frames of another length and for processors without it.
 */
import { FRAME_VALUES } from '@shared/audio/constants';
import { SAMPLES_WASM_BASE64 } from './samples-wasm';

/** Where the rows lie in the memory, bytes; `samples.wat` has the same numbers. */
const SECOND_ROW_AT = 8_192;
const PCM_AT = 16_384;

export interface SampleKernels {
  /** Rows of one stereo frame each: floats of full scale ±1, and 16-bit samples. */
  readonly first: Float32Array<ArrayBuffer>;
  readonly second: Float32Array<ArrayBuffer>;
  readonly pcm: Int16Array<ArrayBuffer>;
  readonly pcmBytes: Uint8Array<ArrayBuffer>;
  /** `first` = `pcm` × `scale`. With `hole` -1 the least 16-bit number is silence, with 0 a sample like others. */
  toFloat(values: number, scale: number, hole: 0 | -1): void;
  /** `pcm` = `first` at 32,768 = full scale, rounded, limited; no number is silence. */
  toPcm(values: number): void;
  /** `first` += `second` × `gain`, linear. */
  mix(values: number, gain: number): void;
  /** Largest magnitude in `first`; passes over what is no number. */
  peak(values: number): number;
}

interface Exports {
  memory: { buffer: ArrayBuffer };
  toFloat: SampleKernels['toFloat'];
  toPcm: SampleKernels['toPcm'];
  mix: SampleKernels['mix'];
  peak: SampleKernels['peak'];
}

/** The types of the oldest Node we run on know the name and no more. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/** Null where the processor or the runtime has no SIMD for WebAssembly. All calls take multiples of eight values. */
export const sampleKernels: SampleKernels | null = load();

function load(): SampleKernels | null {
  const bytes = Buffer.from(SAMPLES_WASM_BASE64, 'base64');
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, toFloat, toPcm, mix, peak } = exports as Exports;
  const { buffer } = memory;
  return {
    first: new Float32Array(buffer, 0, FRAME_VALUES),
    second: new Float32Array(buffer, SECOND_ROW_AT, FRAME_VALUES),
    pcm: new Int16Array(buffer, PCM_AT, FRAME_VALUES),
    pcmBytes: new Uint8Array(buffer, PCM_AT, FRAME_VALUES * Int16Array.BYTES_PER_ELEMENT),
    toFloat,
    toPcm,
    mix,
    peak,
  };
}
