import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@shared/errors/app-error';
import type { CallPhase, CallState } from '@shared/models/calls';
import type { ConsoleState, DeckId, DeckState } from '@shared/models/console';
import type { AudioItem, BroadcastRoom, LiveChange } from '@shared/models/live';
import type { Show } from '@shared/models/show';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { LiveService, type SystemShortcuts } from '../../../../src/main/services/live';
import type { LiveOptions } from '../../../../src/main/services/live/live-service';
import { Emitter } from '../../../../src/main/support/emitter';
import { createLogger, type LogEntry } from '../../../../src/main/support/logger';
import { aSecondOfSilence } from '../../../support/audio-files';
import { scratchFolder } from '../../../support/scratch';
import { ScriptedVoiceHost } from '../../../support/scripted-voice-host';
import { SteppedClock } from '../../../support/stepped-clock';

let dataDir: string;
let clock: SteppedClock;
let host: ScriptedVoiceHost;
let live: LiveService;
let changes: LiveChange[];
let log: LogEntry[];
let done: string[];
let picked: string[];
let shortcuts: SystemShortcuts | null;
let keys: Map<string, () => void>;
/** Discord answers when this does. */
let discord: Promise<void>;
/** The call, and the further rooms. */
let call: CallState;
let further: Pick<BroadcastRoom, 'phase'>[];
let roomsChanged: Emitter<void>;

async function startLive(): Promise<LiveService> {
  host = new ScriptedVoiceHost();
  changes = [];
  const options = {
    dataDir,
    voice: host,
    dialog: { pickAudioFiles: async () => picked },
    call: { state: () => call, onChanged: roomsChanged.on },
    broadcast: {
      rooms: () => further as BroadcastRoom[],
      onChanged: roomsChanged.on,
      join: () => ({ kind: 'joining' as const }),
      leave: () => undefined,
    },
    neighbours: {
      openRooms: () => ({ kind: 'templateGone' as const }),
      setStatus: async () => {
        await discord;
        return { kind: 'missingPermission' as const, permission: 'Set Voice Channel Status' };
      },
      submit: async () => {
        throw new Error('not reached');
      },
      addMarker: (text: string) => void done.push(`marker ${text}`),
      startRecording: () => void done.push('record'),
      stopRecording: () => void done.push('stop recording'),
    },
    checkNeighbours: {} as LiveOptions['checkNeighbours'],
    systemSound: 'no' as const,
    shortcuts,
    clock,
    logger: createLogger('live', (entry) => log.push(entry)),
  };
  const service = await LiveService.create(options);
  service.onChanged((change) => changes.push(change));
  onTestFinished(() => service.close());
  return service;
}

async function aFile(name: string): Promise<string> {
  const path = join(dataDir, name);
  await writeFile(path, aSecondOfSilence());
  return path;
}

async function items(...names: string[]): Promise<AudioItem[]> {
  const paths = await Promise.all(names.map(aFile));
  return (await live.openDropped({ paths })).items;
}

/** The engine says how the console stands: what it was told last, with these changes to its decks. */
function engineSays(change: { a?: Partial<DeckState>; b?: Partial<DeckState> }): void {
  const { console } = live.state();
  const [a, b] = console.decks;
  const said: ConsoleState = {
    ...console,
    decks: [
      { ...a, ...change.a },
      { ...b, ...change.b },
    ],
  };
  host.events.emit({ type: 'console', console: said });
}

const deck = (deckId: DeckId) => live.state().console.decks[deckId === 'a' ? 0 : 1];
/** Lets file system answers come in. */
const settled = async (holds: () => boolean) => {
  for (let turn = 0; turn < 4_000 && !holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};

/** Whether it was announced; asking for the state would have the files looked at for that. */
const told = (what: (change: LiveChange) => boolean | undefined) => {
  clock.advance(20);
  return changes.some((change) => what(change) === true);
};

beforeEach(async () => {
  dataDir = await scratchFolder('live');
  clock = new SteppedClock();
  log = [];
  done = [];
  picked = [];
  discord = Promise.resolve();
  call = { kind: 'idle' };
  further = [];
  roomsChanged = new Emitter();
  keys = new Map();
  shortcuts = {
    available: true,
    take(accelerator, onPressed) {
      if (keys.has(accelerator) || accelerator === 'Taken') return false;
      keys.set(accelerator, onPressed);
      return true;
    },
    releaseAll: () => keys.clear(),
  };
  live = await startLive();
});

describe('files', () => {
  test('keep their ids from run to run, and the window never hears of a path', async () => {
    const [first] = await items('one.wav');
    await live.enqueue({ itemIds: [first?.itemId ?? ''], beforeId: null });
    await live.close();
    live = await startLive();
    const again = await live.openDropped({ paths: [join(dataDir, 'one.wav')] });
    expect(again.items[0]?.itemId).toBe(first?.itemId);
    expect(JSON.stringify(live.state())).not.toContain(dataDir);
  });

  test('that cannot be played come back with the reason, the others are taken', async () => {
    await writeFile(join(dataDir, 'notes.txt'), 'no sound at all');
    const opened = await live.openDropped({ paths: [await aFile('one.wav'), join(dataDir, 'notes.txt')] });
    expect(opened.items.map(({ name }) => name)).toEqual(['one.wav']);
    expect(opened.refused).toMatchObject([{ name: 'notes.txt' }]);
  });

  test('dropped together keep their order', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `${index}.wav`);
    expect((await items(...names)).map(({ name }) => name)).toEqual(names);
  });

  test('that are gone are told, and found again when they are back', async () => {
    const [first] = await items('one.wav');
    live.setPadItem({ padId: 'pad-1', itemId: first?.itemId ?? '' });
    await rm(join(dataDir, 'one.wav'));
    await expect(live.playPad({ padId: 'pad-1' })).rejects.toMatchObject({ code: 'media/unreadable' });
    expect(live.state().pads[0]?.item).toMatchObject({ name: 'one.wav', missing: true });
    await aFile('one.wav');
    await live.playPad({ padId: 'pad-1' });
    expect(host.sent('padPlay')).toMatchObject([{ padId: 'pad-1', source: { kind: 'file' } }]);
    expect(live.state().pads[0]?.item).toMatchObject({ missing: false });
  });

  test('on pads and in the queue that go while the desk is in use are told before they are played', async () => {
    live.changeSettings({ autoLoad: false });
    const [clip, song] = await items('clip.wav', 'song.wav');
    live.setPadItem({ padId: 'pad-1', itemId: clip?.itemId ?? '' });
    live.enqueue({ itemIds: [song?.itemId ?? ''], beforeId: null });
    host.start();
    await rm(join(dataDir, 'clip.wav'));
    await rm(join(dataDir, 'song.wav'));
    clock.advance(10_000);
    await settled(() => told(({ pads }) => pads?.[0]?.item?.missing));
    await settled(() => told(({ queue }) => queue?.[0]?.missing));
  });

  test('a damaged file of the desk is kept aside and said in the log', async () => {
    await live.close();
    await writeFile(join(dataDir, 'live.json'), '{"version":2,"shows":"from the future"}');
    live = await startLive();
    expect(live.state().queue).toEqual([]);
    const aside = (await readdir(dataDir)).find((name) => name.startsWith('live.json.damaged'));
    expect(await readFile(join(dataDir, aside ?? ''), 'utf8')).toContain('from the future');
    expect(log.some(({ level }) => level === 'error')).toBe(true);
  });
});

