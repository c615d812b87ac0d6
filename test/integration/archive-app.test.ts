import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportState, TimelineEvent } from '@shared/models/archive';
import { expect, onTestFinished, test } from 'vitest';
import { aQuery, aTimeline } from '../support/archive-kit';
import { startHeadless, until } from '../support/headless';

test('the whole app keeps what is done with it, exports it, and shows it signed out', {
  timeout: 60_000,
}, async () => {
  let savePath: string | null = null;
  const { api, close, dataDir } = await startHeadless({ savePath: () => savePath });
  onTestFinished(close);
  expect(await api.archive.status()).toMatchObject({ state: 'off', messages: 0 });
  await expect(api.archive.search({ ...aQuery(), before: null, limit: 5 })).rejects.toMatchObject({
    code: 'archive/empty',
  });

  const grown: TimelineEvent[] = [];
  const exports: ExportState[] = [];
  api.archive.onTimelineGrew(({ events }) => grown.push(...events));
  api.archive.onExportChanged((state) => exports.push(state));
  expect(await api.accounts.startPractice({ seed: 4 })).toMatchObject({ kind: 'connected' });
  const [guild] = (await api.workspace.snapshot()).guilds;
  if (!guild) throw new Error('no guild');
  const made = await api.rooms.create({
    guildId: guild.guildId,
    name: 'Kept room',
    userLimit: 0,
    bitrateBps: null,
    categoryId: null,
  });
  if (made.kind !== 'created') throw new Error(made.kind);
  const { channelId } = made.room;
  expect(await api.rooms.end({ channelId })).toEqual({ kind: 'ended' });

  const { connection } = await api.accounts.snapshot();
  if (connection.kind !== 'connected') throw new Error(connection.kind);
  const self = connection.user;
  // A line that is told again, now with who it was, stands for the one before.
  const ofRoom = () => [
    ...new Map(
      grown.filter((event) => event.channelId === channelId).map((event) => [event.eventId, event]),
    ).values(),
  ];
  await until('both lines, signed', () =>
    ofRoom().filter(({ actorId }) => actorId === self.userId).length >= 2 ? true : undefined,
  );
  const common = {
    ...{ channelName: 'Kept room', guildId: guild.guildId },
    ...{ actorId: self.userId, actorName: self.displayName },
  };
  expect(ofRoom()).toMatchObject([
    { kind: 'roomOpened', ...common },
    { kind: 'roomEnded', ...common },
  ]);
  const any = { guildId: null, userId: null, kinds: [], fromMs: null, toMs: null };
  const query = { ...any, channelId };
  const what = { kind: 'timeline' as const, query };
  expect(await api.archive.export({ what, format: 'csv', title: 'Kept: room' })).toBeNull();
  savePath = join(dataDir, 'timeline.csv');
  await api.archive.export({ what, format: 'csv', title: 'Kept: room' });
  await until('the file', () => exports.find((state) => state.state.kind === 'written'));
  expect(readFileSync(savePath, 'utf8')).toContain('roomOpened,Kept room');

  await api.accounts.signOut();
  await until('reading', async () => ((await api.archive.status()).state === 'reading' ? true : undefined));
  const page = await api.archive.timeline(aTimeline({ kinds: ['roomOpened'] }));
  expect(page.events.some((event) => event.channelName === 'Kept room')).toBe(true);
});
