import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import { draftOf } from '../../../src/renderer/state/drafts/apply';
import { DRAFT_DELAY_MS } from '../../../src/renderer/state/drafts/slice';
import { createAppStore } from '../../../src/renderer/state/store';
import { ChannelId } from '../../../src/shared/discord/snowflake';
import { EMPTY_BODY } from '../../../src/shared/models/body-basics';
import type { Draft } from '../../../src/shared/models/outbox';
import { createPracticeDouble } from '../../support/practice-double';

const KEY = 'channel:301';
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function start() {
  const double = createPracticeDouble({ signedIn: true });
  const disk = new Map<string, Draft>();
  double.answer('drafts.list', () => [...disk.values()]);
  double.answer('drafts.save', ({ key, body, post, baseRevision }: Draft & { baseRevision: number }) => {
    const before = disk.get(key);
    const draft = { key, body, post, revision: (before?.revision ?? baseRevision) + 1, updatedAtMs: 1 };
    const differs = before && before.revision !== baseRevision;
    disk.set(key, draft);
    if (!differs) return { draft, conflict: null };
    const conflict = { ...before, key: `${key}~2` };
    disk.set(conflict.key, conflict);
    return { draft, conflict };
  });
  double.answer('drafts.discard', ({ key }: { key: string }) => void disk.delete(key));
  const store = createAppStore(double.api as RendererApi);
  await store.start();
  const type = (content: string) =>
    store.actions.drafts.edit(KEY, (body) => ({ ...body, content }), 'content');
  const rest = () => vi.advanceTimersByTimeAsync(DRAFT_DELAY_MS + 10);
  return { double, disk, store, type, rest, entry: () => draftOf(store.getState().drafts, KEY) };
}

describe('a draft', () => {
  it('is on disk soon after writing rests', async () => {
    const { disk, type, rest, entry } = await start();
    type('h');
    type('hello');
    expect(disk.size).toBe(0);
    await rest();
    expect(disk.get(KEY)?.body.content).toBe('hello');
    expect(entry().saving).toBe('saved');
  });

  it('is on disk although one writes without a rest', async () => {
    const { disk, type } = await start();
    for (let n = 1; n <= 10; n += 1) {
      type('x'.repeat(n));
      await vi.advanceTimersByTimeAsync(DRAFT_DELAY_MS / 3);
    }
    expect(disk.get(KEY)?.body.content.length).toBeGreaterThanOrEqual(6);
  });

  it('that could not be saved stays in the window, and is tried again with the next letter', async () => {
    const { double, disk, type, rest, entry } = await start();
    let full = true;
    double.answer('drafts.save', (input: { key: string; body: Draft['body'] }) => {
      if (full) throw new Error('no space left');
      const draft = { key: input.key, body: input.body, post: null, revision: 1, updatedAtMs: 1 };
      disk.set(KEY, draft);
      return { draft, conflict: null };
    });
    type('kept');
    await rest();
    expect(entry()).toMatchObject({ saving: 'failed', body: { content: 'kept' } });
    full = false;
    type('kept too');
    await rest();
    expect(disk.get(KEY)?.body.content).toBe('kept too');
    expect(entry().saving).toBe('saved');
  });

  it('that another window saved since is kept beside ours', async () => {
    const { disk, store, type, rest, entry } = await start();
    type('mine');
    await rest();
    disk.set(KEY, {
      key: KEY,
      body: { ...EMPTY_BODY, content: 'theirs' },
      post: null,
      revision: 9,
      updatedAtMs: 2,
    });
    type('mine, longer');
    await rest();
    expect(entry()).toMatchObject({
      body: { content: 'mine, longer' },
      other: { body: { content: 'theirs' } },
    });
    store.actions.drafts.swapOther(KEY);
    await rest();
    expect(entry()).toMatchObject({
      body: { content: 'theirs' },
      other: { body: { content: 'mine, longer' } },
    });
    expect([...disk.values()].map((d) => d.body.content).sort()).toEqual(['mine, longer', 'theirs']);
  });

  it('typed before the saved ones arrive is not overwritten', async () => {
    const { disk, store, type, entry } = await start();
    disk.set(KEY, {
      key: KEY,
      body: { ...EMPTY_BODY, content: 'from disk' },
      post: null,
      revision: 3,
      updatedAtMs: 2,
    });
    type('typed');
    await store.actions.drafts.load();
    expect(entry().body.content).toBe('typed');
  });

  it('goes back and forth by steps', async () => {
    const { store, type, entry } = await start();
    type('one');
    await vi.advanceTimersByTimeAsync(2_000);
    type('one two');
    type('one two three');
    store.actions.drafts.undo(KEY);
    expect(entry().body.content).toBe('one');
    store.actions.drafts.redo(KEY);
    expect(entry().body.content).toBe('one two three');
  });

  it('that was handed over and refused comes back', async () => {
    const { store, type, entry } = await start();
    type('important');
    const body = store.actions.drafts.take(KEY);
    expect(entry().body.content).toBe('');
    store.actions.drafts.giveBack(KEY, body);
    expect(entry().body.content).toBe('important');
  });

  it('that comes back while something new was written is kept beside it', async () => {
    const { disk, store, type, rest, entry } = await start();
    type('first');
    const body = store.actions.drafts.take(KEY);
    type('second');
    store.actions.drafts.giveBack(KEY, body);
    await rest();
    expect(entry()).toMatchObject({ body: { content: 'second' }, other: { body: { content: 'first' } } });
    expect([...disk.values()].map((d) => d.body.content).sort()).toEqual(['first', 'second']);
  });

  it('leaves the disk once its message is accepted', async () => {
    const { disk, store, type, rest } = await start();
    type('sent');
    await rest();
    store.actions.drafts.take(KEY);
    await store.actions.drafts.settle(KEY);
    expect(disk.has(KEY)).toBe(false);
  });

  it('that cannot be saved is tried again', async () => {
    const { double, disk, type, rest, entry } = await start();
    const back = double.answer('drafts.save', () => {
      throw new Error('disk full');
    });
    type('kept');
    await rest();
    expect(entry().saving).toBe('failed');
    back();
    double.answer('drafts.save', (draft: Draft) => {
      disk.set(draft.key, draft);
      return { draft: { ...draft, revision: 1, updatedAtMs: 1 }, conflict: null };
    });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(disk.get(KEY)?.body.content).toBe('kept');
  });
});

