import { ChannelId, GuildId, MessageId, snowflakeAt, UserId } from '../../../src/shared/discord/snowflake';
import { AppError } from '../../../src/shared/errors/app-error';
import type {
  ArchivedChannel,
  ArchivedMessage,
  ArchiveQuery,
  ArchiveSettings,
  ArchiveStatus,
  BackfillState,
  ForgottenPerson,
  PersonalTraces,
} from '../../../src/shared/models/archive';
import type { MessageView } from '../../../src/shared/models/messages';
import type { PartialHandlers } from '../contract-double';
import { sampleAttendance, sampleTimeline, timelinePage } from './timeline';

const GUILD = GuildId.parse('100');
const GENERAL = ChannelId.parse('301');
const NOTES = ChannelId.parse('302');
const PEOPLE = { '2': 'Mira', '3': 'Tomás', '4': 'Ayo' } as const;
type PersonId = keyof typeof PEOPLE;

const TALK = [
  'The café opens at nine, bring the banner',
  'Banner is printed; the stage plan too',
  'Could somebody check the **levels** before we go on air?',
  'Dropouts yesterday around twenty past, the recording shows them well',
] as const;

/** Something kept `ageMs` ago. */
function kept(nowMs: number, index: number, extra: Partial<MessageView> = {}): ArchivedMessage {
  const atMs = nowMs - (index + 1) * 3_600_000;
  const ids = Object.keys(PEOPLE) as PersonId[];
  const author = ids[index % ids.length] ?? '2';
  const channelId = index % 5 === 4 ? NOTES : GENERAL;
  return {
    message: {
      messageId: MessageId.parse(snowflakeAt(atMs)),
      channelId,
      guildId: GUILD,
      author: {
        userId: UserId.parse(author),
        displayName: PEOPLE[author],
        avatarUrl: null,
        isBot: false,
        isSelf: false,
        colour: null,
      },
      webhookId: null,
      content: TALK[index % TALK.length] ?? '',
      mentions: {},
      mentionsSelf: false,
      sentAtMs: atMs,
      editedAtMs: null,
      reply: null,
      forwarded: null,
      attachments: [],
      embeds: [],
      components: [],
      componentsV2: false,
      reactions: [],
      pinned: false,
      crossposted: false,
      silent: false,
      suppressEmbeds: false,
      thread: null,
      stickers: [],
      command: null,
      nonce: null,
      system: null,
      ...extra,
    },
    channelName: channelId === NOTES ? 'show-notes' : 'general',
    guildName: 'Practice Guild',
    deletedAtMs: null,
    deletedBy: null,
    versions: [],
  };
}

/** 130 kept messages, one of them edited and one deleted. */
export function sampleKept(nowMs: number): ArchivedMessage[] {
  return Array.from({ length: 130 }, (_, index) => {
    const one = kept(nowMs, index);
    if (index === 1) {
      const untilMs = one.message.sentAtMs + 60_000;
      return {
        ...one,
        message: { ...one.message, editedAtMs: untilMs },
        versions: [{ untilMs, content: 'Banner is nearly printed' }],
      };
    }
    return index === 2
      ? {
          ...one,
          deletedAtMs: one.message.sentAtMs + 120_000,
          deletedBy: { userId: UserId.parse('5'), name: 'Ayo' },
        }
      : one;
  });
}