describe('the engine', () => {
  test('is started by what is to be heard, and is told the choices first', async () => {
    live.changeSettings({ masterGainDb: -3 });
    expect(host.running).toBe(false);
    const [first] = await items('one.wav');
    await live.load({ deckId: 'a', itemId: first?.itemId ?? '', play: true });
    expect(host.commands[0]).toEqual({ type: 'setMaster', gainDb: -3 });
    expect(host.commands.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['setDucking', 'setLevelling', 'setInput', 'setAutoCrossfade', 'setBed']),
    );
    expect(host.commands.at(-1)).toMatchObject({ type: 'deckLoad', deckId: 'a', play: true });
    expect(deck('a')).toMatchObject({ status: 'loading', name: 'one.wav' });
  });

  test('is told what lies on the pads when it starts, and again with each new clip', async () => {
    const [one, two] = await items('one.wav', 'two.wav');
    live.setPadItem({ padId: 'pad-1', itemId: one?.itemId ?? '' });
    expect(host.commands).toEqual([]);
    host.start();
    const kept = () =>
      host.sent('keepClips').map(({ sources }) => sources.map((each) => 'name' in each && each.name));
    expect(kept()).toEqual([['one.wav']]);
    live.setPadItem({ padId: 'pad-2', itemId: two?.itemId ?? '' });
    expect(kept()).toEqual([['one.wav'], ['one.wav', 'two.wav']]);
  });

  test('a deck shows the new file while it is looked at, and Play means that one', async () => {
    const [one, two] = await items('one.wav', 'two.wav');
    await live.load({ deckId: 'a', itemId: one?.itemId ?? '', play: false });
    engineSays({ a: { status: 'ready', itemId: one?.itemId ?? '' } });
    const loading = live.load({ deckId: 'a', itemId: two?.itemId ?? '', play: false });
    expect(deck('a')).toMatchObject({ status: 'loading', name: 'two.wav' });
    // The engine goes on telling of the old one.
    host.events.emit({
      type: 'console',
      console: {
        ...live.state().console,
        decks: [{ ...deck('b'), deckId: 'a', itemId: one?.itemId ?? '', status: 'ready' }, deck('b')],
      },
    });
    live.play({ deckId: 'a' });
    expect(host.sent('deckPlay')).toEqual([]);
    await loading;
    expect(host.sent('deckLoad').at(-1)).toMatchObject({ itemId: two?.itemId, play: true });
    expect(host.sent('deckPlay')).toEqual([]);
  });

  test('a file that is gone leaves what was on the deck, and nothing waits to play', async () => {
    const [one, two] = await items('one.wav', 'two.wav');
    await live.load({ deckId: 'a', itemId: one?.itemId ?? '', play: false });
    engineSays({ a: { status: 'ready', itemId: one?.itemId ?? '' } });
    await rm(join(dataDir, 'two.wav'));
    const loading = live.load({ deckId: 'a', itemId: two?.itemId ?? '', play: true });
    await expect(loading).rejects.toMatchObject({ code: 'media/unreadable' });
    expect(deck('a')).toMatchObject({ status: 'ready', name: 'one.wav' });
    engineSays({ a: { status: 'ready' } });
    expect(host.sent('deckPlay')).toEqual([]);
    expect(host.sent('deckLoad')).toHaveLength(1);
  });

  test('of two files put on a deck at once the later one stays', async () => {
    const [one, two] = await items('one.wav', 'two.wav');
    await Promise.all([
      live.load({ deckId: 'a', itemId: one?.itemId ?? '', play: true }),
      live.load({ deckId: 'a', itemId: two?.itemId ?? '', play: false }),
    ]);
    expect(host.sent('deckLoad')).toMatchObject([{ itemId: two?.itemId, play: false }]);
  });

  test('after a crash it is told again what lay on the decks, where it was', async () => {
    const [first] = await items('one.wav');
    const itemId = first?.itemId ?? '';
    await live.load({ deckId: 'a', itemId, play: true });
    engineSays({ a: { status: 'playing', itemId, positionMs: 700, gainDb: -4, loop: true } });
    host.forget();
    host.crash();
    expect(host.running).toBe(true);
    expect(host.sent('setMaster')).toHaveLength(1);
    expect(host.sent('deckLoad')).toMatchObject([
      {
        ...{ deckId: 'a', itemId, gainDb: -4, loop: true, play: false },
        place: { positionMs: 700, status: 'paused' },
      },
    ]);
    engineSays({ a: { status: 'paused', itemId } });
    expect(deck('a')).toMatchObject({ status: 'paused', positionMs: 700 });
    expect(host.sent('deckPlay')).toEqual([]);
  });

  test('one that keeps crashing is left alone until somebody wants something', async () => {
    const [first] = await items('one.wav');
    await live.load({ deckId: 'a', itemId: first?.itemId ?? '', play: false });
    for (let n = 0; n < 4; n++) host.crash();
    expect(host.running).toBe(false);
    live.play({ deckId: 'a' });
    expect(host.running).toBe(true);
  });

  test('what lay on the decks is there again after a start of the app', async () => {
    const [first] = await items('one.wav');
    const itemId = first?.itemId ?? '';
    await live.load({ deckId: 'b', itemId, play: false });
    await live.close();
    live = await startLive();
    expect(deck('b')).toMatchObject({ status: 'ready', name: 'one.wav', durationMs: 1_000 });
    expect(host.running).toBe(false);
    live.play({ deckId: 'b' });
    expect(host.sent('deckLoad')).toMatchObject([{ deckId: 'b', itemId }]);
    // It plays as soon as the file is open.
    expect(host.sent('deckPlay')).toEqual([]);
    engineSays({ b: { status: 'ready', itemId } });
    expect(host.sent('deckPlay')).toEqual([{ type: 'deckPlay', deckId: 'b' }]);
  });
});

