import { AppError } from '../../../src/shared/errors/app-error';
import type { DeckId, DeckState } from '../../../src/shared/models/console';
import {
  type AudioItem,
  CheckId,
  type LiveChange,
  type LiveState,
  PAD_COUNT,
  type Pad,
  type Playlist,
} from '../../../src/shared/models/live';
import { emptyDeck, emptyLive, emptyPad } from '../../../src/shared/models/live-defaults';
import { patchedSettings } from '../../../src/shared/models/live-patch';
import { isOnAir } from '../../../src/shared/models/on-air';
import type { PartialHandlers } from '../contract-double';

const INDEX = { a: 0, b: 1 } as const;

/** An audio item as main tells it. */
export function anItem(itemId: string, name = `${itemId}.flac`, extra: Partial<AudioItem> = {}): AudioItem {
  return { itemId, name, durationMs: 187_000, loudnessLufs: -14.2, missing: false, ...extra };
}

/** A desk nobody has touched yet. */
export function emptyLiveState(): LiveState {
  return { ...emptyLive(), pads: Array.from({ length: PAD_COUNT }, (_, index) => emptyPad(index)) };
}

export interface LiveDouble {
  handlers: Pick<PartialHandlers, 'live'>;
  state(): LiveState;
  /** Changes parts of the state and announces them. */
  set(change: LiveChange): void;
}

/**
 * The Live desk without an engine: decks play as soon as they are told, fades are over at once, time stands still unless
 * a test sets a position. What is saved is kept.
 */
