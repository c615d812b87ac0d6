/**
 * What we play into the room: opens sources, keeps position, gain and loop, and gives one Opus frame per
 * tick. Opening happens in the background; an answer that comes after a newer command is thrown away.
 */
import { CHANNELS, FRAME_MS, FRAME_SAMPLES } from '@shared/audio/constants';
import { gainDbToFactor } from '@shared/audio/levels';
import { type AppError, toAppError } from '@shared/errors/app-error';
import type { ProgrammeState } from '@shared/models/calls';
import { findFfmpeg, probeAudio } from '../../../support/ffmpeg';
import { createOpusDecoder, createOpusEncoder, type OpusFrameEncoder } from '../codec';
import { applyGain } from '../pcm';
import type { FrameSource } from '../sources/frame-source';
import {
  openSource,
  opusContainerOf,
  type PreparedSource,
  type ProgrammeSource,
} from '../sources/open-source';

export interface ProgrammeFrame {
  opus: Buffer;
  /** What the packet sounds like: for the meter, the monitor and the waveform. */
  pcm: Int16Array;
}

interface Playing {
  source: FrameSource;
  prepared: PreparedSource;
  name: string;
  positionFrames: number;
  /** 'opening' a new position keeps the old source closed and silent. */
  status: 'playing' | 'paused' | 'ended' | 'opening';
}

/** 12 × 20 ms: position reports about four times a second. */
const REPORT_EVERY_FRAMES = 12;
const SILENT_PCM = new Int16Array(FRAME_SAMPLES * CHANNELS);

export class Programme {
  readonly #onState: (state: ProgrammeState) => void;
  #encoder: OpusFrameEncoder;
  #decoder = createOpusDecoder();
  #playing: Playing | undefined;
  #state: ProgrammeState = { kind: 'empty' };
  /** Counts commands that open or close a source. */
  #generation = 0;
  #gainDb = 0;
  #loop = false;
  #paused = false;

  constructor(bitrateBps: number, onState: (state: ProgrammeState) => void) {
    this.#encoder = createOpusEncoder(bitrateBps);
    this.#onState = onState;
  }

  get state(): ProgrammeState {
    return this.#state;
  }

  setBitrate(bitrateBps: number): void {
    this.#encoder.setBitrate(bitrateBps);
  }

  /** Starts a new programme in place of the one before. */
  play(source: ProgrammeSource, gainDb: number, loop: boolean): void {
    this.#drop();
    this.#gainDb = gainDb;
    this.#loop = loop;
    this.#paused = false;
    const generation = this.#generation;
    const name = source.kind === 'tone' ? `Tone ${source.frequencyHz} Hz` : source.name;
    this.#announce({ kind: 'loading', name });
    void this.#load(source, name, generation);
  }

  pause(): void {
    this.#paused = true;
    const playing = this.#playing;
    if (playing?.status !== 'playing') return;
    playing.status = 'paused';
    this.#report();
  }

  resume(): void {
    this.#paused = false;
    const playing = this.#playing;
    if (playing?.status === 'ended') this.#reopen(0);
    if (playing?.status !== 'paused') return;
    playing.status = 'playing';
    this.#report();
  }

  seek(positionMs: number): void {
    const playing = this.#playing;
    if (!playing) return;
    const { durationMs } = playing.prepared;
    this.#reopen(Math.max(0, durationMs === null ? positionMs : Math.min(positionMs, durationMs)));
  }

  stop(): void {
    this.#drop();
    this.#announce({ kind: 'empty' });
  }