describe('after a crash of the engine on air', () => {
  let itemId: string;
  let other: string;

  /** The call's state as calls tell it. */
  const inCall = (phase: CallPhase) =>
    ({ kind: 'active', roomName: 'Lounge', phase }) as Partial<CallState> as CallState;
  const tell = (state: CallState) => {
    call = state;
    roomsChanged.emit();
  };
  /** Calls hear of it first, and say whether they come back. */
  const crash = (after: CallState = inCall('reconnecting')) => {
    host.forget();
    tell(after);
    host.crash();
  };
  const over = { kind: 'ended' } as Partial<CallState> as CallState;
  const played = () => host.sent('deckPlay').map(({ deckId }) => deckId);
  const opened = () =>
    engineSays({ a: { status: 'paused', itemId }, b: { status: deck('b').itemId ? 'paused' : 'empty' } });

  beforeEach(async () => {
    const [one, two] = await items('one.wav', 'two.wav');
    itemId = one?.itemId ?? '';
    other = two?.itemId ?? '';
    tell(inCall('ready'));
    await live.load({ deckId: 'a', itemId, play: true });
    await live.load({ deckId: 'b', itemId: other, play: false });
    engineSays({
      a: { status: 'playing', itemId, positionMs: 400 },
      b: { status: 'paused', itemId: other, positionMs: 200 },
    });
  });

  test('what played goes on where it stood when the call is ready again, and nothing else does', () => {
    crash();
    expect(host.sent('deckLoad')).toMatchObject([
      { deckId: 'a', play: false, place: { positionMs: 400, status: 'paused' } },
      { deckId: 'b', play: false, place: { positionMs: 200, status: 'paused' } },
    ]);
    opened();
    tell(inCall('securing'));
    expect(played()).toEqual([]);
    tell(inCall('ready'));
    expect(played()).toEqual(['a']);
    expect(host.sent('padPlay')).toEqual([]);
    expect(live.state().settings.microphone.enabled).toBe(false);
    tell(inCall('reconnecting'));
    tell(inCall('ready'));
    expect(played()).toEqual(['a']);
  });

  test('a deck that is still being opened when the call is ready plays as soon as it is there', () => {
    crash();
    tell(inCall('ready'));
    expect(played()).toEqual([]);
    opened();
    expect(played()).toEqual(['a']);
  });

  test('the crossfader and a cued deck are as they were; what was cued waits', () => {
    host.events.emit({
      type: 'console',
      console: {
        ...live.state().console,
        crossfade: { ...live.state().console.crossfade, position: 0.25 },
        decks: [deck('a'), { ...deck('b'), status: 'playing', cue: true }],
      },
    });
    crash();
    expect(host.commands.filter(({ type }) => type === 'setCrossfader' || type === 'setDeck')).toEqual([
      { type: 'setCrossfader', position: 0.25 },
      { type: 'setDeck', deckId: 'b', cue: true },
    ]);
    opened();
    tell(inCall('ready'));
    expect(played()).toEqual(['a']);
  });

  test('a fade that was under way goes the rest of its way', () => {
    host.events.emit({
      type: 'console',
      console: {
        ...live.state().console,
        crossfade: { ...live.state().console.crossfade, position: 0.75, fadingTo: 'b', durationMs: 4_000 },
        decks: [deck('a'), { ...deck('b'), status: 'playing' }],
      },
    });
    crash();
    opened();
    tell(inCall('ready'));
    expect(played()).toEqual(['a', 'b']);
    expect(host.sent('crossfade')).toEqual([{ type: 'crossfade', to: 'b', durationMs: 750 }]);
  });

  test('a deck whose turn was over is so still, and a cue that waits for the next end does not take it for one', () => {
    engineSays({ b: { status: 'ended', positionMs: 1_000 } });
    const start = { kind: 'deckEnds' as const, deckId: 'b' as const };
    const cue = { cueId: 'c', label: 'Then', note: '', start, actions: [] };
    live.saveShow({ showId: 'show', name: 'Show', cues: [cue] });
    live.startShow({ showId: 'show', fromCueId: null });
    crash();
    expect(host.sent('deckLoad')[1]).toMatchObject({ place: { status: 'ended' } });
    engineSays({ b: { status: 'loading' } });
    engineSays({ b: { status: 'ended' } });
    clock.advance(1_000);
    expect(live.state().run?.outcomes[0]?.status).toBe('waiting');
  });

  test.each<[string, () => void]>([
    ['the call does not come back', () => tell(over)],
    ['everything was stopped meanwhile', () => live.stopAll({})],
    ['a hand has paused it', () => live.pause({ deckId: 'a' })],
    ['a hand has put something else on it', () => live.eject({ deckId: 'a' })],
  ])('nothing plays by itself when %s', (_why, happens) => {
    crash();
    opened();
    happens();
    host.forget();
    tell(inCall('ready'));
    expect(played()).toEqual([]);
  });

  test('of an engine that dies a second time on the way back the places are kept, and nothing plays', () => {
    crash();
    crash(over);
    expect(deck('a')).toMatchObject({ status: 'loading', positionMs: 400 });
    expect(host.sent('deckLoad')[0]).toMatchObject({ place: { positionMs: 400, status: 'paused' } });
    tell(inCall('ready'));
    opened();
    expect(played()).toEqual([]);
  });

  test('in no room, or in one that we were only joining, nothing plays', () => {
    crash(over);
    opened();
    tell(inCall('ready'));
    expect(played()).toEqual([]);
  });

  test('without a call the first of the further rooms that is back counts', () => {
    call = over;
    further = [{ phase: 'reconnecting' }, { phase: 'reconnecting' }];
    crash(over);
    opened();
    expect(played()).toEqual([]);
    further = [{ phase: 'reconnecting' }, { phase: 'ready' }];
    roomsChanged.emit();
    expect(played()).toEqual(['a']);
  });

  test('an engine that is not started again shows what it played, paused where it was', () => {
    for (let n = 0; n < 4; n++) crash(over);
    expect(host.running).toBe(false);
    expect(deck('a')).toMatchObject({ status: 'paused', positionMs: 400 });
    live.play({ deckId: 'a' });
    expect(host.sent('deckLoad')[0]).toMatchObject({ place: { positionMs: 400 } });
    opened();
    expect(played()).toEqual(['a']);
  });

  test('the same file put on its deck anew begins at its start', async () => {
    crash();
    await live.load({ deckId: 'a', itemId, play: true });
    expect(host.sent('deckLoad').at(-1)).toMatchObject({ deckId: 'a', play: true });
    expect(host.sent('deckLoad').at(-1)?.place).toBeUndefined();
  });
});

