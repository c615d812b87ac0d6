import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { CallState } from '@shared/models/calls';
import type { DeckState } from '@shared/models/console';
import type { LiveState } from '@shared/models/live';
import type { RoomSummary } from '@shared/models/workspace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChildPort } from '../../src/main/support/child-port';
import { silentLogger } from '../../src/main/support/logger';
import { createChildVoiceHost } from '../../src/main/voice-process/child-host';
import { type HeadlessRoomtone, startHeadless, until } from '../support/headless';
import { portOf } from '../support/node-child';

let roomtone: HeadlessRoomtone;
let dataDir: string;
let engines: ChildProcess[];
let rooms: RoomSummary[];
let call: CallState;
let live: Partial<LiveState>;

/** The real voice process, from its source, as a Node child. */
function forkEngine(): ChildPort {
  const child = fork('src/main/voice-process/entry.ts', {
    serialization: 'advanced',
    execArgv: ['--import', 'tsx'],
  });
  engines.push(child);
  return portOf(child);
}

beforeEach(async () => {
  engines = [];
  live = {};
  call = { kind: 'idle' };
  dataDir = await mkdtemp(join(tmpdir(), 'roomtone-crash-'));
  const voiceHost = createChildVoiceHost({ spawn: forkEngine, logger: silentLogger });
  roomtone = await startHeadless({ dataDir, voiceHost });
  const { api } = roomtone;
  api.calls.onChanged((state) => {
    call = state;
  });
  api.live.onChanged((change) => {
    live = { ...live, ...(change as Partial<LiveState>) };
  });
  await api.accounts.startPractice({ seed: 5, size: { guilds: 2 } });
  const guilds = await until('two guilds', async () => {
    const snapshot = await api.workspace.snapshot();
    const complete = snapshot.guilds.filter(({ guildId }) =>
      snapshot.rooms.some((room) => room.guildId === guildId),
    );
    return complete.length >= 2 ? complete : undefined;
  });
  rooms = await Promise.all(
    guilds.map(async ({ guildId }) => {
      const place = { guildId, name: 'Crash room', userLimit: 0, bitrateBps: null, categoryId: null };
      const created = await api.rooms.create(place);
      if (created.kind !== 'created') throw new Error(`not created: ${created.kind}`);
      return created.room;
    }),
  );
});

