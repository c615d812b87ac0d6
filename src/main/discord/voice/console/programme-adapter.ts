/** The commands for one programme, as they were before there was a console, carried out by deck A. */
import type { ProgrammeState } from '@shared/models/calls';
import type { ConsoleState } from '@shared/models/console';
import type { SourceInput } from '../sources/open-source';
import type { Console } from './console';

const ITEM_ID = 'programme';

export class ProgrammeAdapter {
  readonly #console: Console;
  readonly #onState: (state: ProgrammeState) => void;
  #last = '';
  #started = false;

  constructor(console: Console, onState: (state: ProgrammeState) => void) {
    this.#console = console;
    this.#onState = onState;
  }

  play(source: SourceInput, gainDb: number, loop: boolean): void {
    this.#started = true;
    this.#console.deckLoad('a', { itemId: ITEM_ID, source, gainDb, loop, play: true });
    this.onConsole(this.#console.state);
  }

  pause(): void {
    this.#console.deckPause('a');
  }

  resume(): void {
    this.#console.deckPlay('a');
  }

  seek(positionMs: number): void {
    this.#console.deckSeek('a', positionMs);
  }

  stop(): void {
    if (!this.#started) return;
    this.#console.deckEject('a');
    this.onConsole(this.#console.state);
  }

  setLoop(loop: boolean): void {
    this.#console.setDeck('a', { loop });
  }

  setGain(gainDb: number): void {
    this.#console.setDeck('a', { gainDb });
  }

  /** Tells deck A's state in the old words, when that changed. */
  onConsole(console: ConsoleState): void {
    if (!this.#started) return;
    const state = describe(console.decks[0]);
    const text = JSON.stringify(state);
    if (text === this.#last) return;
    this.#last = text;
    this.#onState(state);
  }
}

function describe(deck: ConsoleState['decks'][0]): ProgrammeState {
  const { name, durationMs, positionMs, gainDb, passthrough, loop } = deck;
  switch (deck.status) {
    case 'empty':
      return { kind: 'empty' };
    case 'loading':
      return { kind: 'loading', name };
    case 'failed':
      return deck.error ? { kind: 'failed', name, error: deck.error } : { kind: 'empty' };
    case 'ready':
    case 'paused':
      return { kind: 'paused', name, durationMs, positionMs, gainDb, passthrough, loop };
    case 'playing':
    case 'ended':
      return { kind: deck.status, name, durationMs, positionMs, gainDb, passthrough, loop };
  }
}
