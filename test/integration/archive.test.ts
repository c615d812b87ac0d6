import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChannelId } from '@shared/discord/snowflake';
import type { BackfillState, ExportState, TimelineEvent } from '@shared/models/archive';
import { expect, onTestFinished, test } from 'vitest';
import { createInProcessArchiveHost } from '../../src/main/archive-process/in-process';
import { EMPTY_CACHE } from '../../src/main/discord/cache/state';
import { routes } from '../../src/main/discord/rest';
import { type ArchiveService, createArchiveService } from '../../src/main/services/archive';
import { toMessageView } from '../../src/main/services/messages';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { aQuery, aTimeline } from '../support/archive-kit';
import { until } from '../support/headless';
import { control, InProcessPracticeHost, startCore, startQuietServer } from './core-support';
import { connectDesk, type Desk } from './desk-support';

/** The desk on a practice server, with an archive beside it as app.ts puts it there. */
interface ArchiveDesk {
  desk: Desk;
  archive: ArchiveService;
  events: TimelineEvent[];
  exports: ExportState[];
  savePath: string;
  found(text: string): Promise<string[]>;
}

async function openArchiveOf(desk: Desk, savePath: string) {
  const host = createInProcessArchiveHost();
  const archive = await createArchiveService({
    sessions: desk.core.accounts.sessions,
    clock: systemClock,
    dataDir: desk.core.dataFolder,
    host,
    logger: silentLogger,
    describeMessage: (message) =>
      toMessageView(desk.core.accounts.sessions.current?.cache.state ?? EMPTY_CACHE, message),
    saveDialog: async () => savePath,
  });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await archive.close();
    await host.close();
  };
  onTestFinished(close);
  return { archive, close };
}

async function startArchiveDesk(messages = 0): Promise<ArchiveDesk> {
  const server = await startQuietServer({
    identifyIntervalMs: 0,
    limits: { buckets: { '*': null }, globalPerSecond: null },
    ...(messages === 0 ? {} : { messages }),
  });
  const desk = await connectDesk(server, await startCore(new InProcessPracticeHost()));
  onTestFinished(() => desk.close());
  const savePath = join(desk.core.dataFolder, 'export.out');
  const { archive } = await openArchiveOf(desk, savePath);
  const events: TimelineEvent[] = [];
  const exports: ExportState[] = [];
  archive.onTimeline((grown) => events.push(...grown.events));
  archive.onExport((state) => exports.push(state));
  const found = async (text: string) => {
    const { hits } = await archive.search({ ...aQuery({ text }), before: null, limit: 50 });
    return hits.map((hit) => hit.message.content);
  };
  return { desk, archive, events, exports, savePath, found };
}

const voiceOf = (desk: Desk, person: number, channelId: string | null) =>
  control(desk.server, 'POST', `/members/${desk.person(person)}/voice`, { channelId });

test('keeps what is written, edited and deleted, and finds it, signed out too', async () => {
  const { desk, archive, found } = await startArchiveDesk();
  const mine = await desk.send('the kettle is on');
  const other = await desk.theirs('who put the kettle there?');
  await until('both', async () => ((await found('kettle')).length === 2 ? true : undefined));

  await desk
    .session()
    .rest.request(routes.editMessage(desk.channelId, mine, { content: 'the teapot is on' }));
  await desk.session().rest.request(routes.deleteMessage(desk.channelId, other));
  await until('the edit', async () => ((await found('teapot')).length === 1 ? true : undefined));
  await until('the deletion', async () => ((await found('kettle')).length === 0 ? true : undefined));
  await desk.core.accounts.signOut();

  const query = { ...aQuery({ channelId: desk.channelId, includeDeleted: true }), before: null, limit: 10 };
  const { hits } = await archive.search(query);
  expect(hits.slice(0, 2)).toMatchObject([
    {
      message: { content: 'who put the kettle there?', author: { isSelf: false } },
      deletedAtMs: expect.any(Number),
    },
    {
      message: { content: 'the teapot is on' },
      deletedAtMs: null,
      versions: [{ content: 'the kettle is on' }],
    },
  ]);
  expect(hits[0]?.channelName).not.toBe('');
  expect(await archive.status()).toMatchObject({ state: 'reading', messages: 2 });
});

