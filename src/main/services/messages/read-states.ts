import { readFile } from 'node:fs/promises';
import { ChannelId, compareSnowflakes, GuildId, MessageId } from '@shared/discord/snowflake';
import { lenientArray, WireChannel } from '@shared/discord/wire/objects';
import type { ReadState } from '@shared/models/messages';
import { z } from 'zod';
import type { CacheState } from '../../discord/cache';
import { writeFileAtomically } from '../../support/atomic-file';
import type { Clock } from '../../support/clock';

/**
 * What has been read, for one account. Bots have no read state on Discord, so it is kept in a file here: written
 * a moment after the last change, and at the end. What arrives is counted live; what arrived while we were away
 * shows as unread without a number we could not know.
 */
export interface ReadStates {
  /**
   * Reads the file; what cannot be read costs the marks in it and nothing else. Resolves with the conversations that
   * were open: Discord does not list a bot's.
   */
  load(): Promise<WireChannel[]>;
  /** Compares with what the channels say now; the channels whose state changed. */
  reconcile(state: CacheState): string[];
  arrived(message: { channelId: string; messageId: string; isSelf: boolean; mentionsSelf: boolean }): void;
  deleted(channelId: string, message: { messageId: string; mentionsSelf: boolean }): void;
  /** `newerUnread` and `newerMentions`: among what has been seen after `messageId`, not our own. */
  markRead(channelId: string, messageId: string, newer: { unread: number; mentions: number }): void;
  /** Of the channels that exist in `state`. */
  list(state: CacheState): ReadState[];
  one(state: CacheState, channelId: string): ReadState | null;
  /** Writes what is not yet in the file. */
  flush(): Promise<void>;
}

export interface ReadStatesOptions {
  path: string;
  clock: Clock;
  /** A file that could not be read or written. */
  onTrouble(what: string, error: unknown): void;
}

const SAVE_DELAY_MS = 1_000;
/** Marks of channels that are gone are kept for a while: a guild may only be unavailable. */
const MAX_MARKS = 20_000;

const Mark = z.object({
  lastMessageId: MessageId.nullable(),
  lastReadId: MessageId.nullable(),
  unread: z.number().int().min(0),
  mentions: z.number().int().min(0),
});
type Mark = z.infer<typeof Mark>;
const File = z.object({
  version: z.literal(1),
  channels: z.record(ChannelId, z.unknown()),
  directChannels: lenientArray(WireChannel),
});

