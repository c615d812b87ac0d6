import { AppError, type AppErrorView, toAppError } from '@shared/errors/app-error';
import type { ConsoleState, DeckId, DeckState, LiveId } from '@shared/models/console';
import { isOnAir } from '@shared/models/on-air';
import type { Logger } from '../../support/logger';
import type { VoiceHost } from '../../voice-process/port';
import { idleConsole, idleDeck, withSettings } from './idle-console';
import type { LiveFile } from './live-file';
import { autoLoad, deckOnAir, next, other, type QueueSight, type QueueStep } from './queue-rules';
import { Remains } from './remains';
import type { StoredDeck } from './stored';

export interface DeckControlOptions {
  file: LiveFile;
  voice: Pick<VoiceHost, 'send' | 'start'>;
  logger: Logger;
  onChanged: (part: 'console' | 'queue') => void;
  /** A deck began to play, its turn is over, or what was put on it cannot be played (to its end). */
  onDeckTurn: (deckId: DeckId, turn: DeckTurn) => void;
}

export type DeckTurn =
  | { kind: 'began' }
  | { kind: 'ended' }
  | { kind: 'failed'; itemId: LiveId | null; error: AppErrorView | null };

/** What is being put on a deck. */
interface Loading {
  itemId: LiveId;
  view: DeckState;
  /** The engine knows; before that its file is looked at. */
  told: boolean;
}

/** What is to happen as soon as a deck is ready. */
interface Intent {
  seekMs?: number;
  onReady?: 'play' | 'fadeTo' | 'cutTo';
}

const INDEX = { a: 0, b: 1 } as const;

/**
 * Decks, crossfader and the queue that feeds them. The engine plays; here is what it was told, what it said last, and
 * what is put on a deck next.
 */
export class DeckControl {
  readonly #file: LiveFile;
  readonly #options: DeckControlOptions;
  /** What the engine said last; null while none runs. */
  #engine: ConsoleState | null = null;
  #running = false;
  /** Not confirmed by the engine: until then what it says of that deck is about the one before. */
  readonly #loading = new Map<DeckId, Loading>();
  readonly #intents = new Map<DeckId, Intent>();
  readonly #remains = new Remains();
  /** Counts "stop all": what was asked for before one does not start after it. */
  #silences = 0;

  constructor(options: DeckControlOptions) {
    this.#options = options;
    this.#file = options.file;
  }

