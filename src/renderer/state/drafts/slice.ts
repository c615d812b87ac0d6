import type { ChannelId } from '@shared/discord/snowflake';
import { draftKeyOf, EMPTY_BODY } from '@shared/models/body-basics';
import type { MessageBody } from '@shared/models/message-body';
import type { Draft, PostHead } from '@shared/models/outbox';
import { logToMain } from '../../api';
import type { AppState, SliceContext } from '../app-state';
import { applyKeptPosts } from '../view/apply';
import {
  applyDraftList,
  applySaved,
  type DraftDialog,
  type DraftEntry,
  draftOf,
  editEntry,
  isBlank,
  patchDraft,
  redoEntry,
  undoEntry,
} from './apply';

/**
 * Changes are handed on this long after the first of them, not after the last: who writes without a rest is kept too.
 * Main takes 300 ms more before the file is written; both together stay under the half second that is promised.
 */
export const DRAFT_DELAY_MS = 150;
/** A save that failed is tried again after this, and with every further change. */
const RETRY_MS = 5_000;

export interface DraftsActions {
  load(): Promise<void>;
  /** Changes the body written to one place. Same `tag` in quick succession = one step of undo. */
  edit(key: string, change: (body: MessageBody) => MessageBody, tag?: string): void;
  /** Title or tags of the post begun in a forum have changed. */
  keepPost(channelId: ChannelId): void;
  undo(key: string): void;
  redo(key: string): void;
  /** The message has been handed over: an empty page, and nothing to undo into. Returns what was there. */
  take(key: string): MessageBody;
  /** It was not accepted after all: back on the page, or beside what was written meanwhile. */
  giveBack(key: string, body: MessageBody): void;
  /** The copy on disk of what was handed over goes too, unless something new was written. */
  settle(key: string): Promise<void>;
  /** Two versions: take the other one (this one becomes the other), or let the other go. */
  swapOther(key: string): void;
  dropOther(key: string): void;
  discard(key: string): Promise<void>;
  /** Opens a dialog over what is written to this place. */
  openDialog(dialog: { key: string; kind: DraftDialog['kind']; templateId?: string }): void;
  closeDialog(): void;
  /** Drafts belong to an account: what waits is written, then those of the connected one are read. */
  reload(): Promise<void>;
  /** Writes what is waiting; called before the window goes. */
  flush(): Promise<void>;
}

