/** One of the two players of the console: what is on it, where it stands, and its sound. */
import { type AppError, toAppError } from '@shared/errors/app-error';
import type { DeckId, DeckState, LevellingSettings } from '@shared/models/console';
import { type PreparedSource, prepareSource, type SourceInput } from '../sources/open-source';
import { Encore } from './encore';
import { type FileLoudness, knownLoudness, type LoudnessQueue } from './file-loudness';
import { Strip } from './strip';
import { Track } from './track';

export interface DeckLoad {
  itemId: string;
  source: SourceInput & { loudnessLufs?: number | null | undefined };
  gainDb: number;
  loop: boolean;
  play: boolean;
  /** Where it stood in an engine that is gone; left out, it is new here. */
  place?: DeckPlace | undefined;
}

export interface DeckPlace {
  positionMs: number;
  /** `ready` and `paused` differ in what may start by itself; one that has `ended` is free for the next. */
  status: 'ready' | 'paused' | 'ended';
}

export interface DeckPorts {
  onChange(): void;
  /** What goes on air is about to change, other than by time passing. */
  onHand(): void;
  loudness: LoudnessQueue;
  levelling(): LevellingSettings;
  onLoudness(path: string, loudness: FileLoudness | null): void;
}

/** Long enough not to be a cut, short enough that it is over when the next file is put on. */
const EJECT_FADE_MS = 500;

export class Deck {
  readonly deckId: DeckId;
  readonly strip = new Strip();
  readonly #ports: DeckPorts;
  #status: DeckState['status'] = 'empty';
  #itemId: string | null = null;
  #name = '';
  #prepared: PreparedSource | undefined;
  #loudness: FileLoudness | null = null;
  #loop = false;
  #cue = false;
  #error: AppError | null = null;
  /** Where it stands while no track does. */
  #positionMs = 0;
  #passing = false;
  readonly #encore = new Encore();
  /** Counts what opens or closes a file: an answer that comes after something newer is thrown away. */
  #generation = 0;
  /** Whether it plays as soon as what is being opened is there. */
  #wanted = false;
  /** What it is when it has been opened and does not play. */
  #opensAs: 'ready' | 'paused' = 'ready';

  constructor(deckId: DeckId, ports: DeckPorts) {
    this.deckId = deckId;
    this.#ports = ports;
  }

  get status(): DeckState['status'] {
    return this.#status;
  }

  get cue(): boolean {
    return this.#cue;
  }

  /** Its turn is over, and it could begin again at once. */
  get primed(): boolean {
    return this.#encore.ready;
  }

  get state(): DeckState {
    return {
      deckId: this.deckId,
      status: this.#status,
      itemId: this.#itemId,
      name: this.#name,
      durationMs: this.#prepared?.durationMs ?? null,
      positionMs: this.positionMs,
      gainDb: this.strip.gainDb,
      levellingDb: this.strip.levellingDb,
      loudnessLufs: this.#loudness?.lufs ?? null,
      loop: this.#loop,
      cue: this.#cue,
      passthrough: this.#passing,
      error: this.#error?.toView() ?? null,
    };
  }

  get positionMs(): number {
    const { track, againMs } = this.strip;
    return track && this.#status !== 'empty' ? Math.max(0, track.positionMs - againMs) : this.#positionMs;
  }

  /** Until its end, ms; null when that is not known or never comes. */
  get remainingMs(): number | null {
    const remainingMs = this.strip.track?.remainingMs ?? null;
    return remainingMs === null ? null : remainingMs + this.strip.againMs;
  }

