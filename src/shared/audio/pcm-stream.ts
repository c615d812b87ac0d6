/**
 * What travels on a PCM port, between a player or the monitor mix (main side) and the playback sink in the
 * window. Frames are flat Float32Arrays, 20 ms of interleaved stereo at 48 kHz.
 *
 * Pull (review): the sink grants credits and the player sends at most that many frames. A seek starts a new
 * `epoch`; the sink drops what is left of older ones, and credits for an older epoch are void.
 * Push (live): frames come at their own pace, the sink drops the oldest when it falls behind, no credits.
 */
export interface PcmFrame {
  type: 'frame';
  epoch: number;
  /** Where the frame begins on the time line of its source, in samples of one channel. */
  positionSamples: number;
  /** Interleaved stereo, −1..1. */
  samples: Float32Array;
}

/** From here on only frames of `epoch` are to be heard; what is queued is dropped. Credits start again at zero. */
export interface PcmFlush {
  type: 'flush';
  epoch: number;
  /** Where the next frame will begin, so that a playhead can go there before any sound does; 0 when left out. */
  positionSamples?: number;
}

/** The source has ended: after the frames that were sent nothing follows until the next flush. */
export interface PcmEnd {
  type: 'end';
  epoch: number;
}

/** Sink to source: `frames` more frames may be sent in this epoch. */
export interface PcmCredit {
  type: 'credit';
  epoch: number;
  frames: number;
}

/** Sink to source: everything of this epoch up to the end has been heard. */
export interface PcmDrained {
  type: 'drained';
  epoch: number;
}

/** Sink to source: the listener's place, at about 20 Hz. */
export interface PcmHeard {
  type: 'heard';
  epoch: number;
  positionSamples: number;
  underruns: number;
}

export type PcmToSink = PcmFrame | PcmFlush | PcmEnd;
export type PcmFromSink = PcmCredit | PcmDrained | PcmHeard;

/** Reads a message of the sink; anything else is null (the port's other end may be a hostile page). */
export function parseFromSink(message: unknown): PcmFromSink | null {
  if (typeof message !== 'object' || message === null) return null;
  const value = message as Record<string, unknown>;
  if (!isCount(value.epoch)) return null;
  const epoch = value.epoch;
  if (value.type === 'credit' && isCount(value.frames)) {
    return { type: 'credit', epoch, frames: Math.min(value.frames, 500) };
  }
  if (value.type === 'drained') return { type: 'drained', epoch };
  if (value.type === 'heard' && isCount(value.positionSamples) && isCount(value.underruns)) {
    return {
      type: 'heard',
      epoch,
      positionSamples: value.positionSamples,
      underruns: value.underruns,
    };
  }
  return null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