describe('the queue', () => {
  test('fills both decks and goes on when one has ended', async () => {
    const [one, two, three] = await items('1.wav', '2.wav', '3.wav');
    const ids = [one, two, three].map((item) => item?.itemId ?? '');
    live.enqueue({ itemIds: ids, beforeId: null });
    await settled(() => host.sent('deckLoad').length === 2);
    expect(host.sent('deckLoad').map(({ deckId, itemId }) => [deckId, itemId])).toEqual([
      ['a', ids[0]],
      ['b', ids[1]],
    ]);
    expect(live.state().queue.map(({ itemId }) => itemId)).toEqual([ids[2]]);
    engineSays({
      a: { status: 'ended', itemId: ids[0] ?? '' },
      b: { status: 'playing', itemId: ids[1] ?? '' },
    });
    await settled(() => host.sent('deckLoad').length === 3);
    expect(host.sent('deckLoad').at(-1)).toMatchObject({ deckId: 'a', itemId: ids[2], play: false });
    expect(live.state().queue).toEqual([]);
  });

  test('goes past a file that is gone, and keeps it, marked', async () => {
    const [one, two] = await items('1.wav', '2.wav');
    await rm(join(dataDir, '1.wav'));
    live.enqueue({ itemIds: [one?.itemId ?? '', two?.itemId ?? ''], beforeId: null });
    await settled(() => host.sent('deckLoad').some(({ itemId }) => itemId === two?.itemId));
    await settled(() => live.state().queue.length === 1);
    expect(live.state().queue).toMatchObject([{ itemId: one?.itemId, missing: true }]);
  });

  test('the same file can stand in it twice', async () => {
    live.changeSettings({ autoLoad: false });
    const [one] = await items('1.wav');
    const itemId = one?.itemId ?? '';
    live.enqueue({ itemIds: [itemId, itemId], beforeId: null });
    const { queue } = live.state();
    expect(queue.map(({ name }) => name)).toEqual(['1.wav', '1.wav']);
    expect(new Set(queue.map((item) => item.itemId)).size).toBe(2);
  });

  test('"next" on air loads the free deck and fades to it once it is ready', async () => {
    live.changeSettings({ autoLoad: false });
    const [one, two] = await items('1.wav', '2.wav');
    await live.load({ deckId: 'a', itemId: one?.itemId ?? '', play: true });
    engineSays({ a: { status: 'playing', itemId: one?.itemId ?? '' } });
    live.enqueue({ itemIds: [two?.itemId ?? ''], beforeId: null });
    await live.next();
    expect(host.sent('crossfade')).toEqual([]);
    engineSays({ b: { status: 'ready', itemId: two?.itemId ?? '' } });
    expect(host.sent('crossfade')).toEqual([{ type: 'crossfade', to: 'b', durationMs: 3_000 }]);
  });

  test('a playlist keeps what was queued, whatever becomes of the queue', async () => {
    live.changeSettings({ autoLoad: false });
    const [one, two] = await items('1.wav', '2.wav');
    const ids = [one?.itemId ?? '', two?.itemId ?? ''];
    live.enqueue({ itemIds: ids, beforeId: null });
    const saved = live.savePlaylist({ playlistId: null, name: 'Tuesday' });
    live.dequeue({ itemIds: ids });
    await live.close();
    live = await startLive();
    live.loadPlaylist({ playlistId: saved.playlistId, replace: true });
    expect(live.state().queue.map(({ name }) => name)).toEqual(['1.wav', '2.wav']);
  });
});

test('what is put on a deck is not cued because the one before was', async () => {
  const [one, two] = await items('1.wav', '2.wav');
  await live.load({ deckId: 'a', itemId: one?.itemId ?? '', play: false });
  engineSays({ a: { status: 'ready', itemId: one?.itemId ?? '', cue: true } });
  await live.load({ deckId: 'a', itemId: two?.itemId ?? '', play: false });
  expect(host.commands.slice(-2)).toMatchObject([{ type: 'setDeck', cue: false }, { type: 'deckLoad' }]);
});

