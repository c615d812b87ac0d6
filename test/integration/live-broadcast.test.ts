import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { BroadcastRoom, CheckId, CheckSheet, LiveState } from '@shared/models/live';
import type { RoomSummary } from '@shared/models/workspace';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HeadlessRoomtone, startHeadless, until } from '../support/headless';

let roomtone: HeadlessRoomtone;
let live: Partial<LiveState> = {};
const sheets: CheckSheet[] = [];
/** A room of one's own in each of three guilds. */
let rooms: RoomSummary[];

async function makeRoom(guildId: GuildId, name: string, userLimit = 0, bitrateBps: number | null = null) {
  const created = await roomtone.api.rooms.create({ guildId, name, userLimit, bitrateBps, categoryId: null });
  if (created.kind !== 'created') throw new Error(`not created: ${created.kind}`);
  return created.room;
}

function room(index: number): RoomSummary {
  const found = rooms[index];
  if (!found) throw new Error(`no room ${index}`);
  return found;
}

const broadcastIn = (guildId: string): BroadcastRoom | undefined =>
  live.broadcast?.find((one) => one.guildId === guildId);

beforeAll(async () => {
  roomtone = await startHeadless();
  roomtone.api.live.onChanged((change) => {
    live = { ...live, ...(change as Partial<LiveState>) };
    if (change.check) sheets.push(change.check);
  });
  await roomtone.api.accounts.startPractice({ seed: 5, size: { guilds: 3 } });
  const guilds = await until('three guilds', async () => {
    const { guilds, rooms } = await roomtone.api.workspace.snapshot();
    const complete = guilds.filter(({ guildId }) => rooms.some((one) => one.guildId === guildId));
    return complete.length >= 3 ? complete : undefined;
  });
  rooms = await Promise.all(guilds.map(({ guildId }) => makeRoom(guildId, 'Broadcast room')));
});

afterAll(() => roomtone?.close());

describe('a broadcast', () => {
  test('goes into rooms of several guilds, beside the call and after it', async () => {
    const { api } = roomtone;
    const [main, second, third] = [room(0), room(1), room(2)];
    expect(await api.calls.join(main)).toMatchObject({ kind: 'joined' });
    expect(await api.live.joinBroadcast(second)).toEqual({ kind: 'joining' });
    expect(await api.live.joinBroadcast(third)).toEqual({ kind: 'joining' });
    await until('both further rooms', () =>
      [second, third].every(({ guildId }) => broadcastIn(guildId)?.phase === 'ready') ? true : undefined,
    );
    expect(broadcastIn(second.guildId)).toMatchObject({ roomName: 'Broadcast room', error: null });
    // The others see us in all three, deaf where we only send.
    const inside = (await api.workspace.snapshot()).occupants.filter(({ isSelf }) => isSelf);
    expect(inside.map(({ channelId }) => channelId).sort()).toEqual(rooms.map((one) => one.channelId).sort());
    expect(inside.find(({ guildId }) => guildId === second.guildId)?.selfDeaf).toBe(true);

    await api.calls.leave();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(broadcastIn(second.guildId)?.phase).toBe('ready');
    await api.live.leaveBroadcast({ guildId: second.guildId });
    expect(await api.live.state()).toMatchObject({ broadcast: [{ guildId: third.guildId }] });
    await until('the room without us', async () => {
      const { occupants } = await api.workspace.snapshot();
      return occupants.some((one) => one.isSelf && one.guildId === second.guildId) ? undefined : true;
    });
    await api.live.leaveBroadcast({ guildId: third.guildId });
  });

  test('is refused with the reason where a room of that guild is taken', async () => {
    const { api } = roomtone;
    const [main, second] = [room(0), room(1)];
    const other = await makeRoom(main.guildId, 'Another room');
    await api.calls.join(main);
    expect(await api.live.joinBroadcast(other)).toEqual({ kind: 'guildTaken', roomName: 'Broadcast room' });
    await api.calls.leave();
    expect(await api.live.joinBroadcast(second)).toEqual({ kind: 'joining' });
    const beside = await makeRoom(second.guildId, 'Beside it');
    expect(await api.live.joinBroadcast(beside)).toEqual({ kind: 'guildTaken', roomName: 'Broadcast room' });
    // A call comes first: the broadcast gives its place in that guild up.
    expect(await api.calls.join(beside)).toMatchObject({ kind: 'joined' });
    expect((await api.live.state()).broadcast).toEqual([]);
    await api.calls.leave();
  });

  test('goes on in the room a moderator moves us to', async () => {
    const { api } = roomtone;
    const second = room(1);
    const other = await makeRoom(second.guildId, 'Moved here');
    await api.live.joinBroadcast(second);
    await until('the room', () => (broadcastIn(second.guildId)?.phase === 'ready' ? true : undefined));
    const { occupants } = await api.workspace.snapshot();
    const self = occupants.find((one) => one.isSelf && one.guildId === second.guildId);
    if (!self) throw new Error('not inside');
    await api.members.move({
      guildId: second.guildId,
      userId: self.userId,
      channelId: other.channelId,
      reason: null,
    });
    await until('the other room', () => {
      const now = broadcastIn(second.guildId);
      return now?.roomName === 'Moved here' && now.phase === 'ready' ? true : undefined;
    });
    await api.live.leaveBroadcast({ guildId: second.guildId });
  });
});