  /** How the console stands, as the window sees it. */
  get console(): ConsoleState {
    const { decks, settings } = this.#file.content;
    const said = this.#engine ?? idleConsole(decks, settings, this.#file.items);
    const [a, b] = said.decks;
    const position = this.#remains.crossfader ?? said.crossfade.position;
    return withSettings(
      { ...said, crossfade: { ...said.crossfade, position }, decks: [this.#shown(a), this.#shown(b)] },
      settings,
    );
  }

  deck(deckId: DeckId): DeckState {
    return this.console.decks[INDEX[deckId]];
  }

  /** A new engine: it is told what lies on the decks, and how it all stood in the one before. */
  tellEngine(): void {
    this.#running = true;
    const { decks } = this.#file.content;
    const { crossfader } = this.#remains;
    if (crossfader !== null) this.#options.voice.send({ type: 'setCrossfader', position: crossfader });
    for (const deckId of ['a', 'b'] as const) {
      const { itemId } = decks[INDEX[deckId]];
      // Whoever looks at its file tells the engine of it afterwards.
      if (this.#loading.get(deckId)?.told === false) continue;
      if (itemId !== null && this.#file.items.has(itemId)) this.#sendLoad(deckId, itemId, false);
    }
    this.#options.onChanged('console');
  }

  /**
   * The engine is gone: what played waits where it was, for `goOn` or `letBe`. Answers whether there is something to bring
   * back.
   */
  engineLost(): boolean {
    this.#remains.keep(this.console, (deckId) => this.#intents.get(deckId)?.seekMs);
    this.#intents.clear();
    this.#engine = null;
    this.#running = false;
    this.#loading.clear();
    this.#options.onChanged('console');
    return this.#file.content.decks.some(({ itemId }) => itemId !== null);
  }

  /** What a crash of the engine cut off goes on from where it was, as soon as its deck is there again. */
  goOn(): void {
    const { deckIds, fadingTo } = this.#remains.takeInterrupted();
    for (const deckId of deckIds) this.#start(deckId);
    if (fadingTo === null) return;
    const { crossfade } = this.console;
    const left = Math.abs(INDEX[fadingTo] - crossfade.position);
    this.#remains.forgetCrossfader();
    this.#fade(fadingTo, crossfade.durationMs * left);
  }

  /** What a crash of the engine cut off stays where it is, paused. */
  letBe(): void {
    this.#remains.letBe();
  }

  heard(console: ConsoleState): void {
    const before = this.#engine;
    this.#engine = console;
    this.#remains.crossfaderAt(console.crossfade);
    for (const deck of console.decks) {
      const loading = this.#loading.get(deck.deckId);
      if (loading?.told && loading.itemId === deck.itemId) this.#loading.delete(deck.deckId);
      else if (loading) continue;
      this.#carryOut(deck);
    }
    this.#remember(console);
    this.#options.onChanged('console');
    for (const deck of console.decks) {
      // What the engine still says is about the file before.
      if (this.#loading.has(deck.deckId)) continue;
      if (this.#remains.opened(deck)) continue;
      const turn = turnOf(deck, before?.decks[INDEX[deck.deckId]].status);
      if (turn) this.#options.onDeckTurn(deck.deckId, turn);
    }
    this.#fill();
  }

  /**
   * From this call on the deck is loading, and what is asked of it means the new file; when that turns out to be
   * unplayable, the one before stays. @throws AppError `media/unreadable` when the file is unknown or no longer there.
   */
  async load(deckId: DeckId, itemId: LiveId, play: boolean): Promise<void> {
    this.#file.items.require(itemId);
    const before = this.#file.content.decks[INDEX[deckId]].itemId;
    this.#intents.delete(deckId);
    this.#remains.letBe(deckId);
    if (play) this.#intend(deckId, { onReady: 'play' });
    const loading = this.#markLoading(deckId, itemId);
    this.#options.onChanged('console');
    try {
      await this.#playable(itemId);
    } catch (error) {
      if (this.#loading.get(deckId) === loading) this.#stays(deckId, before);
      throw error;
    }
    // Something else was put on it meanwhile, or it was emptied.
    if (this.#loading.get(deckId) !== loading) return;
    this.#options.voice.start();
    const wanted = this.#intents.get(deckId);
    const plays = wanted?.onReady === 'play' && wanted.seekMs === undefined;
    if (plays) {
      this.#intents.delete(deckId);
      this.#bringOver(deckId);
    }
    this.#remains.forgetDeck(deckId);
    this.#sendLoad(deckId, itemId, plays);
  }

  eject(deckId: DeckId): void {
    this.#intents.delete(deckId);
    this.#loading.delete(deckId);
    this.#remains.forgetDeck(deckId);
    this.#options.voice.start();
    this.#options.voice.send({ type: 'deckEject', deckId });
    this.#keep(deckId, { itemId: null });
  }

  play(deckId: DeckId): void {
    this.#options.voice.start();
    this.#remains.letBe(deckId);
    this.#bringOver(deckId);
    this.#start(deckId);
  }

  pause(deckId: DeckId): void {
    this.#intents.delete(deckId);
    this.#remains.letBe(deckId);
    this.#options.voice.send({ type: 'deckPause', deckId });
  }

  seek(deckId: DeckId, positionMs: number): void {
    this.#options.voice.start();
    if (this.deck(deckId).status === 'loading') this.#intend(deckId, { seekMs: positionMs });
    else this.#options.voice.send({ type: 'deckSeek', deckId, positionMs });
  }

  /** @throws AppError `live/deck-on-air` when a deck that the room hears is to be cued. */
  set(deckId: DeckId, change: { gainDb?: number; loop?: boolean; cue?: boolean }): void {
    if (change.cue && isOnAir(this.console, deckId)) {
      throw new AppError('live/deck-on-air', 'A deck on air cannot be cued');
    }
    this.#options.voice.start();
    if (change.cue) this.#remains.letBe(deckId);
    this.#options.voice.send({ type: 'setDeck', deckId, ...change });
    const { cue: _cue, ...kept } = change;
    this.#keep(deckId, kept);
  }

  setCrossfader(position: number): void {
    this.#options.voice.start();
    this.#remains.forgetCrossfader();
    this.#options.voice.send({ type: 'setCrossfader', position });
  }

  /**
   * Fades over; a deck that is not ready yet is faded to as soon as it is.
   * @throws AppError `live/deck-empty` when there is nothing on it that could be played.
   */
  crossfade(to: DeckId, durationMs = this.#file.content.settings.crossfadeMs): void {
    const { status } = this.deck(to);
    if (status === 'empty' || status === 'failed') {
      throw new AppError('live/deck-empty', 'There is nothing to fade to');
    }
    this.#options.voice.start();
    this.#remains.forgetCrossfader();
    this.#remains.letBe();
    this.#fade(to, durationMs);
  }

  /** Nothing that waits to start does. */
  forgetIntents(): void {
    this.#silences += 1;
    this.#intents.clear();
    this.#remains.letBe();
  }

  /** "Next" of the queue. @throws AppError as `load`. */
  async next(): Promise<void> {
    const silences = this.#silences;
    for (const step of next(this.#sight())) {
      await this.#do(step);
      if (this.#silences !== silences) return;
    }
    // What was put on the deck off air is wanted on air.
    const waiting = other(deckOnAir(this.console) ?? 'b');
    if (this.deck(waiting).status === 'loading' && deckOnAir(this.console)) {
      this.#intend(waiting, { onReady: 'fadeTo' });
    }
  }

  /** The queue or its rules changed by hand: an engine is started for it. */
  queueChanged(): void {
    if (autoLoad(this.#sight())) this.#options.voice.start();
    this.#options.onChanged('queue');
    this.#fill();
  }

  #sight(): QueueSight {
    const { queue, settings } = this.#file.content;
    return {
      console: this.console,
      queue: queue.filter((itemId) => !this.#file.items.isMissing(itemId)),
      autoLoad: settings.autoLoad,
      autoCrossfade: settings.autoCrossfade,
    };
  }

  #fill(): void {
    if (!this.#running) return;
    const step = autoLoad(this.#sight());
    if (step) this.#do(step).catch((error: unknown) => this.#couldNot(error));
  }

  async #do(step: QueueStep): Promise<void> {
    if (step.kind !== 'load') {
      this.crossfade(step.deckId, step.kind === 'cutTo' ? 0 : undefined);
      return;
    }
    const { deckId, itemId, play } = step;
    const { queue } = this.#file.content;
    // Off the queue at once, so that it is not taken twice while the file is looked at.
    this.#file.change({ queue: queue.filter((id) => id !== itemId) });
    const before = this.#file.content.decks[INDEX[deckId]].itemId;
    const silences = this.#silences;
    const loading = this.#markLoading(deckId, itemId);
    this.#options.onChanged('queue');
    try {
      await this.#playable(itemId);
    } catch (error) {
      if (this.#loading.get(deckId) === loading) this.#stays(deckId, before);
      this.#file.change({ queue: [itemId, ...this.#file.content.queue] });
      this.#options.onChanged('queue');
      // It is marked as missing now: the one after it is taken.
      this.#fill();
      throw error;
    }
    if (this.#loading.get(deckId)?.itemId !== itemId) return;
    this.#options.voice.start();
    this.#remains.forgetDeck(deckId);
    this.#sendLoad(deckId, itemId, play && this.#silences === silences);
    this.#fill();
  }

  #couldNot(error: unknown): void {
    const { code } = toAppError(error);
    this.#options.logger.warn('the next of the queue could not be put on a deck', { code });
  }

  async #playable(itemId: LiveId): Promise<void> {
    this.#file.items.require(itemId);
    if (await this.#file.items.verify([itemId])) {
      this.#file.touch();
      this.#options.onChanged('queue');
    }
    if (this.#file.items.isMissing(itemId)) {
      throw new AppError('media/unreadable', 'The file is not where it was');
    }
  }

  #sendLoad(deckId: DeckId, itemId: LiveId, play: boolean): void {
    const { path, name, loudnessLufs } = this.#file.items.require(itemId);
    // The ear was lent to what lay there before: cued, the new one would run through unheard by the room.
    if (this.#engine?.decks[INDEX[deckId]].cue) {
      this.#options.voice.send({ type: 'setDeck', deckId, cue: false });
    }
    this.#markLoading(deckId, itemId).told = true;
    const { gainDb, loop } = this.#file.content.decks[INDEX[deckId]];
    const source = { kind: 'file', path, name, loudnessLufs } as const;
    const stood = this.#remains.place(deckId, itemId);
    const place = stood && { positionMs: stood.positionMs, status: stood.status };
    this.#options.voice.send({ type: 'deckLoad', deckId, itemId, source, gainDb, loop, play, place });
    if (stood?.cue) this.#options.voice.send({ type: 'setDeck', deckId, cue: true });
  }

  #markLoading(deckId: DeckId, itemId: LiveId): Loading {
    const stored = { ...this.#file.content.decks[INDEX[deckId]], itemId };
    const view: DeckState = { ...idleDeck(deckId, stored, this.#file.items), status: 'loading' };
    const loading: Loading = { itemId, view, told: false };
    this.#loading.set(deckId, loading);
    this.#keep(deckId, { itemId });
    return loading;
  }

  /** What was to be put on a deck cannot be played: the one before is still there. */
  #stays(deckId: DeckId, before: LiveId | null): void {
    this.#loading.delete(deckId);
    this.#intents.delete(deckId);
    this.#keep(deckId, { itemId: before });
    this.#options.onChanged('console');
  }

  /** Plays it now, or as soon as it is ready. */
  #start(deckId: DeckId): void {
    if (this.deck(deckId).status === 'loading') this.#intend(deckId, { onReady: 'play' });
    else this.#options.voice.send({ type: 'deckPlay', deckId });
  }

  #fade(to: DeckId, durationMs: number): void {
    const isLoading = this.deck(to).status === 'loading';
    if (isLoading) this.#intend(to, { onReady: durationMs === 0 ? 'cutTo' : 'fadeTo' });
    else this.#options.voice.send({ type: 'crossfade', to, durationMs });
  }

  #shown(deck: DeckState): DeckState {
    const loading = this.#loading.get(deck.deckId);
    if (loading) return this.#remains.shown(loading.view);
    return this.#engine ? deck : this.#remains.shown(deck);
  }

  /**
   * A deck that is played alone is meant to be heard: the crossfader, left on the other side, comes over. Not while the
   * other one plays, nor for a deck that only the own ear is to hear.
   */
  #bringOver(deckId: DeckId): void {
    const { decks, crossfade } = this.console;
    const silent = crossfade.position === 1 - INDEX[deckId];
    if (!silent || this.deck(deckId).cue || decks.some(({ status }) => status === 'playing')) return;
    this.#options.voice.send({ type: 'setCrossfader', position: INDEX[deckId] });
  }

  #intend(deckId: DeckId, intent: Intent): void {
    this.#intents.set(deckId, { ...this.#intents.get(deckId), ...intent });
  }

  #carryOut({ deckId, status }: DeckState): void {
    const intent = this.#intents.get(deckId);
    if (!intent || status === 'loading') return;
    this.#intents.delete(deckId);
    if (status === 'failed' || status === 'empty') return;
    const { voice } = this.#options;
    if (intent.seekMs !== undefined) voice.send({ type: 'deckSeek', deckId, positionMs: intent.seekMs });
    if (intent.onReady === 'play') voice.send({ type: 'deckPlay', deckId });
    else if (intent.onReady) this.crossfade(deckId, intent.onReady === 'cutTo' ? 0 : undefined);
  }

  /** What lies on the decks is kept, so that an engine or an app that starts anew has it. */
  #remember(console: ConsoleState): void {
    for (const { deckId, itemId, gainDb, loop } of console.decks) {
      if (!this.#loading.has(deckId)) this.#keep(deckId, { itemId, gainDb, loop });
    }
  }

  #keep(deckId: DeckId, change: Partial<StoredDeck>): void {
    const { decks } = this.#file.content;
    const before = decks[INDEX[deckId]];
    const after = { ...before, ...change };
    if (after.itemId === before.itemId && after.gainDb === before.gainDb && after.loop === before.loop)
      return;
    this.#file.change({ decks: deckId === 'a' ? [after, decks[1]] : [decks[0], after] });
    this.#options.onChanged('console');
  }
}

/** What a deck's new state means for whoever waits for it. */
function turnOf({ status, itemId, error }: DeckState, was: DeckState['status'] | undefined): DeckTurn | null {
  if (status === was) return null;
  if (status === 'playing') return { kind: 'began' };
  if (status === 'ended') return { kind: 'ended' };
  return status === 'failed' ? { kind: 'failed', itemId, error } : null;
}
