import { createHash } from 'node:crypto';
import { channelRecord } from '../commands/channels';
import { SnowflakeSource } from '../ids';
import { LongHistory, type LongHistoryRecord } from '../long-history';
import type {
  ChannelRecord,
  GuildRecord,
  PresenceStatus,
  RoleRecord,
  UserRecord,
  WorldState,
} from '../model';
import { ChannelType } from '../model';
import { Permission } from '../permissions';
import { hashText, SeededRandom } from '../random';
import { toDiscordTime } from '../time';
import { addRooms } from './crowd';
import { furnish } from './furniture';
import { writeHistory } from './history';
import { ACCENTS, PEOPLE } from './people';

const GUILD_MADE_MS = Date.UTC(2024, 2, 4, 18, 30);
const DAY_MS = 86_400_000;
/** A larger guild did not grow for longer, its people came in faster. */
const DAYS_OF_GROWTH = 200;
/** From the person with this number on, most are offline, as in every large guild. */
const FIRST_ABSENT = 300;
const ABSENT_SHARE = 0.85;
/** How many of the people are in each further guild. */
const PEOPLE_PER_FURTHER_GUILD = 30;
const FURTHER_NAMES = ['Second Stage', 'Night Shift', 'Reading Circle', 'Test Kitchen', 'Open Workshop'];

const EVERYONE =
  Permission.VIEW_CHANNEL |
  Permission.CREATE_INSTANT_INVITE |
  Permission.SEND_MESSAGES |
  Permission.EMBED_LINKS |
  Permission.ATTACH_FILES |
  Permission.READ_MESSAGE_HISTORY |
  Permission.ADD_REACTIONS |
  Permission.USE_EXTERNAL_EMOJIS |
  Permission.CONNECT |
  Permission.SPEAK |
  Permission.USE_VAD |
  Permission.CHANGE_NICKNAME |
  Permission.REQUEST_TO_SPEAK |
  Permission.SEND_MESSAGES_IN_THREADS |
  Permission.CREATE_PUBLIC_THREADS;

const MODERATOR =
  Permission.MANAGE_MESSAGES |
  Permission.MUTE_MEMBERS |
  Permission.DEAFEN_MEMBERS |
  Permission.MOVE_MEMBERS |
  Permission.MODERATE_MEMBERS |
  Permission.KICK_MEMBERS |
  Permission.VIEW_AUDIT_LOG;

/** All a host's bot needs, and no more: no ADMINISTRATOR, so that permission checks mean something. */
const BOT =
  MODERATOR |
  Permission.MANAGE_CHANNELS |
  Permission.MANAGE_ROLES |
  Permission.MANAGE_WEBHOOKS |
  Permission.MANAGE_NICKNAMES |
  Permission.MANAGE_EVENTS |
  Permission.MANAGE_THREADS |
  Permission.PRIORITY_SPEAKER |
  Permission.MENTION_EVERYONE |
  Permission.SEND_TTS_MESSAGES |
  Permission.SET_VOICE_CHANNEL_STATUS |
  Permission.PIN_MESSAGES |
  Permission.SEND_POLLS |
  Permission.SEND_VOICE_MESSAGES |
  Permission.USE_SOUNDBOARD |
  Permission.CREATE_PRIVATE_THREADS |
  Permission.BYPASS_SLOWMODE;

interface ChannelPlan {
  name: string;
  type: ChannelType;
  topic?: string;
  userLimit?: number;
  bitrate?: number;
  /** `readOnly`: only hosts write; `staffOnly`: hidden from everyone but moderators. */
  access?: 'readOnly' | 'staffOnly';
}

