import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { ActionOutcome } from '@shared/models/messages';
import type {
  ArchivedThreadsPage,
  CreateThreadInput,
  ModifyThreadInput,
  OpenDirectOutcome,
  PersonSummary,
  ThreadOutcome,
} from '@shared/models/threads';
import type { SliceContext } from '../app-state';
import { putThread } from '../workspace/apply';

/** Threads and DMs: what is made here shows at once, before its event comes. */
export interface ThreadsActions {
  create(input: CreateThreadInput): Promise<ThreadOutcome>;
  modify(input: ModifyThreadInput): Promise<ThreadOutcome>;
  remove(threadId: ChannelId): Promise<ActionOutcome>;
  setJoined(threadId: ChannelId, joined: boolean): Promise<ActionOutcome>;
  setMember(threadId: ChannelId, userId: UserId, present: boolean): Promise<ActionOutcome>;
  members(threadId: ChannelId): Promise<PersonSummary[]>;
  /** A page of archived ones, newest first; they are kept, so that one can be opened. */
  archived(
    channelId: ChannelId,
    kind: 'public' | 'private',
    beforeMs: number | null,
  ): Promise<ArchivedThreadsPage>;
  /** Finds people in every guild we share, each person once. */
  findPeople(text: string): Promise<PersonSummary[]>;
  openDirect(userId: UserId): Promise<OpenDirectOutcome>;
}

export function createThreadsActions({ api, get, update }: SliceContext): ThreadsActions {
  const take = (outcome: ThreadOutcome): ThreadOutcome => {
    if (outcome.kind === 'done') update('workspace', (s) => putThread(s, outcome.thread));
    return outcome;
  };
  return {
    create: async (input) => take(await api.threads.create(input)),
    modify: async (input) => take(await api.threads.modify(input)),
    remove: (threadId) => api.threads.delete({ threadId, reason: null }),
    setJoined: (threadId, joined) => api.threads.setJoined({ threadId, joined }),
    setMember: (threadId, userId, present) => api.threads.setMember({ threadId, userId, present }),
    members: (threadId) => api.threads.members({ threadId }),
    async archived(channelId, kind, beforeMs) {
      const page = await api.threads.archived({ channelId, kind, beforeMs });
      update('workspace', (s) => page.threads.reduce(putThread, s));
      return page;
    },
    async findPeople(text) {
      const guilds = Object.values(get().workspace.guilds);
      const found = await Promise.all(guilds.map(({ guildId }) => api.people.search({ guildId, text })));
      return [...new Map(found.flat().map((person) => [person.userId, person])).values()];
    },
    openDirect: (userId) => api.people.openDirect({ userId }),
  };
}
