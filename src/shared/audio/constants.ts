/** Discord voice is 48 kHz stereo Opus in 20 ms frames (voice-connections, "Encoding and sending voice"). */
export const SAMPLE_RATE_HZ = 48_000;
export const CHANNELS = 2;
export const FRAME_MS = 20;
/** 960 = 48,000 × 0.020: samples of one channel in one frame, and the RTP time step of one packet. */
export const FRAME_SAMPLES = 960;
/** Values of one frame of interleaved stereo. */
export const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;
/** Of an encoder until a room says what it takes: what Discord gives a new voice channel. */
export const DEFAULT_BITRATE_BPS = 64_000;
/** The Opus frame that every Discord client takes for silence (end of talk). */
export const SILENCE_FRAME: readonly number[] = [0xf8, 0xff, 0xfe];
/** After the last frame of speech, five silence frames keep decoders from interpolating over the gap. */
export const TRAILING_SILENCE_FRAMES = 5;
