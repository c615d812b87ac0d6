import { z } from 'zod';
import { EmojiRef } from '../../discord/emoji';
import { ChannelId, GuildId, MessageId, UserId } from '../../discord/snowflake';
import { MessageBody } from '../../models/message-body';
import {
  ActionOutcome,
  EditOutcome,
  MessageChange,
  MessagePage,
  MessageRef,
  MessageView,
  PageFrom,
  PendingDeletion,
  PinnedPage,
  Reactor,
  ReadState,
  SearchInput,
  SearchResult,
} from '../../models/messages';
import {
  ArchivedThreadsPage,
  CreateThreadInput,
  ModifyThreadInput,
  OpenDirectOutcome,
  PersonSummary,
  ThreadOutcome,
} from '../../models/threads';
import { call, event } from '../define';
import { auditReason, done, noInput } from './inputs';

/** Reading and acting on messages. */
export const messagesContract = {
  messages: {
    list: call(
      z.object({ channelId: ChannelId, from: PageFrom, limit: z.number().int().min(1).max(100) }),
      MessagePage,
    ),
    /** One message; null when it is gone. */
    get: call(MessageRef, MessageView.nullable()),
    edit: call(
      MessageRef.extend({ body: MessageBody, keepAttachmentIds: z.array(z.string()).max(10) }),
      EditOutcome,
    ),
    /** Takes effect after the undo window; several at once become a bulk deletion where Discord allows it. */
    delete: call(
      z.object({ channelId: ChannelId, messageIds: z.array(MessageId).min(1).max(100), reason: auditReason }),
      PendingDeletion,
    ),
    undoDelete: call(z.object({ deletionId: z.string().max(64) }), z.object({ undone: z.boolean() })),
    setReaction: call(MessageRef.extend({ emoji: EmojiRef, on: z.boolean() }), ActionOutcome),
    /** Somebody else's reaction; needs Manage Messages. `userId` null: this emoji's altogether. `emoji` null: all. */
    clearReactions: call(
      MessageRef.extend({ emoji: EmojiRef.nullable(), userId: UserId.nullable() }),
      ActionOutcome,
    ),
    reactors: call(
      MessageRef.extend({ emoji: EmojiRef, after: UserId.nullable() }),
      z.object({ people: z.array(Reactor), hasMore: z.boolean() }),
    ),
    setPinned: call(MessageRef.extend({ pinned: z.boolean(), reason: auditReason }), ActionOutcome),
    pins: call(z.object({ channelId: ChannelId, beforeMs: z.number().nullable() }), PinnedPage),
    crosspost: call(MessageRef, ActionOutcome),
    setEmbedsSuppressed: call(MessageRef.extend({ suppressed: z.boolean() }), ActionOutcome),
    /** Says that we are writing; at most every ten seconds, more often is ignored. */
    typing: call(z.object({ channelId: ChannelId }), done),
    search: call(SearchInput, SearchResult),
    readStates: call(noInput, z.array(ReadState)),
    markRead: call(z.object({ channelId: ChannelId, messageId: MessageId }), done),
    readStatesChanged: event(z.object({ states: z.array(ReadState) })),
    changed: event(z.object({ changes: z.array(MessageChange) })),
  },
  threads: {
    create: call(CreateThreadInput, ThreadOutcome),
    modify: call(ModifyThreadInput, ThreadOutcome),
    delete: call(z.object({ threadId: ChannelId, reason: auditReason }), ActionOutcome),
    setJoined: call(z.object({ threadId: ChannelId, joined: z.boolean() }), ActionOutcome),
    setMember: call(z.object({ threadId: ChannelId, userId: UserId, present: z.boolean() }), ActionOutcome),
    members: call(z.object({ threadId: ChannelId }), z.array(PersonSummary)),
    archived: call(
      z.object({
        channelId: ChannelId,
        kind: z.enum(['public', 'private']),
        beforeMs: z.number().nullable(),
      }),
      ArchivedThreadsPage,
    ),
  },
  people: {
    /** By beginning of name, nickname or user name; at most 25. */
    search: call(z.object({ guildId: GuildId, text: z.string().max(100) }), z.array(PersonSummary)),
    get: call(z.object({ guildId: GuildId, userId: UserId }), PersonSummary.nullable()),
    openDirect: call(z.object({ userId: UserId }), OpenDirectOutcome),
  },
};
