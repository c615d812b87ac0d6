/** Clips over everything else: any number at once, each with a fade of its own. */
import { FRAME_MS } from '@shared/audio/constants';
import { type AppError, toAppError } from '@shared/errors/app-error';
import type { LevellingSettings, PlayingPad } from '@shared/models/console';
import {
  keepClip,
  MAX_CLIPS_BYTES,
  type PreparedSource,
  prepareSource,
  type SourceInput,
} from '../sources/open-source';
import { type FileLoudness, knownLoudness, type LoudnessQueue } from './file-loudness';
import { Strip } from './strip';
import { Track } from './track';

export interface PadPlay {
  padId: string;
  source: SourceInput & { loudnessLufs?: number | null | undefined };
  gainDb: number;
  loop: boolean;
  fadeOutMs: number;
}

export interface PadPorts {
  onChange(): void;
  /** What goes on air is about to change, other than by time passing. */
  onHand(): void;
  loudness: LoudnessQueue;
  levelling(): LevellingSettings;
  onLoudness(path: string, loudness: FileLoudness | null): void;
}

/** A pad pressed again while it sounds: the old one makes way this fast. */
const RETRIGGER_FADE_MS = 40;
/** A failure stays in sight this long. */
const SHOW_FAILURE_MS = 10_000;

const NO_STRIPS: readonly Strip[] = [];

class PadVoice {
  readonly strip = new Strip();
  status: PlayingPad['status'] = 'loading';
  error: AppError | null = null;
  durationMs: number | null = null;
  stopped = false;
  failedMs = 0;
  prepared: PreparedSource | undefined;

  constructor(readonly play: PadPlay) {
    this.strip.setGain(play.gainDb);
  }
}

export class Pads {
  readonly #ports: PadPorts;
  #voices: PadVoice[] = [];
  #toKeep: readonly SourceInput[] = [];

  constructor(ports: PadPorts) {
    this.#ports = ports;
  }

  get state(): PlayingPad[] {
    return this.#voices
      .filter(({ stopped }) => !stopped)
      .map(({ play, status, strip, durationMs, error }) => ({
        padId: play.padId,
        status,
        positionMs: strip.track?.positionMs ?? 0,
        durationMs,
        error: error?.toView() ?? null,
      }));
  }

  /** Those that have sound to give. */
  get sounding(): readonly Strip[] {
    if (this.#voices.length === 0) return NO_STRIPS;
    return this.#voices.filter(({ strip }) => strip.sounding).map(({ strip }) => strip);
  }

  play(play: PadPlay): void {
    for (const voice of this.#voices) {
      if (voice.play.padId === play.padId) this.#release(voice, RETRIGGER_FADE_MS);
    }
    this.#drop((voice) => voice.stopped && !voice.strip.sounding);
    const voice = new PadVoice(play);
    this.#voices.push(voice);
    this.#ports.onChange();
    void this.#open(voice);
  }

  /**
   * Decodes clips that are not kept yet, one after the other, so that their first press sounds as soon as any later
   * one. What is asked for last counts. A file that cannot be opened is told of when its pad is pressed.
   */
  async keep(sources: readonly SourceInput[]): Promise<void> {
    this.#toKeep = sources;
    let bytes = 0;
    for (const source of sources) {
      // More would push out those that were kept first.
      if (this.#toKeep !== sources || bytes > MAX_CLIPS_BYTES / 2) return;
      bytes += await keepClip(source).catch(() => 0);
    }
  }

  /** Fades out over the pad's own time. */
  stop(padId: string): void {
    for (const voice of this.#voices) {
      if (voice.play.padId !== padId || voice.stopped) continue;
      voice.strip.shut(voice.play.fadeOutMs);
      if (voice.strip.sounding) voice.status = 'fading';
      else voice.stopped = true;
    }
    this.#drop((voice) => voice.stopped && !voice.strip.sounding);
    this.#ports.onChange();
  }

  stopAll(fadeMs: number): void {
    for (const voice of this.#voices) this.#release(voice, fadeMs);
    this.#drop((voice) => voice.stopped && !voice.strip.sounding);
    this.#ports.onChange();
  }

  applyLevelling(): void {
    for (const voice of this.#voices) this.#level(voice);
  }

  /** After a tick: lets go what has ended. */
  settle(): void {
    if (this.#voices.length === 0) return;
    const before = this.#voices.length;
    for (const voice of this.#voices) {
      const end = voice.strip.track?.end;
      if (end?.kind === 'failed' && voice.status !== 'failed') this.#fail(voice, end.error);
      if (voice.status === 'failed') voice.failedMs += FRAME_MS;
    }
    this.#drop(({ status, strip, stopped, failedMs }) => {
      if (status === 'failed') return stopped || failedMs > SHOW_FAILURE_MS;
      if (status === 'loading') return false;
      return strip.track?.end !== null || !strip.sounding;
    });
    if (this.#voices.length !== before) this.#ports.onChange();
  }

  close(): void {
    this.#toKeep = [];
    this.#drop(() => true);
  }

  async #open(voice: PadVoice): Promise<void> {
    const { source, loop } = voice.play;
    try {
      const prepared = await prepareSource(source);
      voice.prepared = prepared;
      voice.durationMs = prepared.durationMs;
      const track = await Track.open(prepared, 0, 'clip', loop);
      if (voice.stopped) {
        track.close();
        this.#drop((each) => each === voice);
        return;
      }
      this.#ports.onHand();
      voice.strip.setTrack(track);
      this.#level(voice);
      voice.strip.open();
      voice.status = 'playing';
      this.#measure(prepared);
    } catch (error) {
      this.#fail(voice, toAppError(error));
    }
    this.#ports.onChange();
  }

  #measure(prepared: PreparedSource): void {
    if (prepared.kind !== 'file' || knownLoudness(prepared)) return;
    this.#ports.loudness.measure(prepared, (loudness) => {
      this.#ports.onLoudness(prepared.path, loudness);
      this.applyLevelling();
    });
  }

  #level(voice: PadVoice): void {
    const { prepared, strip } = voice;
    if (prepared?.kind === 'file') strip.level(knownLoudness(prepared) ?? null, this.#ports.levelling());
  }

  #release(voice: PadVoice, fadeMs: number): void {
    if (voice.stopped) return;
    voice.stopped = true;
    voice.strip.shut(fadeMs);
  }

  #fail(voice: PadVoice, error: AppError): void {
    voice.status = 'failed';
    voice.error = error;
    voice.strip.reset();
    this.#ports.onChange();
  }

  #drop(which: (voice: PadVoice) => boolean): void {
    this.#voices = this.#voices.filter((voice) => {
      if (!which(voice)) return true;
      voice.strip.close();
      return false;
    });
  }
}
