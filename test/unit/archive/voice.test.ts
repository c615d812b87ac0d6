import { describe, expect, it } from 'vitest';
import type { ArchiveWrite } from '../../../src/main/archive';
import {
  ANNA,
  aTimeline,
  BEN,
  GUILD,
  idAt,
  OTHER_ROOM,
  openArchive,
  ROOM,
  T0,
} from '../../support/archive-kit';

const MIN = 60_000;
const voice = (userId: string, channelId: string | null, atMs: number, flags = 0): ArchiveWrite => ({
  t: 'voice',
  atMs,
  guildId: GUILD,
  userId,
  channelId,
  flags,
});
const connected = (atMs: number, fresh = true): ArchiveWrite => ({ t: 'connected', atMs, fresh });
const beat = (atMs: number): ArchiveWrite => ({ t: 'heartbeat', atMs });
const here = (atMs: number, ...who: [string, string][]): ArchiveWrite => ({
  t: 'voicesOf',
  atMs,
  guildId: GUILD,
  states: who.map(([userId, channelId]) => ({ userId, channelId, flags: 0, sinceMs: null })),
});
const attendance = (kit: Awaited<ReturnType<typeof openArchive>>, toMs: number) =>
  kit.archive.handle('attendance', {
    guildId: GUILD as never,
    channelId: null,
    fromMs: T0,
    toMs,
    nowMs: toMs,
  });