  setGain(gainDb: number): void {
    if (gainDb === this.#gainDb) return;
    this.#gainDb = gainDb;
    const playing = this.#playing;
    if (!playing) return;
    // Packets passed on as they are cannot be made louder: go on with decoded sound at the same place.
    if (playing.source.passthrough && playing.status !== 'ended')
      this.#reopen(playing.positionFrames * FRAME_MS);
    else this.#report();
  }

  /** Whether it begins again at its end; what plays now goes on undisturbed. */
  setLoop(loop: boolean): void {
    this.#loop = loop;
    this.#report();
  }

  /** The next frame, or null when there is nothing to send in this tick. Never waits. */
  pull(): ProgrammeFrame | null {
    const playing = this.#playing;
    if (playing?.status !== 'playing') return null;
    const pull = playing.source.pull();
    switch (pull.kind) {
      case 'pcm':
        applyGain(pull.pcm, gainDbToFactor(this.#gainDb));
        this.#advance(playing);
        return { opus: this.#encoder.encode(pull.pcm), pcm: pull.pcm };
      case 'opus': {
        const decoded = this.#decoder.decode(pull.packet);
        this.#advance(playing);
        return { opus: pull.packet, pcm: decoded.kind === 'pcm' ? decoded.pcm : SILENT_PCM };
      }
      case 'pending':
        return null;
      case 'ended':
        this.#onEnd(playing);
        return null;
      case 'unsuitable':
        if (playing.prepared.kind === 'file') playing.prepared.opus = null;
        this.#reopen(playing.positionFrames * FRAME_MS);
        return null;
      case 'failed':
        this.#fail(playing.name, pull.error);
        return null;
    }
  }

  close(): void {
    this.#drop();
  }

  async #load(source: ProgrammeSource, name: string, generation: number): Promise<void> {
    try {
      const prepared = await prepare(source);
      const opened = await openSource(prepared, 0, this.#gainDb === 0);
      if (generation !== this.#generation) {
        opened.close();
        return;
      }
      const status = this.#paused ? 'paused' : 'playing';
      this.#playing = { source: opened, prepared, name, positionFrames: 0, status };
      this.#report();
    } catch (error) {
      if (generation === this.#generation) this.#fail(name, toAppError(error));
    }
  }

  #reopen(positionMs: number): void {
    const playing = this.#playing;
    if (!playing) return;
    this.#generation += 1;
    const generation = this.#generation;
    playing.source.close();
    playing.status = 'opening';
    playing.positionFrames = Math.floor(positionMs / FRAME_MS);
    this.#report();
    openSource(playing.prepared, positionMs, this.#gainDb === 0).then(
      (source) => {
        if (generation !== this.#generation) {
          source.close();
          return;
        }
        playing.source = source;
        playing.status = this.#paused ? 'paused' : 'playing';
        this.#report();
      },
      (error: unknown) => {
        if (generation === this.#generation) this.#fail(playing.name, toAppError(error));
      },
    );
  }

  #onEnd(playing: Playing): void {
    const heard = playing.positionFrames > 0;
    if (this.#loop && heard) {
      this.#reopen(0);
      return;
    }
    playing.source.close();
    playing.status = 'ended';
    this.#report();
  }

  #advance(playing: Playing): void {
    playing.positionFrames += 1;
    if (playing.positionFrames % REPORT_EVERY_FRAMES === 0) this.#report();
  }

  #fail(name: string, error: AppError): void {
    this.#drop();
    this.#announce({ kind: 'failed', name, error: error.toView() });
  }

  #drop(): void {
    this.#generation += 1;
    this.#playing?.source.close();
    this.#playing = undefined;
  }

  #report(): void {
    const playing = this.#playing;
    if (!playing) return;
    const { status } = playing;
    this.#announce({
      kind: status === 'opening' ? (this.#paused ? 'paused' : 'playing') : status,
      name: playing.name,
      durationMs: playing.prepared.durationMs,
      positionMs: playing.positionFrames * FRAME_MS,
      gainDb: this.#gainDb,
      passthrough: playing.source.passthrough,
      loop: this.#loop,
    });
  }

  #announce(state: ProgrammeState): void {
    this.#state = state;
    this.#onState(state);
  }
}

async function prepare(source: ProgrammeSource): Promise<PreparedSource> {
  if (source.kind === 'tone') return source;
  const ffmpegPath = await findFfmpeg();
  const probe = await probeAudio(ffmpegPath, source.path);
  const { durationMs } = probe;
  return { kind: 'file', path: source.path, ffmpegPath, durationMs, opus: opusContainerOf(probe) };
}
