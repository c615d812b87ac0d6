import type { MessageChange, MessageView, PendingDeletion } from '../../../src/shared/models/messages';
import type { PartialHandlers } from '../contract-double';

/** The double's part for acting on messages: what the window does to one has consequences, told as events. */
export function messageHandlers(host: {
  /** The messages of a channel, oldest first; changed in place of the list. */
  all: Map<string, MessageView[]>;
  emit(changes: MessageChange[]): void;
  nowMs(): number;
}): NonNullable<PartialHandlers['messages']> {
  const { all, emit } = host;
  const deletions = new Map<string, PendingDeletion>();
  let nextDeletion = 1;
  const find = (channelId: string, messageId: string) =>
    all.get(channelId)?.find((message) => message.messageId === messageId);
  const replace = (message: MessageView) => {
    const list = all.get(message.channelId) ?? [];
    all.set(
      message.channelId,
      list.map((other) => (other.messageId === message.messageId ? message : other)),
    );
    emit([{ type: 'upserted', message }]);
    return message;
  };
  return {
    get: ({ channelId, messageId }) => find(channelId, messageId) ?? null,
    edit: ({ channelId, messageId, body }) => {
      const before = find(channelId, messageId);
      if (!before) return { kind: 'gone', what: 'message' };
      const message = replace({ ...before, content: body.content, editedAtMs: host.nowMs() });
      return { kind: 'done', message };
    },
    delete: ({ channelId, messageIds }) => {
      const deletion: PendingDeletion = {
        deletionId: `deletion-${nextDeletion}`,
        channelId,
        messageIds,
        executesAtMs: host.nowMs() + 6_000,
      };
      nextDeletion += 1;
      deletions.set(deletion.deletionId, deletion);
      emit([{ type: 'deletionPending', deletion }]);
      return deletion;
    },
    undoDelete: ({ deletionId }) => {
      const deletion = deletions.get(deletionId);
      if (!deletion) return { undone: false };
      deletions.delete(deletionId);
      emit([{ type: 'deletionEnded', deletion, problem: null }]);
      return { undone: true };
    },
    setReaction: ({ channelId, messageId, emoji, on }) => {
      const before = find(channelId, messageId);
      if (!before) return { kind: 'gone', what: 'message' };
      const view = { id: emoji.id, name: emoji.name ?? '', animated: emoji.animated };
      const others = before.reactions.filter((r) => r.emoji.name !== view.name);
      const present = before.reactions.find((r) => r.emoji.name === view.name);
      const count = (present?.count ?? 0) - (present?.me ? 1 : 0) + (on ? 1 : 0);
      const reactions = count > 0 ? [...others, { emoji: view, count, me: on }] : others;
      const message = replace({ ...before, reactions });
      emit([{ type: 'reactions', channelId, messageId, reactions: message.reactions }]);
      return { kind: 'done' };
    },
    reactors: ({ channelId, messageId }) => {
      const seen = new Map((all.get(channelId) ?? []).map(({ author }) => [author.userId, author]));
      const people = [...seen.values()].slice(0, find(channelId, messageId) ? 3 : 0);
      return {
        people: people.map(({ userId, displayName, avatarUrl }) => ({ userId, displayName, avatarUrl })),
        hasMore: false,
      };
    },
    clearReactions: ({ channelId, messageId }) => {
      const before = find(channelId, messageId);
      if (before) replace({ ...before, reactions: [] });
      return { kind: 'done' };
    },
    setPinned: ({ channelId, messageId, pinned }) => {
      const before = find(channelId, messageId);
      if (!before) return { kind: 'gone', what: 'message' };
      replace({ ...before, pinned });
      emit([{ type: 'pinsChanged', channelId }]);
      return { kind: 'done' };
    },
    pins: ({ channelId }) => ({
      items: (all.get(channelId) ?? [])
        .filter((message) => message.pinned)
        .map((message) => ({ message, pinnedAtMs: message.sentAtMs })),
      hasMore: false,
    }),
    crosspost: ({ channelId, messageId }) => {
      const before = find(channelId, messageId);
      if (before) replace({ ...before, crossposted: true });
      return { kind: 'done' };
    },
    setEmbedsSuppressed: ({ channelId, messageId, suppressed }) => {
      const before = find(channelId, messageId);
      if (before) replace({ ...before, suppressEmbeds: suppressed });
      return { kind: 'done' };
    },
    search: ({ text, channelId, limit }) => {
      const searched = [...all].flatMap(([id, list]) => (channelId === null || id === channelId ? list : []));
      const hits = searched.filter(({ content }) => content.toLowerCase().includes(text.toLowerCase()));
      return {
        hits: hits.toReversed().slice(0, limit),
        searched: searched.length,
        truncated: hits.length > limit,
      };
    },
  };
}
