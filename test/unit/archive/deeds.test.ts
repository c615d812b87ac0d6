import { expect, test } from 'vitest';
import type { ArchiveWrite } from '../../../src/main/archive';
import {
  ANNA,
  aQuery,
  aTimeline,
  BEN,
  GUILD,
  idAt,
  messageWrite,
  OTHER_ROOM,
  openArchive,
  ROOM,
  T0,
} from '../../support/archive-kit';

const MOD = '850';
type Deed = Extract<ArchiveWrite, { t: 'deed' }>;

const deed = (over: Partial<Deed>): ArchiveWrite => ({
  t: 'deed',
  ...{ atMs: T0, guildId: GUILD, actorId: MOD, verb: 'other', name: null, reason: null, kinds: [] },
  ...{ channelId: null, userId: null, messageId: null, count: 1, otherwise: 'line' },
  ...over,
});
const voice = (userId: string, channelId: string | null, atMs: number, flags = 0): ArchiveWrite => ({
  ...{ t: 'voice', atMs, guildId: GUILD, userId, channelId, flags },
});
const gone = (atMs: number, ...messageIds: string[]): ArchiveWrite => ({
  ...{ t: 'messagesGone', atMs, channelId: ROOM, guildId: GUILD, messageIds, actorId: null },
});
const mod: ArchiveWrite = {
  t: 'user',
  user: { userId: MOD, username: 'mod', globalName: 'Mod', avatar: null, bot: false },
};

async function lines(kit: Awaited<ReturnType<typeof openArchive>>, over = {}) {
  const { events } = await kit.archive.handle('timeline', aTimeline(over));
  return events.map(({ kind, userId, actorName, detail, reason }) => ({
    kind,
    userId,
    actorName,
    detail,
    reason,
  }));
}

for (const order of ['the event first', 'the deed first'] as const) {
  test(`a deletion is told by whom, ${order}`, async () => {
    const kit = await openArchive();
    const id = idAt(T0);
    await kit.write(mod, messageWrite({ id, content: 'rude' }));
    const told = deed({
      kinds: ['messageDeleted'],
      userId: ANNA,
      channelId: ROOM,
      reason: 'rude',
      verb: 'messagesDeleted',
    });
    const happened = gone(T0 + 50, id);
    const [first, second] = order === 'the event first' ? [happened, told] : [told, happened];
    await kit.write(first as ArchiveWrite);
    const { events: announced } = await kit.write(second as ArchiveWrite);
    expect(announced).toMatchObject([
      { kind: 'messageDeleted', actorId: MOD, actorName: 'Mod', reason: 'rude' },
    ]);
    const { hits } = await kit.archive.handle('search', {
      ...{ query: aQuery({ includeDeleted: true }), before: null, limit: 5 },
    });
    expect(hits).toMatchObject([{ deletedMs: T0 + 50, deletedBy: { userId: MOD, name: 'Mod' } }]);
    expect(await lines(kit)).toHaveLength(1);
  });
}

test('many deleted at once belong to whoever did it, and one deleted before does not', async () => {
  const kit = await openArchive();
  const ids = [0, 1, 2].map((n) => idAt(T0, n));
  await kit.write(mod, ...ids.map((id) => messageWrite({ id })));
  await kit.write(gone(T0 + 1_000, String(ids[0])), gone(T0 + 2_000, String(ids[1]), String(ids[2])));
  await kit.write(
    deed({ atMs: T0 + 2_100, kinds: ['messageDeleted'], channelId: ROOM, verb: 'messagesDeleted' }),
  );
  const { hits } = await kit.archive.handle('search', {
    ...{ query: aQuery({ includeDeleted: true }), before: null, limit: 5 },
  });
  expect(hits.map(({ deletedBy }) => deletedBy?.userId ?? null)).toEqual([MOD, MOD, null]);
});

test('a move is signed for the room it led to, another is not', async () => {
  const kit = await openArchive();
  await kit.write(mod, voice(ANNA, ROOM, T0), voice(BEN, OTHER_ROOM, T0));
  await kit.write(voice(ANNA, OTHER_ROOM, T0 + 10), voice(BEN, ROOM, T0 + 20));
  await kit.write(deed({ atMs: T0 + 30, kinds: ['moved'], channelId: OTHER_ROOM, verb: 'moved' }));
  expect(await lines(kit, { kinds: ['moved'] })).toMatchObject([
    { userId: BEN, actorName: null },
    { userId: ANNA, actorName: 'Mod', detail: ROOM },
  ]);
});