test('a deck that the room hears is not cued; one that it does not hear is', async () => {
  live.play({ deckId: 'a' });
  engineSays({ a: { status: 'playing', itemId: 'x' }, b: { status: 'playing', itemId: 'y' } });
  host.forget();
  expect(() => live.setDeck({ deckId: 'a', cue: true })).toThrow(
    expect.objectContaining({ code: 'live/deck-on-air' }),
  );
  expect(host.commands).toEqual([]);
  live.setDeck({ deckId: 'b', cue: true });
  live.setDeck({ deckId: 'a', cue: false });
  expect(host.sent('setDeck')).toMatchObject([
    { deckId: 'b', cue: true },
    { deckId: 'a', cue: false },
  ]);
});

test.each(['empty', 'failed'] as const)(
  'what is on air is not faded away for a deck that is %s',
  (status) => {
    live.play({ deckId: 'a' });
    engineSays({ a: { status: 'playing', itemId: 'x' }, b: { status } });
    expect(() => live.crossfade({ to: 'b' })).toThrow(expect.objectContaining({ code: 'live/deck-empty' }));
    expect(host.sent('crossfade')).toEqual([]);
  },
);

test('a deck that is played alone is heard: the crossfader comes over to it', async () => {
  const [one] = await items('1.wav');
  const itemId = one?.itemId ?? '';
  await live.load({ deckId: 'b', itemId, play: true });
  expect(host.sent('setCrossfader')).toEqual([{ type: 'setCrossfader', position: 1 }]);
  host.forget();
  engineSays({ a: { status: 'playing', itemId: 'x' }, b: { status: 'paused', itemId } });
  live.play({ deckId: 'b' });
  engineSays({ a: { status: 'paused', itemId: 'x' }, b: { status: 'ready', itemId, cue: true } });
  live.play({ deckId: 'b' });
  expect(host.sent('setCrossfader')).toEqual([]);
});

describe('"stop all"', () => {
  test('silences a pad that was pressed just before, and a hold pad let go before it sounds stays silent', async () => {
    const [one] = await items('1.wav');
    for (const padId of ['pad-1', 'pad-2']) live.setPadItem({ padId, itemId: one?.itemId ?? '' });
    host.start();
    const pressed = live.playPad({ padId: 'pad-1' });
    live.stopAll({});
    await pressed;
    const tapped = live.playPad({ padId: 'pad-2' });
    live.stopPad({ padId: 'pad-2' });
    await tapped;
    expect(host.sent('padPlay')).toEqual([]);
    await live.playPad({ padId: 'pad-2' });
    expect(host.sent('padPlay')).toMatchObject([{ padId: 'pad-2' }]);
  });

  test('a pad pressed twice at once starts once', async () => {
    const [one] = await items('1.wav');
    live.setPadItem({ padId: 'pad-1', itemId: one?.itemId ?? '' });
    await Promise.all([live.playPad({ padId: 'pad-1' }), live.playPad({ padId: 'pad-1' })]);
    expect(host.sent('padPlay')).toHaveLength(1);
  });

  test('holds back what "next" was just putting on air', async () => {
    live.changeSettings({ autoLoad: false });
    const [one] = await items('1.wav');
    live.enqueue({ itemIds: [one?.itemId ?? ''], beforeId: null });
    host.start();
    const asked = live.next();
    live.stopAll({});
    await asked;
    expect(host.sent('deckLoad')).toMatchObject([{ deckId: 'a', play: false }]);
    engineSays({ a: { status: 'ready', itemId: one?.itemId ?? '' } });
    expect(host.commands.filter(({ type }) => type === 'crossfade' || type === 'deckPlay')).toEqual([]);
  });
});

test('who does not duck is remembered from run to run, and told to the engine', async () => {
  live.changeSettings({ ducking: { excludedUserIds: ['7'] } });
  await live.close();
  live = await startLive();
  expect(live.state().settings.ducking.excludedUserIds).toEqual(['7']);
  host.start();
  expect(host.sent('setDucking').at(-1)).toMatchObject({ settings: { excludedUserIds: ['7'] } });
});

describe('pads', () => {
  test('one key, one pad', () => {
    live.changePad({ padId: 'pad-1', patch: { hotkey: '1', label: 'Horn' } });
    live.changePad({ padId: 'pad-2', patch: { hotkey: '1' } });
    const [first, second] = live.state().pads;
    expect([first?.hotkey, second?.hotkey]).toEqual([null, '1']);
    expect(first?.label).toBe('Horn');
  });

  test('keep their number in whatever order', () => {
    live.movePad({ padId: 'pad-24', beforeId: 'pad-1' });
    const ids = live.state().pads.map(({ padId }) => padId);
    expect(ids.slice(0, 2)).toEqual(['pad-24', 'pad-1']);
    expect(ids).toHaveLength(24);
  });
});