export function createReadStates({ path, clock, onTrouble }: ReadStatesOptions): ReadStates {
  const marks = new Map<string, Mark>();
  let directs: ReadonlyMap<string, WireChannel> = new Map();
  let cancelSave: (() => void) | undefined;
  let dirty = false;
  let writing: Promise<void> = Promise.resolve();
  let isLoaded = false;

  const set = (channelId: string, mark: Mark) => {
    marks.set(channelId, mark);
    dirty = true;
    cancelSave ??= clock.setTimer(() => {
      cancelSave = undefined;
      void save();
    }, SAVE_DELAY_MS);
  };

  const save = (): Promise<void> => {
    // What is not read yet must not be written over.
    if (!dirty || !isLoaded) return writing;
    dirty = false;
    const channels = Object.fromEntries([...marks].slice(-MAX_MARKS));
    const text = JSON.stringify({ version: 1, channels, directChannels: [...directs.values()] });
    writing = writing
      .then(() => writeFileAtomically(path, text))
      .catch((error) => onTrouble('read marks could not be saved', error));
    return writing;
  };

  const view = (state: CacheState, channelId: string, mark: Mark): ReadState => {
    const guildId = state.guildOfChannel.get(channelId);
    return {
      ...mark,
      channelId: ChannelId.parse(channelId),
      guildId: guildId === undefined ? null : GuildId.parse(guildId),
    };
  };
  const isHere = (state: CacheState, channelId: string) =>
    state.guildOfChannel.has(channelId) || state.directChannels.has(channelId);

  const read = async (): Promise<WireChannel[]> => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        onTrouble('read marks could not be read', error);
      }
      return [];
    }
    try {
      const file = File.parse(JSON.parse(text));
      for (const [channelId, value] of Object.entries(file.channels)) {
        const mark = Mark.safeParse(value);
        if (mark.success) marks.set(channelId, joined(mark.data, marks.get(channelId)));
      }
      return file.directChannels;
    } catch (error) {
      onTrouble('the file of read marks is damaged', error);
      return [];
    }
  };
  let loading: Promise<WireChannel[]> | undefined;

  return {
    load() {
      loading ??= read().finally(() => {
        isLoaded = true;
      });
      return loading;
    },

    reconcile(state) {
      // Before the file is read, everything would look seen for the first time.
      if (!isLoaded) return [];
      const changed: string[] = [];
      directs = state.directChannels;
      for (const [channelId, lastId] of lastMessages(state)) {
        const mark = marks.get(channelId);
        const lastMessageId = lastId === null ? null : MessageId.parse(lastId);
        if (!mark) {
          // Seen for the first time: what was said before does not count as missed.
          set(channelId, { lastMessageId, lastReadId: lastMessageId, unread: 0, mentions: 0 });
          changed.push(channelId);
        } else if (isNewer(lastMessageId, mark.lastMessageId)) {
          set(channelId, { ...mark, lastMessageId, unread: Math.max(1, mark.unread) });
          changed.push(channelId);
        }
      }
      return changed;
    },

    arrived({ channelId, messageId, isSelf, mentionsSelf }) {
      const mark = marks.get(channelId) ?? EMPTY;
      const id = MessageId.parse(messageId);
      if (!isNewer(id, mark.lastMessageId)) return;
      // Who writes has read.
      if (isSelf) set(channelId, { lastMessageId: id, lastReadId: id, unread: 0, mentions: 0 });
      else {
        set(channelId, {
          lastMessageId: id,
          lastReadId: mark.lastReadId,
          unread: mark.unread + 1,
          mentions: mark.mentions + (mentionsSelf ? 1 : 0),
        });
      }
    },

    deleted(channelId, { messageId, mentionsSelf }) {
      const mark = marks.get(channelId);
      if (!mark || mark.unread === 0 || !isNewer(MessageId.parse(messageId), mark.lastReadId)) return;
      set(channelId, {
        ...mark,
        unread: mark.unread - 1,
        mentions: Math.max(0, mark.mentions - (mentionsSelf ? 1 : 0)),
      });
    },

    markRead(channelId, messageId, newer) {
      const mark = marks.get(channelId) ?? EMPTY;
      const lastReadId = MessageId.parse(messageId);
      const all = !isNewer(mark.lastMessageId, lastReadId);
      set(channelId, {
        lastMessageId: all ? lastReadId : mark.lastMessageId,
        lastReadId,
        unread: all ? 0 : newer.unread,
        mentions: all ? 0 : newer.mentions,
      });
    },

    list: (state) =>
      [...marks].flatMap(([channelId, mark]) =>
        isHere(state, channelId) ? [view(state, channelId, mark)] : [],
      ),
    one(state, channelId) {
      const mark = marks.get(channelId);
      return mark && isHere(state, channelId) ? view(state, channelId, mark) : null;
    },

    async flush() {
      await loading;
      cancelSave?.();
      cancelSave = undefined;
      await save();
    },
  };
}

const EMPTY: Mark = { lastMessageId: null, lastReadId: null, unread: 0, mentions: 0 };

/** What the file says, and what has arrived since it was opened. */
function joined(saved: Mark, live: Mark | undefined): Mark {
  if (!live) return saved;
  // Read up to somewhere already: that is later than anything saved.
  if (live.lastReadId !== null) return live;
  return {
    lastMessageId: live.lastMessageId,
    lastReadId: saved.lastReadId,
    unread: saved.unread + live.unread,
    mentions: saved.mentions + live.mentions,
  };
}

function isNewer(id: string | null, than: string | null): boolean {
  return id !== null && (than === null || compareSnowflakes(id, than) > 0);
}

/** Every place messages come in, with its last message. */
function* lastMessages(state: CacheState): Iterable<readonly [channelId: string, lastId: string | null]> {
  for (const guild of state.guilds.values()) {
    for (const channel of guild.channels.values()) {
      if (CARRIES_MESSAGES.has(channel.type)) yield [channel.id, channel.last_message_id];
    }
    for (const thread of guild.threads.values()) yield [thread.id, thread.last_message_id];
  }
  for (const channel of state.directChannels.values()) yield [channel.id, channel.last_message_id];
}

/** Text, voice, announcement, stage. A forum's last "message" is its last post, a thread with its own mark. */
const CARRIES_MESSAGES: ReadonlySet<number> = new Set([0, 2, 5, 13]);