describe('the go-live check', () => {
  const only: CheckId[] = [
    'permissions',
    'room',
    'bitrate',
    'roundTrip',
    'dave',
    'clock',
    'disk',
    'ffmpeg',
    'microphone',
  ];
  const line = (sheet: CheckSheet, checkId: CheckId) =>
    sheet.lines.find((one) => one.checkId === checkId) ?? expect.fail(`no line ${checkId}`);

  test('is green with a figure for each, by a trial join that it says and ends', async () => {
    const { api } = roomtone;
    sheets.length = 0;
    const place = { guildId: room(0).guildId, channelId: room(0).channelId };
    const sheet = await api.live.check({ ...place, only });
    expect(sheet.finishedAtMs).not.toBeNull();
    for (const checkId of only) {
      expect(line(sheet, checkId).status, checkId).toMatch(checkId === 'microphone' ? 'skipped' : 'ok');
    }
    expect(line(sheet, 'roundTrip').figure).toBeLessThan(100);
    expect(line(sheet, 'roundTrip').notes).toContain('trialJoin');
    expect(line(sheet, 'dave').figure).toBeGreaterThanOrEqual(0);
    expect(line(sheet, 'bitrate').figure).toBe(64_000);
    expect(Math.abs(line(sheet, 'clock').figure ?? 9_999)).toBeLessThan(1_500);
    expect(line(sheet, 'disk').figure).toBeGreaterThan(0);
    // One after the other: never two under way.
    expect(sheets.every(({ lines }) => lines.filter(({ status }) => status === 'running').length <= 1)).toBe(
      true,
    );
    expect((await api.calls.state()).kind).not.toBe('active');
  });

  test('is red for a full room and a poor bitrate, and goes on with single lines', async () => {
    const { api } = roomtone;
    const poor = await makeRoom(room(0).guildId, 'Poor', 0, 16_000);
    const place = { guildId: poor.guildId, channelId: poor.channelId };
    const sheet = await api.live.check({ ...place, only: ['bitrate', 'permissions'] });
    expect(line(sheet, 'bitrate')).toMatchObject({ status: 'fail', figure: 16_000 });
    const again = await api.live.check({ ...place, only: ['room'] });
    expect(line(again, 'bitrate')).toMatchObject({ status: 'fail', figure: 16_000 });
    expect(line(again, 'room')).toMatchObject({ status: 'ok', figure: 0 });
  });

  test('takes nobody out of another room', async () => {
    const { api } = roomtone;
    await api.calls.join(room(1));
    const place = { guildId: room(0).guildId, channelId: room(0).channelId };
    const sheet = await api.live.check({ ...place, only: ['roundTrip'] });
    expect(line(sheet, 'roundTrip')).toMatchObject({ status: 'skipped', notes: ['inAnotherRoom'] });
    expect(await api.calls.state()).toMatchObject({
      kind: 'active',
      channelId: room(1).channelId as ChannelId,
    });
    await api.calls.leave();
  });

  test('gives up no room of a broadcast', async () => {
    const { api } = roomtone;
    const { guildId, channelId } = room(1);
    await api.live.joinBroadcast({ guildId, channelId });
    await until('the room', () => (broadcastIn(guildId)?.phase === 'ready' ? true : undefined));
    const sheet = await api.live.check({ guildId, channelId, only: ['roundTrip', 'dave'] });
    expect(line(sheet, 'roundTrip')).toMatchObject({ status: 'skipped', notes: ['broadcast'] });
    expect((await api.live.state()).broadcast).toMatchObject([{ guildId, phase: 'ready' }]);
    expect((await api.calls.state()).kind).not.toBe('active');
    await api.live.leaveBroadcast({ guildId });
  });

  test('leaves the room alone that is joined while it measures in one of its own', async () => {
    const { api } = roomtone;
    const place = { guildId: room(0).guildId, channelId: room(0).channelId };
    const running = api.live.check({ ...place, only: ['roundTrip', 'dave'] });
    await until('the trial', async () => ((await api.calls.state()).kind === 'active' ? true : undefined));
    expect(await api.calls.join(room(1))).toMatchObject({ kind: 'joined' });
    const { recordingId } = await api.calls.startRecording();
    await api.live.cancelCheck();
    await running;
    expect(await api.calls.state()).toMatchObject({
      kind: 'active',
      channelId: room(1).channelId as ChannelId,
      recording: { kind: 'recording', recordingId },
    });
    await api.calls.leave();
  });

  test('can be cancelled in the middle of a line', async () => {
    const { api } = roomtone;
    const place = { guildId: room(0).guildId, channelId: room(0).channelId };
    const running = api.live.check({ ...place, only: ['permissions', 'roundTrip', 'echo'] });
    await until('the echo line', () =>
      live.check && line(live.check, 'echo').status === 'running' ? true : undefined,
    );
    await api.live.cancelCheck();
    expect(line(await running, 'echo')).toMatchObject({ status: 'skipped', notes: ['cancelled'] });
    expect(line(await running, 'permissions').status).toBe('ok');
    expect((await api.calls.state()).kind).not.toBe('active');
  });
});