/** `forgetOldTexts` empties the settings' former place for drafts, once they are safe in the new one. */
export function createDraftsActions(
  { api, get, update }: SliceContext,
  forgetOldTexts: () => void,
): DraftsActions {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Those whose timer is the next try after a failure. */
  const retries = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const patch = (key: string, change: (entry: DraftEntry) => DraftEntry) =>
    update('drafts', (state) => patchDraft(state, key, change));
  const entryOf = (key: string) => draftOf(get().drafts, key);

  const saveOnce = async (key: string) => {
    const { body, revision } = entryOf(key);
    const post = postOf(get(), key);
    patch(key, (entry) => ({ ...entry, saving: 'saving' }));
    try {
      const saved = await api.drafts.save({ key, body, post, baseRevision: revision });
      patch(key, (entry) => applySaved(entry, saved, body));
    } catch (error) {
      patch(key, (entry) => ({ ...entry, saving: 'failed' }));
      notSaved(error);
      schedule(key, RETRY_MS);
    }
  };
  /** One save at a time for a place, so that each knows the revision before it. */
  const save = (key: string): Promise<void> => {
    const timer = timers.get(key);
    if (timer !== undefined) clearTimeout(timer);
    timers.delete(key);
    const before = running.get(key) ?? Promise.resolve();
    const next = before.then(() => saveOnce(key));
    running.set(key, next);
    return next.finally(() => {
      if (running.get(key) === next) running.delete(key);
    });
  };
  const schedule = (key: string, delayMs = DRAFT_DELAY_MS) => {
    const pending = timers.get(key);
    // One more try after a failure is far off: what is written meanwhile does not wait for it.
    if (pending !== undefined && !retries.has(key)) return;
    if (pending !== undefined) clearTimeout(pending);
    if (delayMs === RETRY_MS) retries.add(key);
    else retries.delete(key);
    timers.set(
      key,
      // `save` has told of its failure itself.
      setTimeout(() => void save(key), delayMs),
    );
  };
  const step = (key: string, change: (entry: DraftEntry) => DraftEntry) => {
    const before = entryOf(key);
    patch(key, change);
    if (entryOf(key) !== before) schedule(key);
  };
  const put = (key: string, change: (body: MessageBody) => MessageBody, tag: string | null) =>
    step(key, (entry) => editEntry(entry, change(entry.body), tag, Date.now()));

  /** Titles and tags of posts are no part of a body, but of the draft on disk. */
  const takeUpPosts = (drafts: readonly Draft[]) => update('view', (view) => applyKeptPosts(view, drafts));

  const notSaved = (error: unknown) =>
    logToMain(api, 'warn', 'window/drafts', `a draft could not be saved: ${String(error)}`);
  const keepOther = (key: string, body: MessageBody) => {
    const otherKey = `${key}~${Date.now().toString(36)}`;
    patch(key, (entry) => ({ ...entry, other: { key: otherKey, body } }));
    api.drafts.save({ key: otherKey, body, baseRevision: 0 }).catch(notSaved);
  };

  const flush = async () => {
    await Promise.all([...timers.keys()].map((key) => save(key)));
    await Promise.all(running.values());
  };

  return {
    async load() {
      const drafts = await api.drafts.list();
      update('drafts', (state) => applyDraftList(state, drafts));
      takeUpPosts(drafts);
      // Texts kept by earlier versions, one for each channel; they move over once and are then removed there.
      const old = Object.entries(get().settings.settings.drafts);
      for (const [channelId, content] of old) {
        const key = `channel:${channelId}`;
        if (!isBlank(entryOf(key).body)) continue;
        put(key, (body) => ({ ...body, content }), null);
        await save(key);
        if (entryOf(key).saving === 'failed') return;
      }
      if (old.length > 0) forgetOldTexts();
    },
    keepPost: (channelId) => schedule(draftKeyOf({ kind: 'forumPost', channelId, title: '', tagIds: [] })),
    edit: (key, change, tag) => put(key, change, tag ?? null),
    undo: (key) => step(key, undoEntry),
    redo: (key) => step(key, redoEntry),
    take(key) {
      const { body } = entryOf(key);
      const timer = timers.get(key);
      if (timer !== undefined) clearTimeout(timer);
      timers.delete(key);
      // What stays the same from message to message stays: the webhook's name and picture.
      patch(key, (entry) => ({
        ...entry,
        body: { ...EMPTY_BODY, identity: body.identity },
        past: [],
        future: [],
        lastStep: null,
      }));
      return body;
    },
    giveBack(key, body) {
      if (isBlank({ ...entryOf(key).body, identity: EMPTY_BODY.identity })) {
        return step(key, (entry) => ({ ...entry, body, saving: 'waiting' }));
      }
      keepOther(key, body);
    },
    async settle(key) {
      await running.get(key);
      if (!isBlank(entryOf(key).body)) return save(key);
      await api.drafts.discard({ key });
      patch(key, (entry) => ({ ...entry, revision: 0, saving: isBlank(entry.body) ? 'saved' : 'waiting' }));
    },
    swapOther(key) {
      const { body, other } = entryOf(key);
      if (other === null) return;
      put(key, () => other.body, null);
      keepOther(key, body);
      api.drafts.discard({ key: other.key }).catch(notSaved);
    },
    dropOther(key) {
      const { other } = entryOf(key);
      if (other === null) return;
      patch(key, (entry) => ({ ...entry, other: null }));
      api.drafts.discard({ key: other.key }).catch(notSaved);
    },
    async discard(key) {
      put(key, () => EMPTY_BODY, null);
      await save(key);
    },
    openDialog: ({ key, kind, templateId }) =>
      update('drafts', (state) => ({ ...state, dialog: { key, kind, templateId: templateId ?? null } })),
    closeDialog: () => update('drafts', (state) => ({ ...state, dialog: null })),
    async reload() {
      await flush();
      const drafts = await api.drafts.list();
      update('drafts', (state) => {
        const unsaved = Object.entries(state.byKey).filter(([, entry]) => entry.saving !== 'saved');
        return applyDraftList({ ...state, byKey: Object.fromEntries(unsaved) }, drafts);
      });
      takeUpPosts(drafts);
    },
    flush,
  };
}

/** Title and tags of the post this draft belongs to; null for a draft of anything else. */
function postOf(state: AppState, key: string): PostHead | null {
  const channelId = /^post:(\d+)$/.exec(key)?.[1];
  const begun = channelId === undefined ? undefined : state.view.begunPosts[channelId];
  return begun ? { title: begun.title, tagIds: begun.tagIds } : null;
}
