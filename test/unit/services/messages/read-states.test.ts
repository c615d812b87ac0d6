import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reduce } from '../../../../src/main/discord/cache/reduce';
import { type CacheState, EMPTY_CACHE } from '../../../../src/main/discord/cache/state';
import { createReadStates } from '../../../../src/main/services/messages/read-states';
import { parseDispatch } from '../../../../src/shared/discord/wire/dispatch';
import { SteppedClock } from '../../../support/stepped-clock';

const step = (state: CacheState, t: string, d: unknown) => {
  const parsed = parseDispatch(t, d);
  if (parsed.kind !== 'dispatch') throw new Error(parsed.kind);
  return reduce(state, parsed.dispatch, 0).state;
};
const guild = (last: string | null) => {
  const ready = step(EMPTY_CACHE, 'READY', {
    user: { id: '5', username: 'bot' },
    session_id: 's',
    guilds: [],
  });
  return step(ready, 'GUILD_CREATE', {
    id: '1',
    name: 'Guild',
    owner_id: '9',
    channels: [
      { id: '30', type: 0, name: 'talk', last_message_id: last },
      { id: '31', type: 15, name: 'forum', last_message_id: '500' },
    ],
  });
};

describe('read marks', () => {
  let folder: string;
  let path: string;
  let clock: SteppedClock;
  let troubles: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-marks-'));
    path = join(folder, 'marks.json');
    clock = new SteppedClock();
    troubles = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = () => createReadStates({ path, clock, onTrouble: (what) => troubles.push(what) });
  const theirs = (messageId: string, mentionsSelf = false) => ({
    channelId: '30',
    messageId,
    isSelf: false,
    mentionsSelf,
  });

  it('begin where the channel is, and leave forums to their posts', async () => {
    const marks = open();
    await marks.load();
    marks.reconcile(guild('100'));

    expect(marks.list(guild('100'))).toEqual([
      { channelId: '30', guildId: '1', lastMessageId: '100', lastReadId: '100', unread: 0, mentions: 0 },
    ]);
    await marks.flush();
  });

  it('join what is in the file with what arrives while it is read', async () => {
    const first = open();
    await first.load();
    first.reconcile(guild('100'));
    first.arrived(theirs('101', true));
    await first.flush();

    const second = open();
    const loading = second.load();
    second.arrived(theirs('102'));
    expect(second.reconcile(guild('102'))).toEqual([]);
    await loading;
    second.reconcile(guild('102'));
    expect(second.one(guild('102'), '30')).toMatchObject({ lastReadId: '100', unread: 2, mentions: 1 });
    await second.flush();
    expect(JSON.parse(await readFile(path, 'utf8')).channels['30']).toMatchObject({ unread: 2 });
  });

  it('count no event twice, and nothing older than the newest', async () => {
    const marks = open();
    await marks.load();
    marks.reconcile(guild('100'));
    for (const id of ['101', '101', '99']) marks.arrived(theirs(id));

    expect(marks.one(guild('101'), '30')).toMatchObject({ unread: 1, lastMessageId: '101' });
    await marks.flush();
  });

  it('of a damaged file cost nothing but themselves', async () => {
    await writeFile(path, '{"version":1,"channels":{"30":{"unread":-1},"31":');
    const marks = open();
    expect(await marks.load()).toEqual([]);
    expect(troubles).toEqual(['the file of read marks is damaged']);
    marks.reconcile(guild('100'));
    expect(marks.one(guild('100'), '30')).toMatchObject({ unread: 0 });
    await marks.flush();
    expect(JSON.parse(await readFile(path, 'utf8')).channels['30']).toMatchObject({ lastReadId: '100' });
  });

  it('are written a moment after the last change, and leave no timer behind', async () => {
    const marks = open();
    await marks.load();
    marks.reconcile(guild('100'));
    expect(clock.pendingTimers).toBe(1);
    await marks.flush();

    expect(clock.pendingTimers).toBe(0);
    expect(troubles).toEqual([]);
  });
});
