import type { Api } from '@shared/ipc/api';
import type { DeckId, InputSettings, LiveInputId } from '@shared/models/console';
import type { LiveChange, LiveSettingsPatch, OpenedAudio } from '@shared/models/live';
import { patchedSettings } from '@shared/models/live-patch';
import type { RendererApi } from '../../api';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import { applyLive, applyLiveChange, type CaptureState, type InputDevice, type LiveDialog } from './apply';
import { createPositions, type Positions } from './positions';
import { selectFadeTarget, selectInput } from './selectors';

export interface LiveActions {
  load(): Promise<void>;
  changed(change: LiveChange): void;
  /** Places in decks and pads, for whoever draws them. */
  positions: Positions;
  focusDeck(deckId: DeckId): void;
  showDialog(dialog: LiveDialog | null): void;
  chooseShow(showId: string | null): void;
  captureChanged(input: LiveInputId, state: CaptureState): Promise<void>;
  devicesChanged(devices: readonly InputDevice[]): void;

  /** Fetches files and puts the first on a deck, the others in the queue. "Play" meanwhile means the new file. */
  putOn(deckId: DeckId, fetch: () => Promise<readonly string[]>): Promise<void>;
  /** Takes a file off the queue and puts it on a deck; it stays queued when it cannot be played. */
  takeFromQueue(deckId: DeckId, itemId: string): Promise<void>;
  togglePlay(deckId: DeckId): Promise<void>;
  seek(deckId: DeckId, positionMs: number): Promise<void>;
  /** Fades over to the deck that is not heard now. */
  crossfade(): Promise<void>;
  openDropped(files: readonly File[]): Promise<OpenedAudio>;
  changeSettings(patch: LiveSettingsPatch): Promise<void>;
  changeInput(inputId: LiveInputId, patch: Partial<InputSettings>): Promise<void>;
  /** Keys repeat while they are held: only the first press and the release are told. */
  push(inputId: LiveInputId, pushed: boolean): Promise<void>;
  /** Main's own calls; what they change is announced. */
  ask: Omit<Api['live'], 'onChanged' | 'state'>;
}

export function createLiveActions({ api, get, update }: SliceContext): LiveActions {
  const positions = createPositions();
  /** Inputs whose key is down, by the mode it was pressed in. */
  const pushed = new Map<LiveInputId, InputSettings['mode']>();
  /** Off, or heard otherwise, an input has let go of its key by itself: the next press is a new one. */
  const forgetLetGo = () => {
    for (const [inputId, mode] of pushed) {
      const input = selectInput(inputId)(get());
      if (!input.enabled || input.mode !== mode) pushed.delete(inputId);
    }
  };
  const live: RendererApi['live'] = api.live;
  return {
    positions,
    async load() {
      update('live', (slice) => (slice.load.kind === 'ready' ? slice : { ...slice, load: LOADING }));
      try {
        const [state, abilities] = await Promise.all([live.state(), live.abilities()]);
        positions.heard(state.console, performance.now());
        update('live', (slice) => ({ ...applyLive(slice, state), abilities }));
        forgetLetGo();
      } catch (error) {
        update('live', (slice) => ({ ...slice, load: failedLoad(error) }));
      }
    },
    changed(change) {
      if (change.console) positions.heard(change.console, performance.now());
      update('live', (slice) => applyLiveChange(slice, change));
      forgetLetGo();
    },
    focusDeck: (focusDeck) =>
      update('live', (slice) => (slice.focusDeck === focusDeck ? slice : { ...slice, focusDeck })),
    showDialog: (dialog) => update('live', (slice) => ({ ...slice, dialog })),
    chooseShow: (showId) => update('live', (slice) => ({ ...slice, showId })),
    async captureChanged(input, state) {
      update('live', (slice) => ({ ...slice, [input]: state }));
      // A fresh port knows of no key; one that is still held counts for it, too.
      if (state.kind === 'open' && pushed.has(input)) await live.pushInput({ inputId: input, pushed: true });
    },
    devicesChanged: (devices) => update('live', (slice) => ({ ...slice, devices })),

    async putOn(deckId, fetch) {
      const fetching = { play: false };
      const set = (value: typeof fetching | undefined) =>
        update('live', ({ fetching: { [deckId]: _before, ...others }, ...slice }) => ({
          ...slice,
          fetching: value ? { ...others, [deckId]: value } : others,
        }));
      set(fetching);
      try {
        const [first, ...rest] = await fetch();
        const play = get().live.fetching[deckId]?.play ?? false;
        if (first !== undefined) await live.load({ deckId, itemId: first, play });
        if (rest.length > 0) await live.enqueue({ itemIds: rest, beforeId: null });
      } finally {
        set(undefined);
      }
    },
    async takeFromQueue(deckId, itemId) {
      await live.load({ deckId, itemId, play: false });
      await live.dequeue({ itemIds: [itemId] });
    },
    async togglePlay(deckId) {
      const { status } = get().live.state.console.decks[deckId === 'a' ? 0 : 1];
      if (status === 'playing') return void (await live.pause({ deckId }));
      if (get().live.fetching[deckId]) {
        update('live', (slice) => ({
          ...slice,
          fetching: { ...slice.fetching, [deckId]: { play: true } },
        }));
        return;
      }
      if (status !== 'empty' && status !== 'failed') await live.play({ deckId });
    },
    async seek(deckId, positionMs) {
      positions.moved(deckId, positionMs, performance.now());
      await live.seek({ deckId, positionMs });
    },
    crossfade: async () => void (await live.crossfade({ to: selectFadeTarget(get()) })),
    openDropped: (files) => api.openDroppedForLive(files),
    async changeSettings(patch) {
      // Shown at once: a slider must not wait for main.
      const before = get().live.state.settings;
      update('live', (slice) => applyLiveChange(slice, { settings: patchedSettings(before, patch) }));
      await live.changeSettings(patch);
    },
    async changeInput(inputId, patch) {
      await this.changeSettings({ [inputId]: patch });
    },
    async push(inputId, down) {
      if (pushed.has(inputId) === down) return;
      const { enabled, mode } = selectInput(inputId)(get());
      if (down && (!enabled || (mode !== 'pushToTalk' && mode !== 'pushToMute'))) return;
      if (down) pushed.set(inputId, mode);
      else pushed.delete(inputId);
      await live.pushInput({ inputId, pushed: down });
    },
    ask: live,
  };
}