export function createLiveDouble(emit: (change: LiveChange) => void): LiveDouble {
  let state = emptyLiveState();
  const items = new Map<string, AudioItem>();
  let nextId = 1;
  const set = (change: LiveChange) => {
    state = { ...state, ...(change as LiveState) };
    const told = [
      ...(change.queue ?? []),
      ...(change.playlists ?? []).flatMap((one) => one.items),
      ...(change.pads ?? []).flatMap((pad) => pad.item ?? []),
    ];
    for (const item of told) items.set(item.itemId, item);
    emit(change);
  };
  const setSettings = (patch: Partial<LiveState['settings']>) =>
    set({ settings: { ...state.settings, ...patch } });
  const setConsole = (change: Partial<LiveState['console']>) => {
    const console = { ...state.console, ...change };
    set({ console: { ...console, onAir: console.decks.some(({ status }) => status === 'playing') } });
  };
  const setDeck = (deckId: DeckId, change: Partial<DeckState>) => {
    const [a, b] = state.console.decks;
    setConsole({ decks: deckId === 'a' ? [{ ...a, ...change }, b] : [a, { ...b, ...change }] });
  };
  const item = (itemId: string): AudioItem => {
    const found = items.get(itemId);
    if (!found) throw new AppError('media/unreadable', 'This file is no longer known; pick it again');
    return found;
  };
  const made = (name: string) => {
    const one = anItem(`item-${nextId++}`, name);
    items.set(one.itemId, one);
    return one;
  };
  const before = <T extends { itemId: string }>(
    list: readonly T[],
    added: readonly T[],
    id: string | null,
  ) => {
    const rest = list.filter((one) => !added.some(({ itemId }) => itemId === one.itemId));
    const at = rest.findIndex(({ itemId }) => itemId === id);
    return at < 0 ? [...rest, ...added] : [...rest.slice(0, at), ...added, ...rest.slice(at)];
  };
  const load = (deckId: DeckId, itemId: string, play: boolean) => {
    const { name, durationMs, loudnessLufs } = item(itemId);
    const status = play ? 'playing' : 'ready';
    setDeck(deckId, { ...emptyDeck(deckId), itemId, name, durationMs, loudnessLufs, status });
  };
  const setPad = (padId: string, change: Partial<Pad>): Pad => {
    const pad = state.pads.find((one) => one.padId === padId);
    if (!pad) throw new AppError('internal', 'There is no such pad');
    const changed = { ...pad, ...change };
    set({ pads: state.pads.map((one) => (one.padId === padId ? changed : one)) });
    return changed;
  };
  const setPlaylist = (playlistId: string, change: (playlist: Playlist) => Partial<Playlist>) =>
    set({
      playlists: state.playlists.map((one) =>
        one.playlistId === playlistId ? { ...one, ...change(one) } : one,
      ),
    });
  const given = <T extends object>(patch: T): Partial<T> =>
    Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<T>;

  const handlers: LiveDouble['handlers'] = {
    live: {
      state: () => state,
      load: ({ deckId, itemId, play }) => load(deckId, itemId, play),
      eject: ({ deckId }) => setDeck(deckId, emptyDeck(deckId)),
      play: ({ deckId }) => {
        if (state.console.decks[INDEX[deckId]].itemId !== null) setDeck(deckId, { status: 'playing' });
      },
      pause: ({ deckId }) => setDeck(deckId, { status: 'paused' }),
      seek: ({ deckId, positionMs }) => setDeck(deckId, { positionMs }),
      setDeck: ({ deckId, ...change }) => {
        if (change.cue && isOnAir(state.console, deckId)) {
          throw new AppError('live/deck-on-air', 'A deck on air cannot be cued');
        }
        setDeck(deckId, given(change) as Partial<DeckState>);
      },
      setCrossfader: ({ position }) =>
        setConsole({ crossfade: { ...state.console.crossfade, position, fadingTo: null } }),
      crossfade: ({ to }) => {
        if (['empty', 'failed'].includes(state.console.decks[INDEX[to]].status)) {
          throw new AppError('live/deck-empty', 'There is nothing to fade to');
        }
        setDeck(to, { status: 'playing', cue: false });
        setDeck(to === 'a' ? 'b' : 'a', { status: 'paused' });
        setConsole({ crossfade: { ...state.console.crossfade, position: INDEX[to], fadingTo: null } });
      },
      stopAll: () => {
        const [a, b] = state.console.decks;
        const stopped = (deck: DeckState): DeckState =>
          deck.status === 'playing' ? { ...deck, status: 'paused' } : deck;
        setConsole({ decks: [stopped(a), stopped(b)], pads: [] });
      },
      pickFiles: () => [made('Opening theme.flac')],
      openDropped: ({ paths }) => {
        const names = paths.map((path) => path.split('/').at(-1) ?? 'file');
        const isAudio = (name: string) => !name.endsWith('.txt');
        return {
          items: names.filter(isAudio).map(made),
          refused: names
            .filter((name) => !isAudio(name))
            .map((name) => ({ name, reason: 'There is no audio in this file that FFmpeg can read' })),
        };
      },
      enqueue: ({ itemIds, beforeId }) => set({ queue: before(state.queue, itemIds.map(item), beforeId) }),
      moveInQueue: ({ itemId, beforeId }) => set({ queue: before(state.queue, [item(itemId)], beforeId) }),
      dequeue: ({ itemIds }) => set({ queue: state.queue.filter(({ itemId }) => !itemIds.includes(itemId)) }),
      next: () => {
        const [first, ...rest] = state.queue;
        if (!first) return;
        set({ queue: rest });
        const free = state.console.decks.find(({ status }) => status !== 'playing') ?? state.console.decks[0];
        load(free.deckId, first.itemId, true);
      },
      savePlaylist: ({ playlistId, name }) => {
        const saved = { playlistId: playlistId ?? `playlist-${nextId++}`, name, items: state.queue };
        const others = state.playlists.filter((one) => one.playlistId !== saved.playlistId);
        set({ playlists: [...others, saved] });
        return saved;
      },
      loadPlaylist: ({ playlistId, replace }) => {
        const found = state.playlists.find((one) => one.playlistId === playlistId);
        if (found) set({ queue: [...(replace ? [] : state.queue), ...found.items] });
      },
      removePlaylist: ({ playlistId }) =>
        set({ playlists: state.playlists.filter((one) => one.playlistId !== playlistId) }),
      renamePlaylist: ({ playlistId, name }) => setPlaylist(playlistId, () => ({ name })),
      placeInPlaylist: ({ playlistId, itemIds, beforeId }) =>
        setPlaylist(playlistId, ({ items: inIt }) => ({ items: before(inIt, itemIds.map(item), beforeId) })),
      takeFromPlaylist: ({ playlistId, itemIds }) =>
        setPlaylist(playlistId, ({ items: inIt }) => ({
          items: inIt.filter(({ itemId }) => !itemIds.includes(itemId)),
        })),
      restorePlaylist: ({ playlistId, name, itemIds }) => {
        const restored = { playlistId, name, items: itemIds.map(item) };
        set({ playlists: [...state.playlists.filter((one) => one.playlistId !== playlistId), restored] });
        return restored;
      },
      setPadItem: ({ padId, itemId }) => setPad(padId, { item: itemId === null ? null : item(itemId) }),
      changePad: ({ padId, patch }) => setPad(padId, given(patch) as Partial<Pad>),
      movePad: ({ padId, beforeId }) => {
        const pad = state.pads.filter((one) => one.padId === padId);
        const rest = state.pads.filter((one) => one.padId !== padId);
        const at = rest.findIndex((one) => one.padId === beforeId);
        const place = at < 0 ? rest.length : at;
        set({ pads: [...rest.slice(0, place), ...pad, ...rest.slice(place)] });
      },
      playPad: ({ padId }) => {
        const pad = state.pads.find((one) => one.padId === padId);
        if (!pad?.item) throw new AppError('media/unreadable', 'There is no clip on this pad');
        const playing = {
          padId,
          status: 'playing' as const,
          positionMs: 0,
          durationMs: pad.item.durationMs,
          error: null,
        };
        setConsole({ pads: [...state.console.pads.filter((one) => one.padId !== padId), playing] });
      },
      stopPad: ({ padId }) => setConsole({ pads: state.console.pads.filter((one) => one.padId !== padId) }),
      changeSettings: (patch) => {
        set({ settings: patchedSettings(state.settings, patch) });
        const { microphone, system, masterGainDb, autoCrossfade: auto, crossfadeMs } = state.settings;
        const [first, second] = state.console.inputs;
        setConsole({
          inputs: [
            { ...first, ...microphone },
            { ...second, ...system },
          ],
          masterGainDb,
          crossfade: { ...state.console.crossfade, auto, durationMs: crossfadeMs },
        });
        return state.settings;
      },
      setBed: ({ itemId, afterMs }) => {
        const bed = itemId === null ? null : { item: item(itemId), afterMs };
        setSettings({ bed });
        return state.settings;
      },
      pushInput: ({ inputId, pushed }) => {
        const [first, second] = state.console.inputs;
        setConsole({
          inputs: [
            first.inputId === inputId ? { ...first, pushed } : first,
            second.inputId === inputId ? { ...second, pushed } : second,
          ],
        });
      },
      abilities: () => ({ systemSound: 'no', globalShortcuts: true, globalKeyUp: false }),
      joinBroadcast: ({ guildId, channelId }) => {
        const others = state.broadcast.filter((room) => room.guildId !== guildId);
        set({
          broadcast: [
            ...others,
            {
              guildId,
              channelId,
              roomName: 'Lounge',
              guildName: 'Second Guild',
              phase: 'ready',
              reason: null,
              error: null,
              listeners: 3,
              packetsSent: 0,
              pingMs: 14,
              daveActive: true,
              relaying: false,
            },
          ],
        });
        return { kind: 'joining' };
      },
      leaveBroadcast: ({ guildId }) =>
        set({ broadcast: state.broadcast.filter((room) => room.guildId !== guildId) }),
      check: ({ channelId, only }) => {
        const earlier = new Map(state.check?.lines.map((line) => [line.checkId, line]));
        const nowMs = Date.now();
        const lines = CheckId.options.map((checkId) => {
          if (only && !only.includes(checkId)) {
            return (
              earlier.get(checkId) ?? {
                checkId,
                status: 'waiting' as const,
                figure: null,
                notes: [],
                atMs: null,
              }
            );
          }
          return { checkId, status: 'ok' as const, figure: 20, notes: [], atMs: nowMs };
        });
        const check = { startedAtMs: nowMs, finishedAtMs: nowMs, channelId, lines };
        set({ check });
        return check;
      },
      cancelCheck: () => undefined,
      startEcho: ({ durationMs }) =>
        set({ echo: { phase: 'recording', remainingMs: durationMs, peakDbfs: -60 } }),
      resetLoudness: () => undefined,
      stopEcho: () => set({ echo: { phase: 'off', remainingMs: 0, peakDbfs: -60 } }),
      verificationCodes: ({ userIds }) =>
        userIds.map((userId) => ({ userId, code: '01234 56789 01234 56789 01234 56789 01234 56789 01234' })),
      saveShow: (show) => {
        const shows = [...state.shows.filter((one) => one.showId !== show.showId), show];
        const played = shows
          .flatMap(({ cues }) => cues.flatMap(({ actions }) => actions))
          .flatMap((action) => (action.kind === 'playItem' ? (items.get(action.itemId) ?? []) : []));
        set({ shows, cueItems: [...new Set(played)] });
        return show;
      },
      removeShow: ({ showId }) => set({ shows: state.shows.filter((one) => one.showId !== showId) }),
      startShow: ({ showId, fromCueId }) => {
        const show = state.shows.find((one) => one.showId === showId);
        if (!show) return;
        const outcomes = show.cues.map(({ cueId }) => ({
          cueId,
          status: 'waiting' as const,
          atMs: null,
          problems: [],
        }));
        const nextCueId = fromCueId ?? show.cues[0]?.cueId ?? null;
        set({ run: { showId, startedAtMs: Date.now(), nextCueId, nextAtMs: null, held: false, outcomes } });
      },
      goNext: () => advance('done'),
      skipCue: () => advance('skipped'),
      jumpToCue: ({ cueId }) => {
        if (state.run) set({ run: { ...state.run, nextCueId: cueId, nextAtMs: null } });
      },
      repeatCue: ({ cueId }) => {
        const { run } = state;
        if (!run) return;
        const outcomes = run.outcomes.map((outcome) =>
          outcome.cueId === cueId
            ? { ...outcome, status: 'done' as const, atMs: Date.now(), problems: [] }
            : outcome,
        );
        set({ run: { ...run, outcomes } });
      },
      holdShow: ({ held }) => {
        if (state.run) set({ run: { ...state.run, held } });
      },
      endShow: () => set({ run: null }),
    },
  };

  function advance(status: 'done' | 'skipped'): void {
    const { run } = state;
    if (!run) return;
    const cues = run.outcomes.map(({ cueId }) => cueId);
    const nextCueId = cues[cues.indexOf(run.nextCueId ?? '') + 1] ?? null;
    const outcomes = run.outcomes.map((outcome) =>
      outcome.cueId === run.nextCueId ? { ...outcome, status, atMs: Date.now() } : outcome,
    );
    set({ run: { ...run, nextCueId: run.nextCueId === null ? null : nextCueId, outcomes } });
  }

  return { handlers, state: () => state, set };
}