test('when anybody of several could be meant, nobody is named', async () => {
  const kit = await openArchive();
  await kit.write(mod, voice(ANNA, ROOM, T0), voice(BEN, ROOM, T0));
  await kit.write(voice(ANNA, null, T0 + 10), voice(BEN, null, T0 + 20));
  await kit.write(deed({ atMs: T0 + 30, kinds: ['left'], verb: 'disconnected' }));
  expect(await lines(kit, { kinds: ['left'] })).toMatchObject([{ actorName: null }, { actorName: null }]);
  expect((await lines(kit))[0]).toMatchObject({ kind: 'deed', actorName: 'Mod', detail: 'disconnected' });
});

test('who mutes themselves is not signed by who mutes others', async () => {
  const kit = await openArchive();
  await kit.write(mod, voice(ANNA, ROOM, T0));
  await kit.write(deed({ atMs: T0, kinds: ['muted'], userId: ANNA, verb: 'muted' }));
  await kit.write(voice(ANNA, ROOM, T0 + 10, 1));
  await kit.write(voice(ANNA, ROOM, T0 + 20, 0), voice(ANNA, ROOM, T0 + 30, 4));
  expect(await lines(kit, { kinds: ['muted'] })).toMatchObject([
    { detail: 'server', actorName: 'Mod' },
    { detail: null, actorName: null },
  ]);
});

test('a deed whose event does not come is a line of its own, and one of long ago signs nothing', async () => {
  const kit = await openArchive();
  await kit.write(mod, voice(ANNA, ROOM, T0));
  await kit.write(deed({ kinds: ['muted'], userId: ANNA, verb: 'muted', reason: 'noise' }));
  await kit.write({ t: 'heartbeat', atMs: T0 + 5_000 });
  expect(await kit.happened()).toEqual(['joined']);
  await kit.write({ t: 'heartbeat', atMs: T0 + 15_000 }, voice(ANNA, ROOM, T0 + 16_000, 4));
  expect(await lines(kit)).toMatchObject([
    { kind: 'muted', actorName: null },
    { kind: 'deed', detail: 'muted', userId: ANNA, actorName: 'Mod', reason: 'noise' },
    { kind: 'joined' },
  ]);
});

test('asking for deeds finds signed lines too; forgetting somebody leaves nothing of what they did', async () => {
  const kit = await openArchive();
  const id = idAt(T0);
  await kit.write(mod, messageWrite({ id }), gone(T0 + 1, id));
  await kit.write(
    deed({ kinds: ['messageDeleted'], userId: ANNA, verb: 'messagesDeleted', reason: 'as Mod said' }),
  );
  await kit.write(
    deed({ verb: 'roleCreated', name: 'Hosts' }),
    deed({ kinds: ['left'], userId: BEN, verb: 'kicked' }),
  );
  expect((await lines(kit, { kinds: ['deed'] })).map(({ kind }) => kind)).toEqual(['deed', 'messageDeleted']);
  await kit.archive.handle('forget', { userId: MOD, nowMs: T0 });
  expect(await lines(kit)).toMatchObject([
    { kind: 'deed', actorName: null, reason: null },
    { kind: 'messageDeleted', actorName: null, reason: null },
  ]);
  await kit.write(deed({ verb: 'roleDeleted' }), { t: 'heartbeat', atMs: T0 + 60_000 });
  expect(await kit.happened()).toEqual(['messageDeleted', 'deed']);
});

test('what is told twice is one deed: the second finds its line signed, and is not told by itself', async () => {
  const kit = await openArchive();
  await kit.write(mod, voice(ANNA, ROOM, T0));
  const known = { kinds: ['moved'], channelId: OTHER_ROOM, verb: 'moved', count: 1 };
  await kit.write(deed({ ...known, userId: ANNA, otherwise: 'wait' }));
  await kit.write(voice(ANNA, OTHER_ROOM, T0 + 10), deed({ ...known, atMs: T0 + 20, otherwise: 'drop' }));
  await kit.write(voice(BEN, ROOM, T0 + 30), voice(BEN, OTHER_ROOM, T0 + 40), {
    t: 'heartbeat',
    atMs: T0 + 60_000,
  });
  expect(await lines(kit)).toMatchObject([
    { kind: 'moved', userId: BEN, actorName: null },
    { kind: 'joined' },
    { kind: 'moved', userId: ANNA, actorName: 'Mod' },
    { kind: 'joined' },
  ]);
});
