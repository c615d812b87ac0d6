import { EMPTY_BODY } from '@shared/models/body-basics';
import type { MessageBody } from '@shared/models/message-body';
import type { Draft } from '@shared/models/outbox';

/** How an entry stands to what is on disk. */
export type DraftSaving = 'saved' | 'waiting' | 'saving' | 'failed';

/** What is being written to one place, with the steps back and forth. */
export interface DraftEntry {
  body: MessageBody;
  /** The revision on disk this grew from; 0 before the first save. */
  revision: number;
  saving: DraftSaving;
  /** Another version that came to be meanwhile, kept under a key of its own until the person chooses. */
  other: { key: string; body: MessageBody } | null;
  past: readonly MessageBody[];
  future: readonly MessageBody[];
  /** What the last step changed, and when: further changes of the same are one step. */
  lastStep: { tag: string; atMs: number } | null;
}

/** A dialog over what is written to one place. */
export interface DraftDialog {
  key: string;
  kind: 'schedule' | 'templates';
  /** Straight to this template; null shows them all. */
  templateId: string | null;
}

export interface DraftsState {
  loaded: boolean;
  byKey: Readonly<Record<string, DraftEntry>>;
  dialog: DraftDialog | null;
}

export const initialDrafts: DraftsState = { loaded: false, byKey: {}, dialog: null };

/** Steps that can be taken back. */
export const MAX_STEPS = 200;
/** Typing in the same field within this is one step. */
export const STEP_MS = 800;

export const EMPTY_DRAFT: DraftEntry = {
  body: EMPTY_BODY,
  revision: 0,
  saving: 'saved',
  other: null,
  past: [],
  future: [],
  lastStep: null,
};

export function draftOf(state: DraftsState, key: string): DraftEntry {
  return state.byKey[key] ?? EMPTY_DRAFT;
}

/** Nothing a person would miss: no text, no parts, no reply. */
export function isBlank(body: MessageBody): boolean {
  return (
    body.content === '' &&
    body.embeds.length === 0 &&
    body.components.length === 0 &&
    body.files.length === 0 &&
    body.replyTo === null &&
    body.identity.username === null &&
    body.identity.avatarUrl === null
  );
}

export function patchDraft(
  state: DraftsState,
  key: string,
  change: (entry: DraftEntry) => DraftEntry,
): DraftsState {
  const before = draftOf(state, key);
  const after = change(before);
  return after === before ? state : { ...state, byKey: { ...state.byKey, [key]: after } };
}

/**
 * Takes a changed body in as a step that can be undone. Changes of the same `tag` in quick succession are one
 * step; a null tag is always a step of its own.
 */
export function editEntry(
  entry: DraftEntry,
  body: MessageBody,
  tag: string | null,
  nowMs: number,
): DraftEntry {
  if (body === entry.body) return entry;
  const { lastStep } = entry;
  const same = tag !== null && lastStep?.tag === tag && nowMs - lastStep.atMs < STEP_MS;
  return {
    ...entry,
    body,
    saving: entry.saving === 'saving' ? 'saving' : 'waiting',
    past: same ? entry.past : [...entry.past, entry.body].slice(-MAX_STEPS),
    future: [],
    lastStep: tag === null ? null : { tag, atMs: nowMs },
  };
}

export function undoEntry(entry: DraftEntry): DraftEntry {
  const body = entry.past.at(-1);
  if (!body) return entry;
  return {
    ...entry,
    body,
    saving: 'waiting',
    past: entry.past.slice(0, -1),
    future: [entry.body, ...entry.future],
    lastStep: null,
  };
}

export function redoEntry(entry: DraftEntry): DraftEntry {
  const [body, ...future] = entry.future;
  if (!body) return entry;
  return { ...entry, body, saving: 'waiting', past: [...entry.past, entry.body], future, lastStep: null };
}

/** Kept beside the draft of a place: `channel:1~2`. */
const OTHER_KEY = /^(.+)~[^~]+$/;

/** Drafts as they lie on disk; what is typed and not yet saved wins, and a different one is kept beside it. */
export function applyDraftList(state: DraftsState, drafts: readonly Draft[]): DraftsState {
  const byKey: Record<string, DraftEntry> = { ...state.byKey };
  for (const draft of drafts) {
    if (OTHER_KEY.test(draft.key)) continue;
    const here = byKey[draft.key] ?? EMPTY_DRAFT;
    byKey[draft.key] =
      here.saving === 'saved' ? { ...here, body: draft.body, revision: draft.revision } : here;
  }
  for (const draft of drafts) {
    const key = OTHER_KEY.exec(draft.key)?.[1];
    if (key === undefined || isBlank(draft.body)) continue;
    byKey[key] = { ...(byKey[key] ?? EMPTY_DRAFT), other: { key: draft.key, body: draft.body } };
  }
  return { ...state, loaded: true, byKey };
}

/** The answer to a save. A conflict keeps the other version at hand. */
export function applySaved(
  entry: DraftEntry,
  saved: { draft: Draft; conflict: Draft | null },
  sentBody: MessageBody,
): DraftEntry {
  const { conflict } = saved;
  const other =
    conflict && !isBlank(conflict.body) ? { key: conflict.key, body: conflict.body } : entry.other;
  return {
    ...entry,
    revision: saved.draft.revision,
    saving: entry.body === sentBody ? 'saved' : 'waiting',
    other,
  };
}