const PLAN: readonly { category: string; channels: readonly ChannelPlan[] }[] = [
  {
    category: 'Information',
    channels: [
      { name: 'welcome', type: ChannelType.TEXT, topic: 'Start here', access: 'readOnly' },
      { name: 'announcements', type: ChannelType.ANNOUNCEMENT, topic: 'What is coming up' },
      { name: 'staff', type: ChannelType.TEXT, access: 'staffOnly' },
      { name: 'noticeboard', type: ChannelType.TEXT, topic: 'Posters, polls and pictures' },
    ],
  },
  {
    category: 'Hangout',
    channels: [
      { name: 'general', type: ChannelType.TEXT, topic: 'Anything and everything' },
      { name: 'music', type: ChannelType.TEXT, topic: 'What are you listening to?' },
      { name: 'questions', type: ChannelType.FORUM, topic: 'One post per question, please' },
      { name: 'Lounge', type: ChannelType.VOICE },
      { name: 'Studio', type: ChannelType.VOICE, bitrate: 96_000 },
      { name: 'Quiet corner', type: ChannelType.VOICE, userLimit: 4 },
      { name: 'Game night', type: ChannelType.VOICE },
    ],
  },
  {
    category: 'Events',
    channels: [
      { name: 'event-planning', type: ChannelType.TEXT, topic: 'Who, what, when' },
      { name: 'Green room', type: ChannelType.VOICE },
      { name: 'Town hall', type: ChannelType.STAGE, topic: 'The monthly talk' },
    ],
  },
];

export interface WorldPlan {
  seed: string;
  /** Simulated members beside the bot. */
  members: number;
  /** Unix ms at which the world begins: the chat history ends shortly before. */
  startMs: number;
  /** Messages of a channel with a very long history; no such channel when absent or 0. */
  longHistory?: number;
  /** Voice rooms beside those that every world has. */
  rooms?: number;
  /** Guilds in all; 1 when absent. */
  guilds?: number;
}

/**
 * A believable guild from a seed. Ids of users, roles and channels follow from the seed alone; the history
 * is dated back from `startMs`.
 */
export function buildWorld(plan: WorldPlan): WorldState {
  const random = new SeededRandom(`world:${plan.seed}`);
  const ids = new SnowflakeSource(hashText(plan.seed));
  const bot = makeBot(ids);
  const people = makePeople(plan, random.fork('people'), ids);
  const guild = makeGuild('Practice Commons', stepMs(plan), random.fork('guild'), ids, bot, people);
  const state: WorldState = {
    seed: plan.seed,
    application: { id: bot.id, name: 'Roomtone practice', bot_id: bot.id },
    tokens: new Map([[makeToken(plan.seed, bot.id), bot.id]]),
    users: new Map([bot, ...people].map((user) => [user.id, user])),
    guilds: new Map([[guild.id, guild]]),
    messages: new Map(),
    dms: new Map(),
    webhooks: new Map(),
    long_history: null,
    audit_log: [],
    snowflakes: { lastMs: 0, increment: 0 },
    random: random.fork('live').state,
    size: { rooms: plan.rooms ?? 0, guilds: plan.guilds ?? 1 },
  };
  if (people[0]) furnish(state, guild, people[0], new SnowflakeSource(hashText(`${plan.seed}:furniture`)));
  writeHistory({ state, guild, people, bot, startMs: plan.startMs, random: random.fork('history') });
  if (plan.rooms) addRooms(guild, plan.rooms, plan.seed, GUILD_MADE_MS);
  for (let number = 1; number < (plan.guilds ?? 1); number++) {
    const further = makeFurtherGuild(plan.seed, number, bot, people);
    state.guilds.set(further.id, further);
  }
  if (plan.longHistory) state.long_history = addLongHistory(plan, plan.longHistory, guild, people);
  return state;
}

/** A smaller guild with some of the same people and the same rooms. */
function makeFurtherGuild(
  seed: string,
  number: number,
  bot: UserRecord,
  people: readonly UserRecord[],
): GuildRecord {
  const ids = new SnowflakeSource(hashText(`${seed}:guild:${number}`));
  const random = new SeededRandom(`world:${seed}:guild:${number}`);
  const start = people.length === 0 ? 0 : random.between(0, people.length - 1);
  const some = Array.from(
    { length: Math.min(people.length, PEOPLE_PER_FURTHER_GUILD) },
    (_, index) => people[(start + index) % people.length],
  ).flatMap((person) => person ?? []);
  const round = Math.floor((number - 1) / FURTHER_NAMES.length);
  const name = FURTHER_NAMES[(number - 1) % FURTHER_NAMES.length] ?? 'Practice';
  return makeGuild(round === 0 ? name : `${name} ${round + 1}`, DAY_MS, random, ids, bot, some);
}