  load(load: DeckLoad): void {
    this.#forget();
    this.#silence();
    const { source, place } = load;
    this.#status = 'loading';
    this.#positionMs = place?.positionMs ?? 0;
    this.#opensAs = place?.status === 'paused' ? 'paused' : 'ready';
    this.#itemId = load.itemId;
    this.#name = source.kind === 'tone' ? `Tone ${source.frequencyHz} Hz` : source.name;
    this.#loop = load.loop;
    this.#wanted = load.play;
    this.strip.setGain(load.gainDb);
    this.#ports.onChange();
    this.#open(async (isCurrent) => {
      const prepared = await prepareSource(source);
      if (!isCurrent()) return null;
      this.#prepared = prepared;
      this.#learnLoudness(prepared, source.loudnessLufs);
      if (place?.status === 'ended' && !this.#wanted) {
        this.#status = 'ended';
        this.#ports.onChange();
        return null;
      }
      const positionMs = place && place.status !== 'ended' ? place.positionMs : 0;
      return Track.open(prepared, withinFile(prepared, positionMs), 'packets', this.#loop);
    });
  }

  /** Empty at once; what was heard of it fades out. */
  eject(): void {
    const heard = this.#status === 'playing';
    this.#forget();
    if (heard) this.strip.shut(EJECT_FADE_MS);
    else this.#silence();
    this.#ports.onChange();
  }

  /** From the very next tick; a deck that has ended begins again. */
  play(): void {
    this.#wanted = true;
    if (this.#status === 'ready' || this.#status === 'paused') {
      if (!this.strip.track) return;
      this.#status = 'playing';
      this.strip.open();
      this.#ports.onChange();
    } else if (this.#status === 'ended') {
      const track = this.#encore.take();
      if (track) this.#onOpened(track);
      else this.seek(0);
    }
  }

  pause(): void {
    this.#wanted = false;
    if (this.#status === 'playing') this.#stopAs('paused', 0);
  }

  /** Fades out and keeps its place; `ended` when its turn is over. */
  fadeTo(status: 'paused' | 'ended', fadeMs: number): void {
    this.#wanted = false;
    if (this.#status === 'playing') this.#stopAs(status, fadeMs);
  }

  /** What plays goes on until the new place is there, so that no hole is heard. */
  seek(positionMs: number): void {
    const prepared = this.#prepared;
    if (!prepared || this.#status === 'failed') return;
    const at = withinFile(prepared, positionMs);
    this.#encore.drop();
    if (this.#status === 'ended') this.#status = this.#wanted ? 'loading' : 'paused';
    this.#open(() => Track.open(prepared, at, 'packets', this.#loop));
  }

  setGain(gainDb: number): void {
    this.strip.setGain(gainDb);
    this.#ports.onChange();
  }

  /** Whether it begins again at its end; what plays now goes on undisturbed. */
  setLoop(loop: boolean): void {
    this.#loop = loop;
    this.strip.track?.setLoop(loop);
    this.#ports.onChange();
  }

  setCue(cue: boolean): void {
    this.#cue = cue;
    this.#ports.onChange();
  }

  applyLevelling(): void {
    this.strip.level(this.#loudness, this.#ports.levelling());
  }

  setPassing(passing: boolean): void {
    if (passing === this.#passing) return;
    this.#passing = passing;
    this.#ports.onChange();
  }

  /** After a tick: notices its end, its failure, and that a fade is over. */
  settle(): void {
    const { track } = this.strip;
    if (!track) {
      if (this.#status === 'ended' && this.#prepared) this.#encore.tick(this.#prepared, this.#loop);
      return;
    }
    if (this.#status === 'empty') {
      // What was ejected has faded out, or came to its end on the way.
      if (track.end || !this.strip.sounding) this.strip.reset();
    } else if (track.end?.kind === 'failed') {
      this.#positionMs = track.positionMs;
      this.#fail(track.end.error);
    } else if (track.end?.kind === 'ended' && this.#status === 'playing') {
      this.#positionMs = track.positionMs;
      this.#status = 'ended';
      this.strip.reset();
      this.#passing = false;
      this.#ports.onChange();
    } else if (this.#status === 'ended' && !this.strip.sounding) {
      this.#positionMs = track.positionMs;
      this.strip.reset();
    }
  }

  close(): void {
    this.#generation += 1;
    this.#encore.drop();
    this.strip.close();
  }

  #stopAs(status: 'paused' | 'ended', fadeMs: number): void {
    this.#status = status;
    this.strip.shut(fadeMs);
    this.#ports.onChange();
  }

  #open(open: (isCurrent: () => boolean) => Promise<Track | null>): void {
    this.#generation += 1;
    const generation = this.#generation;
    open(() => generation === this.#generation).then(
      (track) => {
        if (generation !== this.#generation) track?.close();
        else if (track) this.#onOpened(track);
      },
      (error: unknown) => {
        if (generation === this.#generation) this.#fail(toAppError(error));
      },
    );
  }

  #onOpened(track: Track): void {
    if (this.#wanted || this.strip.sounding) this.#ports.onHand();
    // A choice made while it was being opened.
    track.setLoop(this.#loop);
    this.strip.setTrack(track);
    this.applyLevelling();
    if (this.#wanted) {
      this.#status = 'playing';
      this.strip.open();
    } else if (this.#status === 'loading') this.#status = this.#opensAs;
    this.#ports.onChange();
  }

  /** `statedLufs`: what is known already, null to have it measured; left out, nobody cares. */
  #learnLoudness(prepared: PreparedSource, statedLufs: number | null | undefined): void {
    if (prepared.kind !== 'file' || statedLufs === undefined) return;
    const stated = statedLufs === null ? null : { lufs: statedLufs, truePeakDb: null };
    this.#loudness = knownLoudness(prepared) ?? stated;
    this.applyLevelling();
    this.#ports.loudness.measure(prepared, (loudness) => {
      this.#ports.onLoudness(prepared.path, loudness);
      if (this.#prepared !== prepared || loudness === null) return;
      this.#loudness = loudness;
      this.applyLevelling();
      this.#ports.onChange();
    });
  }

  #fail(error: AppError): void {
    this.#generation += 1;
    this.#status = 'failed';
    this.#error = error;
    this.#passing = false;
    this.strip.setTrack(undefined);
    this.strip.reset();
    this.#ports.onChange();
  }

  #forget(): void {
    this.#generation += 1;
    this.#encore.drop();
    this.#status = 'empty';
    this.#itemId = null;
    this.#name = '';
    this.#prepared = undefined;
    this.#loudness = null;
    this.#error = null;
    this.#positionMs = 0;
    this.#passing = false;
    this.#wanted = false;
  }

  #silence(): void {
    this.strip.setTrack(undefined);
    // Left open, it would play whatever is put on it next.
    this.strip.shut(0);
  }
}

function withinFile({ durationMs }: PreparedSource, positionMs: number): number {
  return Math.max(0, durationMs === null ? positionMs : Math.min(positionMs, durationMs));
}