describe('a post that was begun', () => {
  const forum = ChannelId.parse('305');
  const destination = { kind: 'forumPost' as const, channelId: forum, title: 'Doors', tagIds: ['9'] };

  it('keeps title and tags with its draft, over a restart', async () => {
    const { disk, double, store, rest } = await start();
    store.actions.view.showPlace({ kind: 'compose', destination });
    await rest();
    expect(disk.get('post:305')?.post).toEqual({ title: 'Doors', tagIds: ['9'] });
    store.actions.drafts.edit('post:305', (body) => ({ ...body, content: 'At seven' }));
    await rest();
    expect(disk.get('post:305')).toMatchObject({ post: { title: 'Doors' }, body: { content: 'At seven' } });
    await store.close();

    const later = createAppStore(double.api as RendererApi);
    await later.start();
    later.actions.view.showPlace({
      kind: 'compose',
      destination: { kind: 'forumPost', channelId: forum, title: '', tagIds: [] },
    });
    expect(later.getState().view.place).toEqual({ kind: 'compose', destination });
    expect(draftOf(later.getState().drafts, 'post:305').body.content).toBe('At seven');
    await later.close();
  });

  it('leaves nothing behind once it is sent', async () => {
    const { disk, store, rest } = await start();
    store.actions.view.showPlace({ kind: 'compose', destination });
    await rest();
    store.actions.drafts.take('post:305');
    await store.actions.drafts.settle('post:305');
    store.actions.view.forgetPost(forum);
    await rest();
    expect(disk.has('post:305')).toBe(false);
    expect(store.getState().view.begunPosts).toEqual({});
  });

  it('is kept for its forum alone', async () => {
    const { disk, store, type, rest } = await start();
    store.actions.view.showPlace({ kind: 'compose', destination });
    type('hello');
    await rest();
    expect(disk.get(KEY)?.post).toBeNull();
  });
});