test('keeps who was in which room, tells it live, and counts it', async () => {
  const { desk, archive, events, exports, savePath } = await startArchiveDesk();
  const rooms = desk.core.workspace.snapshot().rooms;
  const [first, second] = [rooms[0]?.channelId, rooms[1]?.channelId];
  if (!first || !second) throw new Error('a practice server has two rooms');
  const startMs = Date.now();
  await voiceOf(desk, 1, first);
  await voiceOf(desk, 2, first);
  await voiceOf(desk, 1, second);
  await voiceOf(desk, 1, null);
  const told = () => events.filter((event) => event.userId === desk.person(1)).map((event) => event.kind);
  await until('all of it', () => (told().length === 3 ? true : undefined));
  expect(told()).toEqual(['joined', 'moved', 'left']);

  const page = await archive.timeline(aTimeline({ userId: desk.person(1), kinds: ['moved'] }));
  expect(page.events).toMatchObject([{ channelId: second, detail: first, certain: true }]);
  const period = {
    guildId: desk.guildId,
    channelId: null,
    fromMs: startMs - 1_000,
    toMs: Date.now() + 1_000,
  };
  const attendance = await archive.attendance(period);
  const visits = attendance.people.find((person) => person.userId === desk.person(1));
  expect(visits).toMatchObject({ visits: 2, rooms: 2, certain: true });
  expect(attendance.people.find((person) => person.userId === desk.person(2))?.visits).toBe(1);

  await archive.export({
    what: { kind: 'attendance', query: period },
    format: 'markdown',
    title: 'Who came',
  });
  await until('the file', () => exports.find((state) => state.state.kind === 'written'));
  expect(readFileSync(savePath, 'utf8')).toContain(`# Who came`);
});

test('fetches the history of a channel page by page, resumes where it was paused, and ends complete', async () => {
  const { desk, archive } = await startArchiveDesk(650);
  const channelId = ChannelId.parse(desk.server.world.longHistory?.channelId);
  const kept = async () => (await archive.channels()).find((channel) => channel.channelId === channelId);
  const pages: BackfillState[] = [];
  const release = archive.onBackfill(({ state }) => {
    pages.push(state);
    if (state.kind === 'running' && state.fetched >= 200) void archive.pauseBackfill({ channelId });
  });
  await archive.startBackfill({ channelId });
  await until('the pause', async () => ((await kept())?.backfill.kind === 'paused' ? true : undefined));
  release();
  const paused = (await kept())?.messages ?? 0;
  expect(paused).toBeGreaterThanOrEqual(200);
  expect(paused).toBeLessThan(650);

  const before = desk.session().rest.counters().requests;
  await archive.startBackfill({ channelId });
  await until('the end', async () => ((await kept())?.backfill.kind === 'complete' ? true : undefined));
  const used = desk.session().rest.counters().requests - before;
  // What was there is not fetched again: a request a page of what was missing, and one more for the beginning.
  expect(used).toBeLessThanOrEqual(Math.ceil((650 - paused) / 100) + 1);
  expect((await kept())?.messages).toBe(650);
});

test('says why the history of a channel cannot be fetched', async () => {
  const { desk, archive } = await startArchiveDesk();
  await desk.deny('READ_MESSAGE_HISTORY', 'VIEW_CHANNEL');
  await archive.startBackfill({ channelId: desk.channelId });
  const stopped = await until('the reason', async () => {
    const channel = (await archive.channels()).find((each) => each.channelId === desk.channelId);
    return channel?.backfill.kind === 'stopped' ? channel.backfill : undefined;
  });
  expect(stopped.reason).toContain('Read Message History');
});

test('fills the hole that was left while nobody was connected', async () => {
  const { desk, archive } = await startArchiveDesk(120);
  const channelId = ChannelId.parse(desk.server.world.longHistory?.channelId);
  const kept = async () => (await archive.channels()).find((channel) => channel.channelId === channelId);
  await archive.startBackfill({ channelId });
  await until('the whole', async () => ((await kept())?.backfill.kind === 'complete' ? true : undefined));
  const { server } = desk;
  await desk.core.accounts.signOut();
  await desk.theirs('said while you were away', { channelId });
  const outcome = await desk.core.accounts.connectBot({
    token: server.token,
    baseUrl: server.rest,
    label: null,
    remember: false,
  });
  expect(outcome.kind).toBe('connected');
  await until('the hole', async () => ((await kept())?.messages === 121 ? true : undefined));
  const page = await archive.timeline(aTimeline({ kinds: ['away'] }));
  expect(page.events.length).toBeGreaterThanOrEqual(1);
});