/** The time between one person and the next, ms. */
function stepMs(plan: WorldPlan): number {
  return plan.members <= DAYS_OF_GROWTH ? DAY_MS : (DAYS_OF_GROWTH * DAY_MS) / plan.members;
}

/** A channel of its own for it, last of all, so that nothing else of the world is another. */
function addLongHistory(
  plan: WorldPlan,
  count: number,
  guild: GuildRecord,
  people: readonly UserRecord[],
): LongHistoryRecord {
  const id = new SnowflakeSource(hashText(`${plan.seed}:long`)).at(GUILD_MADE_MS + 300 * DAY_MS);
  const channel = channelRecord(id, guild.id, {
    name: 'long-talk',
    type: ChannelType.TEXT,
    topic: `${count} messages to scroll through`,
    position: 99,
  });
  guild.channels.set(id, channel);
  const record: LongHistoryRecord = {
    channel_id: id,
    count,
    end_ms: plan.startMs - 60_000,
    seed: `${plan.seed}:long`,
    authors: people.map((user) => user.id),
    changed: [],
  };
  channel.last_message_id = new LongHistory(record).idAt(count - 1);
  return record;
}

/** The bot's token in Discord's form: id in base64url, six characters, then a signature; the seed decides it. */
export function makeToken(seed: string, botId: string): string {
  const signature = createHash('sha256').update(`practice token of ${seed}`).digest('base64url');
  const middle = signature.slice(0, 6).replace(/-/g, 'x');
  return `${Buffer.from(botId).toString('base64url')}.${middle}.${signature.slice(6).replace(/[-_]/g, 'q')}`;
}

function makeBot(ids: SnowflakeSource): UserRecord {
  return {
    id: ids.at(GUILD_MADE_MS - 200 * DAY_MS),
    username: 'Roomtone practice',
    global_name: null,
    avatar: null,
    accent_color: null,
    bot: true,
    status: 'offline',
    dms_closed: false,
  };
}

function makePeople(plan: WorldPlan, random: SeededRandom, ids: SnowflakeSource): UserRecord[] {
  const order = random.shuffle(PEOPLE);
  const step = stepMs(plan);
  return Array.from({ length: plan.members }, (_, index) => {
    const [username, displayName] = order[index % order.length] ?? ['someone', 'Someone'];
    const round = Math.floor(index / order.length) + 1;
    return {
      id: ids.at(GUILD_MADE_MS - 190 * DAY_MS + index * step * 0.5 + random.between(0, step / 4)),
      username: round === 1 ? username : `${username}${round}`,
      global_name: round === 1 ? displayName : `${displayName} ${round}`,
      avatar: null,
      accent_color: ACCENTS[index % ACCENTS.length] ?? null,
      bot: false,
      // A few keep their direct messages to themselves, as everywhere; the first people never do.
      dms_closed: index > 5 && index % 7 === 0,
      status: statusOf(index, random),
    };
  });
}

function statusOf(index: number, random: SeededRandom): PresenceStatus {
  if (index === 0) return 'online';
  const present = random.pick(['online', 'online', 'online', 'idle', 'dnd'] as const) ?? 'online';
  return index >= FIRST_ABSENT && random.chance(ABSENT_SHARE) ? 'offline' : present;
}

