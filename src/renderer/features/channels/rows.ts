import type { ReadState } from '@shared/models/messages';
import type { DirectChannelSummary, TextChannelSummary, ThreadSummary } from '@shared/models/workspace';
import type { ChannelGroup } from '../../state/workspace/selectors';

/** One line of the channel list, from top to bottom. */
export type ChannelListRow =
  /** `name` null: the direct messages. */
  | { kind: 'heading'; id: string; name: string | null; folded: boolean }
  | { kind: 'channel'; id: string }
  | { kind: 'thread'; id: string; last: boolean }
  /** Threads of a channel that are not listed one by one. */
  | { kind: 'moreThreads'; id: string; parentId: string; count: number }
  | { kind: 'direct'; id: string };

/** Folding ids that are no category's. */
export const DIRECT_HEADING = 'direct';
/** More than this under a channel become one line that opens the list of threads. */
export const THREADS_SHOWN = 5;

export interface ChannelListInput {
  groups: readonly ChannelGroup[];
  channels: Readonly<Record<string, TextChannelSummary>>;
  threadsByParent: Readonly<Record<string, readonly ThreadSummary[]>>;
  directs: readonly DirectChannelSummary[];
  readStates: Readonly<Record<string, ReadState>>;
  foldedIds: readonly string[];
  /** What is read now; always listed. */
  currentId: string | null;
  /** What was typed to find a channel; everything when empty. */
  filter: string;
}

/**
 * Lays the list out: channels of no category, direct messages, then categories with their channels and the threads
 * under them. A folded heading keeps what is unread and what is open in sight, as nothing may get lost behind it. A
 * filter ignores folds and shows what matches, with the channel above a thread that does.
 */
export function channelListRows(input: ChannelListInput): ChannelListRow[] {
  const needle = fold(input.filter);
  const folded = new Set(needle === '' ? input.foldedIds : []);
  const rowsOf = (groups: readonly ChannelGroup[]) =>
    groups.flatMap((group) => groupRows(input, group, needle, folded));
  return [
    // Without a heading of their own they would seem to belong to the one above them.
    ...rowsOf(input.groups.filter(({ name }) => name === null)),
    ...directRows(input, needle, folded),
    ...rowsOf(input.groups.filter(({ name }) => name !== null)),
  ];
}

function directRows(input: ChannelListInput, needle: string, folded: ReadonlySet<string>): ChannelListRow[] {
  const matching = input.directs.filter((direct) => matches(direct.displayName, needle));
  if (needle !== '' && matching.length === 0) return [];
  const isFolded = folded.has(DIRECT_HEADING);
  const shown = isFolded ? matching.filter((direct) => mustShow(input, direct.channelId)) : matching;
  return [
    { kind: 'heading', id: DIRECT_HEADING, name: null, folded: isFolded },
    ...shown.map((direct): ChannelListRow => ({ kind: 'direct', id: direct.channelId })),
  ];
}

function groupRows(
  input: ChannelListInput,
  group: ChannelGroup,
  needle: string,
  folded: ReadonlySet<string>,
): ChannelListRow[] {
  const isFolded = group.name !== null && folded.has(group.id);
  const rows = group.itemIds.flatMap((id) => channelRows(input, id, needle, isFolded, folded.has(id)));
  if (rows.length === 0 && needle !== '') return [];
  return group.name === null
    ? rows
    : [{ kind: 'heading', id: group.id, name: group.name, folded: isFolded }, ...rows];
}

function channelRows(
  input: ChannelListInput,
  channelId: string,
  needle: string,
  categoryFolded: boolean,
  threadsFolded: boolean,
): ChannelListRow[] {
  const channel = input.channels[channelId];
  if (!channel) return [];
  const active = listedThreads(input, channel);
  const isMatch = matches(channel.name, needle);
  const threads =
    needle !== '' && !isMatch
      ? active.filter((thread) => matches(thread.name, needle))
      : categoryFolded || threadsFolded
        ? active.filter((thread) => mustShow(input, thread.channelId))
        : active;
  const hidden = needle === '' ? categoryFolded && !mustShow(input, channelId) : !isMatch;
  if (hidden && threads.length === 0) return [];
  return [{ kind: 'channel', id: channelId }, ...threadRows(input, channelId, threads, needle !== '')];
}

function threadRows(
  input: ChannelListInput,
  parentId: string,
  threads: readonly ThreadSummary[],
  all: boolean,
): ChannelListRow[] {
  const within = all || threads.length <= THREADS_SHOWN + 1;
  const shown = within
    ? threads
    : threads.filter((thread, index) => index < THREADS_SHOWN || mustShow(input, thread.channelId));
  const more = threads.length - shown.length;
  const rows = shown.map(
    (thread, index): ChannelListRow => ({
      kind: 'thread',
      id: thread.channelId,
      last: more === 0 && index === shown.length - 1,
    }),
  );
  if (more > 0) rows.push({ kind: 'moreThreads', id: `more-${parentId}`, parentId, count: more });
  return rows;
}

/** Under a forum only what concerns us: its posts have a place of their own. */
function listedThreads(input: ChannelListInput, channel: TextChannelSummary): readonly ThreadSummary[] {
  const threads = input.threadsByParent[channel.channelId] ?? [];
  const isForum = channel.kind === 'forum' || channel.kind === 'media';
  return threads.filter((thread) =>
    thread.channelId === input.currentId
      ? true
      : !thread.archived && (!isForum || mustShow(input, thread.channelId)),
  );
}

function mustShow(input: ChannelListInput, channelId: string): boolean {
  if (channelId === input.currentId) return true;
  const state = input.readStates[channelId];
  return state !== undefined && (state.unread > 0 || state.mentions > 0);
}

function matches(name: string, needle: string): boolean {
  return needle === '' || fold(name).includes(needle);
}

/** As people look for names: without case, marks and the sign of a channel. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLocaleLowerCase()
    .replace(/^[#@\s]+/, '')
    .trim();
}

/** Ids one can open, in the order of the list: what Alt+↑ and Alt+↓ walk through. */
export function openableIds(rows: readonly ChannelListRow[]): string[] {
  return rows.flatMap((row) => (row.kind === 'heading' || row.kind === 'moreThreads' ? [] : [row.id]));
}

/** The next id up or down, around the ends; only those that pass `wanted`. Null when there is no other. */
export function stepFrom(
  ids: readonly string[],
  currentId: string | null,
  step: 1 | -1,
  wanted: (id: string) => boolean = () => true,
): string | null {
  const start = currentId === null ? -1 : ids.indexOf(currentId);
  for (let n = 1; n <= ids.length; n += 1) {
    const at = start === -1 ? (step === 1 ? n - 1 : ids.length - n) : start + step * n;
    const id = ids[((at % ids.length) + ids.length) % ids.length];
    if (id !== undefined && id !== currentId && wanted(id)) return id;
  }
  return null;
}