/** An archive that searches, forgets and remembers what it is told, for renderer tests; it fetches nothing by itself. */
export function createArchiveDouble(
  nowMs: number,
  options: {
    /** As if nothing had ever been kept. */
    isEmpty: boolean;
    backfill(channelId: ChannelId, state: BackfillState): void;
    exported(exportId: string, title: string): void;
  },
): { archive: NonNullable<PartialHandlers['archive']> } {
  let messages = sampleKept(nowMs);
  let settings: ArchiveSettings = { keepDays: null, guilds: [] };
  let forgotten: ForgottenPerson[] = [];
  const events = sampleTimeline(nowMs, 200);
  let exports = 0;
  const backfills = new Map<ChannelId, BackfillState>([
    [GENERAL, { kind: 'paused', fetched: 1_200 }],
    [NOTES, { kind: 'stopped', fetched: 0, reason: 'Roomtone may not read the history of this channel.' }],
  ]);
  const setBackfill = (channelId: ChannelId, state: BackfillState) => {
    backfills.set(channelId, state);
    options.backfill(channelId, state);
  };
  const channel = (channelId: ChannelId, name: string): ArchivedChannel => {
    const own = messages.filter((one) => one.message.channelId === channelId);
    return {
      channelId,
      guildId: GUILD,
      guildName: 'Practice Guild',
      name,
      type: 0,
      messages: own.length,
      oldestMs: own.at(-1)?.message.sentAtMs ?? null,
      newestMs: own[0]?.message.sentAtMs ?? null,
      endedAtMs: null,
      backfill: backfills.get(channelId) ?? { kind: 'none' },
    };
  };
  const fits = (query: ArchiveQuery) => {
    const needle = query.text.toLowerCase();
    return ({ message, deletedAtMs }: ArchivedMessage) =>
      message.content.toLowerCase().includes(needle) &&
      (query.includeDeleted || deletedAtMs === null) &&
      (query.guildId === null || message.guildId === query.guildId) &&
      (query.channelId === null || message.channelId === query.channelId) &&
      (query.authorId === null || message.author.userId === query.authorId);
  };
  const tracesOf = (userId: UserId): PersonalTraces => ({
    messages: messages.filter((one) => one.message.author.userId === userId).length,
    versions: 0,
    reactions: 3,
    voiceSessions: 1,
    events: 0,
  });
  const mustHaveSomething = () => {
    if (options.isEmpty) throw new AppError('archive/empty', 'Nothing has been kept yet.');
  };
  return {
    archive: {
      status: (): ArchiveStatus => ({
        state: options.isEmpty ? 'off' : 'recording',
        accountKey: options.isEmpty ? null : 'practice-1',
        notices: [],
        messages: options.isEmpty ? 0 : messages.length,
        events: 420,
        voiceSessions: 37,
        bytes: 1_400_000,
        sinceMs: options.isEmpty ? null : nowMs - 9 * 86_400_000,
        dropped: 0,
      }),
      search({ before, limit, ...query }) {
        mustHaveSomething();
        const found = messages
          .filter(fits(query))
          .filter((one) => before === null || BigInt(one.message.messageId) < BigInt(before));
        return { hits: found.slice(0, limit), hasMore: found.length > limit, tookMs: 3 };
      },
      channels() {
        mustHaveSomething();
        const others = [...backfills.keys()].filter((id) => id !== NOTES && id !== GENERAL);
        return [
          channel(NOTES, 'show-notes'),
          channel(GENERAL, 'general'),
          ...others.map((id) => channel(id, 'announcements')),
        ];
      },
      timeline: (input) => timelinePage(events, input),
      attendance: ({ fromMs, toMs }) => sampleAttendance(fromMs, toMs),
      startBackfill: ({ channelId }) =>
        setBackfill(channelId, { kind: 'running', fetched: 1_300, oldestMs: nowMs - 86_400_000 }),
      pauseBackfill: ({ channelId }) => setBackfill(channelId, { kind: 'paused', fetched: 1_300 }),
      settings: () => settings,
      setSettings(next) {
        settings = next;
        return settings;
      },
      traces: ({ userId }) => tracesOf(userId),
      forget({ userId }) {
        const traces = tracesOf(userId);
        messages = messages.filter((one) => one.message.author.userId !== userId);
        forgotten = [...forgotten, { userId, atMs: nowMs }];
        return traces;
      },
      remember({ userId }) {
        forgotten = forgotten.filter((one) => one.userId !== userId);
      },
      forgotten: () => forgotten,
      export({ title }) {
        exports += 1;
        const exportId = `export-${exports}`;
        options.exported(exportId, title);
        return { exportId };
      },
      cancelExport: () => ({ cancelled: true }),
    },
  };
}