describe('visits to rooms', () => {
  it('are counted per person and per room, with peaks and who met whom', async () => {
    const kit = await openArchive();
    await kit.write(
      connected(T0),
      voice(ANNA, ROOM, T0),
      voice(BEN, ROOM, T0 + 10 * MIN),
      voice(ANNA, OTHER_ROOM, T0 + 30 * MIN),
      voice(ANNA, null, T0 + 40 * MIN),
      voice(BEN, null, T0 + 60 * MIN),
    );
    const result = await attendance(kit, T0 + 120 * MIN);
    expect(result.people.map((p) => [p.userId, p.totalMs / MIN, p.visits, p.rooms, p.certain])).toEqual([
      [BEN, 50, 1, 1, true],
      [ANNA, 40, 2, 2, true],
    ]);
    expect(result.rooms.map((r) => [r.channelId, r.totalMs / MIN, r.people, r.peak, r.peakAtMs])).toEqual([
      [ROOM, 80, 2, 2, T0 + 10 * MIN],
      [OTHER_ROOM, 10, 1, 1, T0 + 30 * MIN],
    ]);
    expect(result.peak).toEqual({ people: 2, atMs: T0 + 10 * MIN });
    expect(result.overlaps).toMatchObject([{ userIds: [ANNA, BEN], ms: 20 * MIN }]);
    expect(await kit.happened()).toEqual(['joined', 'joined', 'moved', 'left', 'left']);
  });

  it('that end by moving on are told at the room that was left, too', async () => {
    const kit = await openArchive();
    await kit.write(connected(T0), voice(ANNA, ROOM, T0), voice(ANNA, OTHER_ROOM, T0 + MIN));
    const atRoom = async (channelId: string) => {
      const { events } = await kit.archive.handle('timeline', aTimeline({ channelId: channelId as never }));
      return events.map((event) => event.kind).filter((kind) => kind !== 'away');
    };
    expect(await atRoom(ROOM)).toEqual(['moved', 'joined']);
    expect(await atRoom(OTHER_ROOM)).toEqual(['moved']);
  });

  it('that were open when the app ended end at its last sign of life, marked uncertain', async () => {
    const first = await openArchive();
    await first.write(
      connected(T0),
      here(T0),
      voice(ANNA, ROOM, T0),
      voice(BEN, ROOM, T0),
      beat(T0 + 5 * MIN),
    );
    const kit = await first.restart();
    const back = T0 + 65 * MIN;
    await kit.write(connected(back), here(back, [ANNA, ROOM]));
    const result = await attendance(kit, back + 10 * MIN);
    expect(result.people.map((p) => [p.userId, p.totalMs / MIN, p.visits, p.certain])).toEqual([
      [ANNA, 15, 2, false],
      [BEN, 5, 1, false],
    ]);
    const { events } = await kit.archive.handle('timeline', aTimeline());
    const since = events.map((e) => [e.kind, e.userId, e.certain, e.sinceMs]);
    expect(since).toEqual([
      ['left', BEN, false, null],
      ['away', null, true, T0 + 5 * MIN],
      ['joined', BEN, true, null],
      ['joined', ANNA, true, null],
    ]);
  });

  it('go on over a short cut of the line, and what was missed is told as such', async () => {
    const kit = await openArchive();
    await kit.write(connected(T0), voice(ANNA, ROOM, T0), voice(BEN, ROOM, T0), beat(T0 + MIN));
    const back = T0 + MIN + 20_000;
    await kit.write(connected(back, false), here(back, [ANNA, ROOM], [BEN, OTHER_ROOM]));
    const result = await attendance(kit, T0 + 10 * MIN);
    expect(result.people.map((p) => [p.userId, p.visits, p.certain])).toEqual([
      [ANNA, 1, true],
      [BEN, 2, false],
    ]);
    const { events } = await kit.archive.handle('timeline', aTimeline({ limit: 1 }));
    expect(events[0]).toMatchObject({ kind: 'moved', userId: BEN, detail: ROOM, certain: false });
  });

  it('end with their room', async () => {
    const kit = await openArchive();
    const channel = { channelId: ROOM, guildId: GUILD, type: 2, name: 'Stage', parentId: null, status: null };
    await kit.write(
      { t: 'channel', atMs: T0, channel, opened: true },
      voice(ANNA, ROOM, T0),
      { t: 'channel', atMs: T0 + 1, channel: { ...channel, name: 'Late stage' }, opened: false },
      { t: 'channelGone', atMs: T0 + MIN, channelId: ROOM },
    );
    expect((await attendance(kit, T0 + 60 * MIN)).people[0]?.totalMs).toBe(MIN);
    expect(await kit.happened()).toEqual(['roomOpened', 'joined', 'roomRenamed', 'roomEnded']);
  });

  it('know when a room was made that was there after an absence, and say nothing of rooms older than the archive', async () => {
    const kit = await openArchive();
    const at = (channelId: string, name: string): ArchiveWrite => ({
      t: 'channel',
      atMs: T0 + 20 * MIN,
      channel: { channelId, guildId: GUILD, type: 2, name, parentId: null, status: null },
      opened: false,
    });
    const first = { ...at(idAt(T0 - 60 * MIN), 'Old'), atMs: T0 } as ArchiveWrite;
    await kit.write(
      connected(T0),
      first,
      at(idAt(T0 - 30 * MIN), 'Older than us'),
      at(idAt(T0 + 5 * MIN), 'New'),
    );
    const { events } = await kit.archive.handle('timeline', aTimeline());
    expect(events).toMatchObject([{ kind: 'roomOpened', channelId: idAt(T0 + 5 * MIN), atMs: T0 + 5 * MIN }]);
  });

  it('tell of muting, deafening, streams and cameras once each', async () => {
    const kit = await openArchive();
    await kit.write(
      voice(ANNA, ROOM, T0),
      voice(ANNA, ROOM, T0 + 1, 1),
      voice(ANNA, ROOM, T0 + 2, 1),
      voice(ANNA, ROOM, T0 + 3, 0),
      voice(ANNA, ROOM, T0 + 4, 4),
      voice(ANNA, ROOM, T0 + 5, 4 + 16),
      voice(ANNA, ROOM, T0 + 6, 3 + 4 + 16),
    );
    expect(await kit.happened()).toEqual([
      'joined',
      'muted',
      'unmuted',
      'muted',
      'streamStarted',
      'deafened',
    ]);
  });
});