function makeGuild(
  name: string,
  step: number,
  random: SeededRandom,
  ids: SnowflakeSource,
  bot: UserRecord,
  people: readonly UserRecord[],
): GuildRecord {
  let madeMs = GUILD_MADE_MS + Math.ceil(people.length / 2) * step;
  const nextId = (): string => {
    madeMs += random.between(20_000, 900_000);
    return ids.at(madeMs);
  };
  const guildId = nextId();
  const role = (
    id: string,
    roleName: string,
    position: number,
    permissions: bigint,
    color = 0,
  ): RoleRecord => ({
    id,
    name: roleName,
    color,
    hoist: color !== 0,
    position,
    permissions: permissions.toString(),
    managed: false,
    mentionable: false,
  });
  const everyone = role(guildId, '@everyone', 0, EVERYONE);
  const regular = { ...role(nextId(), 'Regular', 1, 0n, 0x6f9a8d), mentionable: true };
  const moderator = role(nextId(), 'Moderator', 2, MODERATOR, 0x4f7cc4);
  const host = role(nextId(), 'Host', 3, MODERATOR | Permission.MANAGE_CHANNELS, 0xc07a3e);
  const botRole: RoleRecord = { ...role(nextId(), bot.username, 4, BOT), managed: true, bot_id: bot.id };
  const roles = [everyone, regular, moderator, host, botRole];
  const guild: GuildRecord = {
    id: guildId,
    name,
    description: 'A guild to rehearse in',
    owner_id: people[0]?.id ?? bot.id,
    afk_timeout: 300,
    preferred_locale: 'en-US',
    system_channel_id: null,
    premium_tier: 0,
    bans: [],
    stage_instances: [],
    roles: new Map(roles.map((each) => [each.id, each])),
    channels: new Map(),
    members: new Map(),
    voice_states: new Map(),
    threads: new Map(),
    emojis: new Map(),
  };
  for (const { channel } of planChannels(guild, moderator.id, host.id, nextId)) {
    guild.channels.set(channel.id, channel);
    if (channel.name === 'general') guild.system_channel_id = channel.id;
  }
  const join = (user: UserRecord, memberRoles: string[], atMs: number): void => {
    guild.members.set(user.id, {
      user_id: user.id,
      nick: null,
      roles: memberRoles,
      joined_at: toDiscordTime(atMs),
      deaf: false,
      mute: false,
      communication_disabled_until: null,
    });
  };
  join(bot, [botRole.id], madeMs + DAY_MS);
  people.forEach((user, index) => {
    const own =
      index === 0 ? [host.id] : index <= 2 ? [moderator.id] : random.chance(0.5) ? [regular.id] : [];
    join(user, own, madeMs + (index + 1) * step);
  });
  return guild;
}

function* planChannels(
  guild: GuildRecord,
  moderatorId: string,
  hostId: string,
  nextId: () => string,
): Generator<{ channel: ChannelRecord }> {
  const view = Permission.VIEW_CHANNEL.toString();
  const send = Permission.SEND_MESSAGES.toString();
  const overwrites = {
    readOnly: [
      { id: guild.id, type: 0 as const, allow: '0', deny: send },
      { id: hostId, type: 0 as const, allow: send, deny: '0' },
    ],
    staffOnly: [
      { id: guild.id, type: 0 as const, allow: '0', deny: view },
      { id: moderatorId, type: 0 as const, allow: view, deny: '0' },
      { id: hostId, type: 0 as const, allow: view, deny: '0' },
    ],
  };
  for (const [categoryIndex, { category, channels }] of PLAN.entries()) {
    const parent = channelRecord(nextId(), guild.id, {
      name: category,
      type: ChannelType.CATEGORY,
      position: categoryIndex,
    });
    yield { channel: parent };
    for (const [index, plan] of channels.entries()) {
      yield {
        channel: channelRecord(nextId(), guild.id, {
          name: plan.name,
          type: plan.type,
          position: index,
          parent_id: parent.id,
          topic: plan.topic ?? null,
          user_limit: plan.userLimit ?? 0,
          bitrate: plan.bitrate ?? 64_000,
          permission_overwrites: plan.access ? overwrites[plan.access] : [],
        }),
      };
    }
  }
}
