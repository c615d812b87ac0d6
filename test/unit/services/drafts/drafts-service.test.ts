import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_BODY } from '@shared/models/message-body';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscordSession, SessionSource } from '../../../../src/main/discord/session';
import { createDraftsService } from '../../../../src/main/services/drafts';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

const KEY = 'channel:1';
const aBody = (content: string) => ({ ...EMPTY_BODY, content });

/** The disk of a busy machine takes its time. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000, interval: 10 });

describe('drafts', () => {
  let folder: string;
  let clock: SteppedClock;
  let userId: string | null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-drafts-'));
    clock = new SteppedClock();
    userId = '1';
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const sessions: SessionSource = {
    get current() {
      // Only what names the account is looked at.
      const session: Partial<DiscordSession> = {
        target: 'discord',
        userId: userId ?? '',
        baseUrl: 'https://x',
      };
      return userId === null ? null : (session as DiscordSession);
    },
    onChanged: () => () => undefined,
  };
  const open = () => createDraftsService({ dataDir: folder, sessions, clock, logger: silentLogger });

  it('keep title and tags of a post, and are read without them as before', async () => {
    const drafts = await open();
    const post = { title: 'Doors', tagIds: ['9'] };
    drafts.save({ key: 'post:3', body: aBody('At seven'), post, baseRevision: 0 });
    drafts.save({ key: KEY, body: aBody('Hello'), baseRevision: 0 });
    await drafts.close();
    const kept = JSON.parse(await readFile(join(folder, 'drafts.json'), 'utf8'));
    for (const of of Object.values<Record<string, { post?: unknown }>>(kept.accounts)) delete of[KEY]?.post;
    await writeFile(join(folder, 'drafts.json'), JSON.stringify(kept));
    const list = (await open()).list();
    expect(list.find(({ key }) => key === 'post:3')?.post).toEqual(post);
    expect(list.find(({ key }) => key === KEY)).toMatchObject({ post: null, body: { content: 'Hello' } });
  });

  it('are on disk half a second after the last word, without being closed', async () => {
    const drafts = await open();
    drafts.save({ key: KEY, body: aBody('H'), baseRevision: 0 });
    drafts.save({ key: KEY, body: aBody('Hello'), baseRevision: 1 });
    clock.advance(500);
    await eventually(async () => (await open()).list()).toMatchObject([
      { body: { content: 'Hello' }, revision: 2 },
    ]);
    await drafts.close();
  });

  it('are on disk when the app closes before that', async () => {
    const drafts = await open();
    drafts.save({ key: KEY, body: aBody('Bye'), baseRevision: 0 });
    await drafts.close();
    expect((await open()).list()).toMatchObject([{ body: { content: 'Bye' } }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that grew from an older one keep both', async () => {
    const drafts = await open();
    drafts.save({ key: KEY, body: aBody('from here'), baseRevision: 0 });
    const saved = drafts.save({ key: KEY, body: aBody('from there'), baseRevision: 0 });
    expect(saved).toMatchObject({
      draft: { key: KEY, body: { content: 'from there' }, revision: 2 },
      conflict: { key: `${KEY}~2`, body: { content: 'from here' } },
    });
    expect(
      drafts
        .list()
        .map(({ body }) => body.content)
        .sort(),
    ).toEqual(['from here', 'from there']);
    await drafts.close();
  });

  it('of the same words are no conflict', async () => {
    const drafts = await open();
    drafts.save({ key: KEY, body: aBody('same'), baseRevision: 0 });
    expect(drafts.save({ key: KEY, body: aBody('same'), baseRevision: 0 }).conflict).toBeNull();
    await drafts.close();
  });

  it('belong to their account; signed out, those of the last are shown and added to', async () => {
    const drafts = await open();
    drafts.save({ key: KEY, body: aBody('of one'), baseRevision: 0 });
    userId = '2';
    expect(drafts.list()).toEqual([]);
    drafts.save({ key: KEY, body: aBody('of two'), baseRevision: 0 });
    userId = null;
    expect(drafts.list()).toMatchObject([{ body: { content: 'of two' } }]);
    drafts.save({ key: 'channel:9', body: aBody('offline'), baseRevision: 0 });
    userId = '2';
    expect(drafts.list()).toHaveLength(2);
    await drafts.close();
  });

  it('that are discarded are gone', async () => {
    const drafts = await open();
    drafts.save({ key: KEY, body: aBody('x'), baseRevision: 0 });
    drafts.discard({ key: KEY });
    await drafts.close();
    expect((await open()).list()).toEqual([]);
  });

  it('in a damaged file are set aside, not written over', async () => {
    await writeFile(join(folder, 'drafts.json'), '{"version":1,"acc');
    const drafts = await open();
    drafts.save({ key: KEY, body: aBody('new'), baseRevision: 0 });
    await drafts.close();
    const names = await readdir(folder);
    expect(names.some((name) => name.startsWith('drafts.json.damaged-'))).toBe(true);
    expect((await open()).list()).toMatchObject([{ body: { content: 'new' } }]);
  });
});