describe('a show', () => {
  const show: Show = {
    showId: 'show-1',
    name: 'Tuesday',
    cues: [
      {
        cueId: 'c1',
        label: 'Open',
        note: '',
        start: { kind: 'manual' },
        actions: [
          { kind: 'setStatus', channelId: '20' as never, status: 'On air' },
          { kind: 'marker', text: 'start' },
          { kind: 'startRecording' },
        ],
      },
      {
        cueId: 'c2',
        label: 'Later',
        note: '',
        start: { kind: 'after', delayMs: 5_000 },
        actions: [{ kind: 'microphone', on: true }],
      },
      { cueId: 'c3', label: 'End', note: '', start: { kind: 'manual' }, actions: [] },
    ],
  };

  test('does what its cues say; an action that fails does not stop the others', async () => {
    live.saveShow(show);
    live.startShow({ showId: 'show-1', fromCueId: null });
    live.goNext();
    await settled(() => live.state().run?.outcomes[0]?.status === 'failed');
    expect(done).toEqual(['marker start', 'record']);
    expect(live.state().run?.outcomes[0]?.problems).toMatchObject([
      { action: 0, error: { code: 'rest/missing-permission' } },
    ]);
    clock.advance(5_000);
    await settled(() => live.state().run?.outcomes[1]?.status === 'done');
    expect(live.state().settings.microphone.enabled).toBe(true);
    expect(live.state().run).toMatchObject({ nextCueId: 'c3', nextAtMs: null });
  });

  test('what is to be heard does not wait for Discord', async () => {
    let answer: () => void = () => undefined;
    discord = new Promise((resolve) => {
      answer = resolve;
    });
    live.saveShow(show);
    live.startShow({ showId: 'show-1', fromCueId: null });
    live.goNext();
    await settled(() => done.length === 2);
    expect(done).toEqual(['marker start', 'record']);
    expect(live.state().run?.outcomes[0]?.status).toBe('running');
    answer();
    await settled(() => live.state().run?.outcomes[0]?.status === 'failed');
  });

  test.each(['ended', 'failed'] as const)(
    'waits for a deck no longer than until it has %s',
    async (status) => {
      const start = { kind: 'deckEnds' as const, deckId: 'a' as const };
      const cue = {
        cueId: 'c2',
        label: 'Then',
        note: '',
        start,
        actions: [{ kind: 'microphone' as const, on: true }],
      };
      live.saveShow({ ...show, cues: [cue] });
      live.startShow({ showId: 'show-1', fromCueId: null });
      engineSays({ a: { status: 'playing', itemId: 'x' } });
      expect(live.state().run?.outcomes[0]?.status).toBe('waiting');
      const error = status === 'failed' ? new AppError('media/damaged', 'It breaks off').toView() : null;
      engineSays({ a: { status, error } });
      clock.advance(50);
      await settled(() => live.state().run?.outcomes[0]?.status === 'done');
    },
  );

  const playsSong = (itemId: string): Show => ({
    ...show,
    cues: [
      {
        ...{ cueId: 'play', label: 'Song', note: '', start: { kind: 'manual' as const } },
        actions: [{ kind: 'playItem', deckId: 'a', itemId }],
      },
      {
        ...{
          cueId: 'then',
          label: 'Then',
          note: '',
          start: { kind: 'deckEnds' as const, deckId: 'a' as const },
        },
        actions: [{ kind: 'marker', text: 'then' }],
      },
    ],
  });
  const outcome = (cueId: string) => live.state().run?.outcomes.find((one) => one.cueId === cueId);

  test('a file that fails on the deck fails its cue, which can be done again', async () => {
    const [song] = await items('song.wav');
    const itemId = song?.itemId ?? '';
    live.saveShow(playsSong(itemId));
    live.startShow({ showId: 'show-1', fromCueId: null });
    live.goNext();
    await settled(() => outcome('play')?.status === 'done');
    engineSays({ a: { status: 'loading', itemId } });
    live.holdShow({ held: true });
    engineSays({ a: { status: 'failed', itemId, error: new AppError('media/damaged', 'No').toView() } });
    expect(outcome('play')).toMatchObject({
      status: 'failed',
      problems: [{ action: 0, error: { code: 'media/damaged' } }],
    });
    live.repeatCue({ cueId: 'play' });
    await settled(() => outcome('play')?.status === 'done');
    expect(host.sent('deckLoad')).toHaveLength(2);
    expect(live.state().run?.nextCueId).toBe('then');
    // It plays now: the cue after it waits for this end, not for the failure of before.
    engineSays({ a: { status: 'playing', itemId, error: null } });
    live.holdShow({ held: false });
    clock.advance(60_000);
    expect(done).toEqual([]);
    engineSays({ a: { status: 'ended', itemId } });
    clock.advance(50);
    await settled(() => done.includes('marker then'));
  });

  test('a file that is not where it was is told, and the cue that waits for its end goes', async () => {
    const [song] = await items('song.wav');
    const itemId = song?.itemId ?? '';
    live.saveShow(playsSong(itemId));
    live.startShow({ showId: 'show-1', fromCueId: null });
    await rm(join(dataDir, 'song.wav'));
    live.goNext();
    await settled(() => outcome('play')?.status === 'failed');
    expect(outcome('play')).toMatchObject({ problems: [{ action: 0, error: { code: 'media/unreadable' } }] });
    expect(live.state().cueItems).toMatchObject([{ name: 'song.wav', missing: true }]);
    clock.advance(50);
    await settled(() => outcome('then')?.status === 'done');
    expect(done).toEqual(['marker then']);
    // It is there again: its cue can be done once more.
    await aFile('song.wav');
    live.repeatCue({ cueId: 'play' });
    await settled(() => outcome('play')?.status === 'done');
    expect(host.sent('deckLoad')).toMatchObject([{ itemId, play: true }]);
  });

  test('a file that is not where it was lets the song before play to its end, and its cue goes then', async () => {
    const [before, song] = await items('before.wav', 'song.wav');
    const old = before?.itemId ?? '';
    await live.load({ deckId: 'a', itemId: old, play: true });
    engineSays({ a: { status: 'playing', itemId: old } });
    live.saveShow(playsSong(song?.itemId ?? ''));
    live.startShow({ showId: 'show-1', fromCueId: null });
    await rm(join(dataDir, 'song.wav'));
    live.goNext();
    await settled(() => outcome('play')?.status === 'failed');
    clock.advance(60_000);
    expect(outcome('then')?.status).toBe('waiting');
    engineSays({ a: { status: 'ended', itemId: old } });
    clock.advance(50);
    await settled(() => outcome('then')?.status === 'done');
  });

  test('the end of the song before is not the end of the one that is being put on the deck', async () => {
    const [before, song] = await items('before.wav', 'song.wav');
    const old = before?.itemId ?? '';
    await live.load({ deckId: 'a', itemId: old, play: true });
    engineSays({ a: { status: 'playing', itemId: old } });
    live.saveShow(playsSong(song?.itemId ?? ''));
    live.startShow({ showId: 'show-1', fromCueId: null });
    live.goNext();
    // Its file is still looked at; the engine knows of nothing yet.
    host.events.emit({
      type: 'console',
      console: {
        ...live.state().console,
        decks: [{ ...deck('b'), deckId: 'a', itemId: old, status: 'ended' }, deck('b')],
      },
    });
    await settled(() => outcome('play')?.status === 'done');
    clock.advance(60_000);
    expect(outcome('then')?.status).toBe('waiting');
  });

  test('another song on the deck that had ended is waited for', async () => {
    const [song] = await items('song.wav');
    live.saveShow(playsSong(song?.itemId ?? ''));
    live.startShow({ showId: 'show-1', fromCueId: null });
    engineSays({ a: { status: 'playing', itemId: 'x' } });
    engineSays({ a: { status: 'ended', itemId: 'x' } });
    engineSays({ a: { status: 'playing', itemId: 'y' } });
    live.skipCue();
    clock.advance(60_000);
    expect(outcome('then')?.status).toBe('waiting');
    engineSays({ a: { status: 'ended', itemId: 'y' } });
    clock.advance(50);
    await settled(() => outcome('then')?.status === 'done');
  });

  test('the files of its cues have names without being queued, and one that goes is told before its cue', async () => {
    const [song] = await items('song.wav');
    live.saveShow(playsSong(song?.itemId ?? ''));
    expect(live.state()).toMatchObject({ queue: [], cueItems: [{ name: 'song.wav', missing: false }] });
    live.startShow({ showId: 'show-1', fromCueId: null });
    await rm(join(dataDir, 'song.wav'));
    clock.advance(10_000);
    await settled(() => told(({ cueItems }) => cueItems?.[0]?.missing));
    expect(outcome('play')?.status).toBe('waiting');
    changes.length = 0;
    await aFile('song.wav');
    clock.advance(10_000);
    await settled(() => told(({ cueItems }) => cueItems?.[0]?.missing === false));
    // Nothing is looked at once the show has ended.
    live.endShow();
    clock.advance(11_000);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a cue that still asks Discord when it is made the next one again is not ticked by the answer', async () => {
    let answer: () => void = () => undefined;
    discord = new Promise((resolve) => {
      answer = resolve;
    });
    live.saveShow(show);
    live.startShow({ showId: 'show-1', fromCueId: null });
    live.goNext();
    await settled(() => done.length === 2);
    live.jumpToCue({ cueId: 'c1' });
    answer();
    await settled(() => log.some(({ message }) => message === 'an action of a cue failed'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(live.state().run).toMatchObject({ nextCueId: 'c1', nextAtMs: null });
    expect(outcome('c1')).toMatchObject({ status: 'waiting', problems: [] });
  });

  test('is held by "stop all", and after a start of the app', async () => {
    live.saveShow(show);
    live.startShow({ showId: 'show-1', fromCueId: 'c2' });
    live.stopAll({});
    expect(live.state().run).toMatchObject({ held: true, nextCueId: 'c2' });
    live.holdShow({ held: false });
    await live.close();
    live = await startLive();
    expect(live.state().run).toMatchObject({ held: true, nextCueId: 'c2' });
    clock.advance(60_000);
    expect(live.state().settings.microphone.enabled).toBe(false);
  });
});

test('changes are said part by part and at most once a frame', () => {
  live.pushInput({ inputId: 'microphone', pushed: true });
  live.changeSettings({ masterGainDb: -1 });
  live.changeSettings({ masterGainDb: -2 });
  expect(changes).toEqual([]);
  clock.advance(16);
  expect(changes).toHaveLength(1);
  expect(Object.keys(changes[0] ?? {}).sort()).toEqual(['console', 'settings']);
  expect(changes[0]?.settings?.masterGainDb).toBe(-2);
});

test('"stop all" closes microphone and system sound and forgets what waited to start', async () => {
  const [one] = await items('1.wav');
  live.changeSettings({ microphone: { ...live.state().settings.microphone, enabled: true } });
  await live.load({ deckId: 'a', itemId: one?.itemId ?? '', play: false });
  live.play({ deckId: 'a' });
  live.stopAll({ fadeMs: 500 });
  engineSays({ a: { status: 'ready', itemId: one?.itemId ?? '' } });
  expect(host.sent('deckPlay')).toEqual([]);
  expect(host.sent('stopAll')).toEqual([{ type: 'stopAll', fadeMs: 500 }]);
  const told = host.sent('setInput').filter(({ inputId }) => inputId === 'microphone');
  expect(told.at(-1)?.settings.enabled).toBe(false);
});

test('a slider of an input that is moved while everything stops does not switch it on again', () => {
  live.changeSettings({ microphone: { enabled: true, mode: 'pushToTalk' } });
  live.stopAll({});
  live.changeSettings({ microphone: { gainDb: -6 } });
  expect(live.state().settings.microphone).toMatchObject({
    enabled: false,
    mode: 'pushToTalk',
    gainDb: -6,
  });
  const told = host.sent('setInput').filter(({ inputId }) => inputId === 'microphone');
  expect(told.at(-1)?.settings).toMatchObject({ enabled: false, gainDb: -6 });
});

describe('after a start', () => {
  const restart = async () => {
    await live.close();
    live = await startLive();
    return live.state().settings;
  };

  test('no input is on because it was when the last evening ended', async () => {
    live.changeSettings({ microphone: { enabled: true, gainDb: -3 }, system: { enabled: true } });
    const { microphone, system } = await restart();
    expect(microphone).toMatchObject({ enabled: false, gainDb: -3 });
    expect(system.enabled).toBe(false);
  });

  test('the microphone is as it was left where that was chosen; system sound has to be asked for', async () => {
    live.changeSettings({
      microphoneOffAtStart: false,
      microphone: { enabled: true },
      system: { enabled: true },
    });
    const { microphone, system } = await restart();
    expect([microphone.enabled, system.enabled]).toEqual([true, false]);
  });

  test('what an older version kept is read, and its microphone is off', async () => {
    live.changeSettings({ microphone: { enabled: true }, masterGainDb: -4 });
    await live.close();
    const path = join(dataDir, 'live.json');
    const kept = JSON.parse(await readFile(path, 'utf8'));
    delete kept.settings.microphoneOffAtStart;
    await writeFile(path, JSON.stringify(kept));
    live = await startLive();
    expect(live.state().settings).toMatchObject({
      masterGainDb: -4,
      microphoneOffAtStart: true,
      microphone: { enabled: false },
    });
  });
});

describe('keys of the system', () => {
  const none = { toggleMicrophone: null, stopAll: null, nextCue: null, marker: null };

  test('switch the microphone on and off, since letting go is never told', () => {
    live.changeSettings({ shortcuts: { ...none, toggleMicrophone: 'F9' } });
    keys.get('F9')?.();
    expect(live.state().settings.microphone.enabled).toBe(true);
    clock.advance(1_000);
    keys.get('F9')?.();
    expect(live.state().settings.microphone.enabled).toBe(false);
    expect(live.abilities()).toEqual({ systemSound: 'no', globalShortcuts: true, globalKeyUp: false });
  });

  test('that another app has, or that are asked for twice, are told', async () => {
    live.changeSettings({
      shortcuts: { toggleMicrophone: 'Taken', stopAll: 'F8', nextCue: 'F8', marker: null },
    });
    expect(live.state().shortcutProblems).toEqual([
      { name: 'toggleMicrophone', accelerator: 'Taken' },
      { name: 'nextCue', accelerator: 'F8' },
    ]);
    live.changeSettings({ shortcuts: { ...none, stopAll: 'F8' } });
    expect(live.state().shortcutProblems).toEqual([]);
    await live.close();
    expect(keys.size).toBe(0);
    live = await startLive();
    expect([...keys.keys()]).toEqual(['F8']);
  });

  test('are pressed once however long the system repeats them, and silence every time', () => {
    live.changeSettings({ shortcuts: { ...none, toggleMicrophone: 'F9', nextCue: 'F10', stopAll: 'F8' } });
    const [one, two, three] = ['1', '2', '3'].map((cueId) => ({
      ...{ cueId, label: '', note: '', start: { kind: 'manual' as const } },
      actions: [{ kind: 'marker' as const, text: '' }],
    }));
    if (!one || !two || !three) throw new Error('no cues');
    live.saveShow({ showId: 'show', name: 'Show', cues: [one, two, three] });
    live.startShow({ showId: 'show', fromCueId: null });
    // As X11 tells a key that is held: at once, after 660 ms, then 25 times a second.
    for (const waitMs of [0, 660, 40, 40, 40]) {
      clock.advance(waitMs);
      keys.get('F10')?.();
    }
    expect(live.state().run?.nextCueId).toBe('2');
    clock.advance(1_000);
    keys.get('F10')?.();
    expect(live.state().run?.nextCueId).toBe('3');
    keys.get('F9')?.();
    keys.get('F9')?.();
    expect(live.state().settings.microphone.enabled).toBe(true);
    keys.get('F8')?.();
    keys.get('F8')?.();
    expect(host.sent('stopAll').length).toBe(2);
  });

  test('that everybody needs to write are not taken from the system', () => {
    live.changeSettings({ shortcuts: { ...none, toggleMicrophone: 'M', stopAll: 'Shift+Escape' } });
    expect(keys.size).toBe(0);
    expect(live.state().shortcutProblems.map(({ accelerator }) => accelerator)).toEqual([
      'M',
      'Shift+Escape',
    ]);
  });

  test('where the system gives none each wanted one is a problem', async () => {
    live.changeSettings({ shortcuts: { ...none, marker: 'F7' } });
    await live.close();
    shortcuts = null;
    live = await startLive();
    expect(live.state().shortcutProblems).toEqual([{ name: 'marker', accelerator: 'F7' }]);
  });
});

test('alarms and signals are passed on, and are gone with the engine or the call they were about', () => {
  const signal = { userId: '2', received: 10, lost: 1, late: 0, duplicate: 0, recovered: 0 };
  const full = { ...signal, concealed: 1, undecryptable: 0, jitterMs: 2, bufferMs: 40 };
  const alarm = { alarmId: 'in:2:loss', direction: 'in' as const, userId: '2', kind: 'loss' as const };
  host.start();
  host.events.emit({ type: 'signals', signals: [full] });
  host.events.emit({ type: 'alarms', alarms: [{ ...alarm, sinceMs: 1, figure: 0.2 }] });
  clock.advance(16);
  expect(changes.at(-1)).toMatchObject({ signals: [{ userId: '2' }], alarms: [{ kind: 'loss' }] });
  host.events.emit({ type: 'connection', connection: { kind: 'ended', channelId: '20', error: null } });
  expect(live.state()).toMatchObject({ signals: [], alarms: [{ kind: 'loss' }] });
  host.crash();
  expect(live.state()).toMatchObject({ signals: [], alarms: [] });
});

test('the end of the engine is told once, so that its ports are opened anew', () => {
  let told = 0;
  live.onEngineLost(() => (told += 1));
  host.start();
  expect(told).toBe(0);
  host.crash();
  expect(told).toBe(1);
});

test('an engine that was lost with an input on is started again, and told of it', () => {
  live.setMicrophone(true);
  host.forget();
  host.crash();
  expect(host.running).toBe(true);
  expect(host.sent('setInput')).toEqual(
    expect.arrayContaining([expect.objectContaining({ inputId: 'microphone' })]),
  );
});

test('codes are asked of the engine; one that is gone knows none', async () => {
  host.start();
  const asked = live.verificationCodes({ userIds: ['1', '2'] });
  const { requestId } = host.sent('verificationCodes')[0] ?? { requestId: 0 };
  host.events.emit({ type: 'verificationCodes', requestId, codes: [{ userId: '2', code: '12345' }] });
  expect(await asked).toEqual([
    { userId: '1', code: null },
    { userId: '2', code: '12345' },
  ]);
  const lost = live.verificationCodes({ userIds: ['1'] });
  host.crash();
  expect(await lost).toEqual([{ userId: '1', code: null }]);
});