afterEach(async () => {
  await roomtone?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The rooms that we are seen in. */
async function seenIn(): Promise<string[]> {
  const { occupants } = await roomtone.api.workspace.snapshot();
  return occupants.filter(({ isSelf }) => isSelf).map(({ channelId }) => channelId);
}

async function upInBoth(): Promise<void> {
  await until('the call', () => (call.kind === 'active' && call.phase === 'ready' ? true : undefined));
  await until('the further room', () => (live.broadcast?.[0]?.phase === 'ready' ? true : undefined));
}

test('a recording that a killed engine cut off goes on in the same session, with the gap marked', async () => {
  const { api } = roomtone;
  const [main] = rooms;
  if (!main) throw new Error('the room is missing');
  expect(await api.calls.join(main)).toMatchObject({ kind: 'joined' });
  const recordingId = await until('a recording', async () => {
    if (call.kind === 'active' && call.phase === 'ready')
      return (await api.calls.startRecording()).recordingId;
    return undefined;
  });
  await api.calls.addMarker({ text: 'before' });
  // What is on disk then is what there will be.
  await pause(1_500);
  engines[0]?.kill('SIGKILL');
  await until('the loss', () => (call.kind === 'active' && call.phase === 'reconnecting' ? true : undefined));
  expect(call).toMatchObject({ recording: { kind: 'recording', recordingId } });
  await until('the return', () => (call.kind === 'active' && call.phase === 'ready' ? true : undefined));
  await pause(1_000);
  await api.calls.addMarker({ text: 'after' });
  await pause(500);
  await api.calls.stopRecording();
  const whole = await until('the recording in the library', async () => {
    const summary = (await api.recordings.list()).find((one) => one.recordingId === recordingId);
    return summary && summary.health.kind !== 'recording' && summary.health.kind !== 'damaged'
      ? summary
      : undefined;
  });
  expect(whole.durationMs).toBeGreaterThan(3_000);
  const { journal } = await api.recordings.open({ recordingId });
  const told = journal
    .filter(({ kind, text }) => kind === 'marker' || text.startsWith('Goes on after'))
    .map(({ kind, text }) => (kind === 'marker' ? text : 'gap'));
  expect(told).toEqual(['before', 'gap', 'after']);
  expect(await api.recordings.list()).toHaveLength(1);
}, 60_000);

test('a deck on air goes on where its engine was killed, and the second time stays there, paused', async () => {
  const { api } = roomtone;
  const [main] = rooms;
  if (!main) throw new Error('the room is missing');
  const path = join(dataDir, 'long.wav');
  const source = 'sine=frequency=440:duration=120';
  await promisify(execFile)('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', source, path]);
  const { items } = await api.live.openDropped({ paths: [path] });
  const itemId = items[0]?.itemId ?? expect.fail('the file was refused');
  /** What the deck was said to be, one after the other, and whether we were in the room then. */
  const said: (DeckState & { inRoom: boolean })[] = [];
  api.live.onChanged(({ console }) => {
    const inRoom = call.kind === 'active' && call.phase === 'ready';
    if (console) said.push({ ...console.decks[0], inRoom });
  });
  const last = () => said.at(-1) ?? expect.fail('nothing was said');
  expect(await api.calls.join(main)).toMatchObject({ kind: 'joined' });
  await api.live.load({ deckId: 'a', itemId, play: true });
  await until('two seconds of it', () => (last()?.positionMs > 2_000 ? true : undefined));

  const before = last().positionMs;
  engines[0]?.kill('SIGKILL');
  await until('the loss', () => (call.kind === 'active' && call.phase === 'reconnecting' ? true : undefined));
  said.length = 0;
  await until('the return', () => (call.kind === 'active' && call.phase === 'ready' ? true : undefined));
  const again = await until('the programme', () => said.find(({ status }) => status === 'playing'));
  expect(said.filter(({ status, inRoom }) => status === 'playing' && !inRoom)).toEqual([]);
  expect(Math.min(...said.map(({ positionMs }) => positionMs))).toBeGreaterThanOrEqual(before);
  expect(again.positionMs).toBeLessThan(before + 1_000);
  await until('a second more of it', () => (last()?.positionMs > before + 1_000 ? true : undefined));

  const then = last().positionMs;
  engines[1]?.kill('SIGKILL');
  await until('the end', () => (call.kind === 'ended' ? true : undefined));
  await until('the deck', () => (last()?.status === 'paused' ? true : undefined));
  said.length = 0;
  expect(await api.calls.join(main)).toMatchObject({ kind: 'joined' });
  await pause(1_000);
  const { console } = await api.live.state();
  expect(console.decks[0]).toMatchObject({ status: 'paused', itemId });
  expect(console.decks[0].positionMs).toBeGreaterThanOrEqual(then);
  expect(said.some(({ status }) => status === 'playing')).toBe(false);
}, 60_000);

test('after its engine was killed the app leaves its rooms, comes back once, and the second time stays out', async () => {
  const { api } = roomtone;
  const [main, further] = rooms;
  if (!main || !further) throw new Error('rooms are missing');
  expect(await api.calls.join(main)).toMatchObject({ kind: 'joined' });
  expect(await api.live.joinBroadcast(further)).toEqual({ kind: 'joining' });
  await upInBoth();
  const left: string[] = [];
  api.workspace.onChanged(({ changes }) => {
    for (const change of changes) if (change.type === 'occupantRemoved') left.push(change.guildId);
  });

  engines[0]?.kill('SIGKILL');
  await until('the loss', () => (call.kind === 'active' && call.phase === 'reconnecting' ? true : undefined));
  await until('goodbyes', () => (new Set(left).size === 2 ? true : undefined));
  await upInBoth();
  expect(engines).toHaveLength(2);
  expect((await seenIn()).sort()).toEqual([main.channelId, further.channelId].sort());

  engines[1]?.kill('SIGKILL');
  await until('the end', () => (call.kind === 'ended' ? true : undefined));
  expect(call).toMatchObject({ error: { code: 'voice/engine-crashed' } });
  await until('nobody of us anywhere', async () => ((await seenIn()).length === 0 ? true : undefined));
  expect((await api.live.state()).broadcast).toMatchObject([
    { phase: 'ended', error: { code: 'voice/engine-crashed' } },
  ]);
}, 60_000);
