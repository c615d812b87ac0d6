/** The replay: the mix of events that a busy community sends, the same in each run. */
import { LAST_WORD, REPLAY_EVENTS } from './protocol';

export const GUILD_ID = '1100000000000000000';
const EPOCH_ID = 1_100_000_000_000_000_000n;
const ROOMS = 20;
const TEXT_CHANNELS = 20;

/** Numbers in [0, 1), the same ones for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const userId = (n: number): string => String(EPOCH_ID + BigInt(n + 1) * 4_194_304n);
export const roomId = (n: number): string => String(EPOCH_ID + 5_000_000_000_000n + BigInt(n) * 4_194_304n);
export const textId = (n: number): string => String(EPOCH_ID + 6_000_000_000_000n + BigInt(n) * 4_194_304n);
export const messageId = (n: number): string =>
  String(EPOCH_ID + 9_000_000_000_000n + BigInt(n) * 4_194_304n);

const hash = (n: number): string =>
  (n * 2_654_435_761 + 97).toString(16).padStart(32, 'a1b2c3d4e5f6').slice(-32);

export const user = (n: number) => ({
  id: userId(n),
  username: `member_${n}`,
  discriminator: '0',
  global_name: `Member ${n}`,
  avatar: hash(n),
  public_flags: 0,
  avatar_decoration_data: null,
  primary_guild: null,
});

export const member = (n: number) => ({
  nick: n % 3 === 0 ? `Nick ${n}` : null,
  avatar: null,
  banner: null,
  roles: [GUILD_ID, roomId(500 + (n % 7))],
  joined_at: '2024-03-01T12:00:00.000000+00:00',
  premium_since: null,
  pending: false,
  communication_disabled_until: null,
  flags: 0,
  mute: false,
  deaf: false,
});

export const voiceState = (n: number, channelId: string | null, over: object = {}) => ({
  user_id: userId(n),
  session_id: hash(n + 7),
  channel_id: channelId,
  deaf: false,
  mute: false,
  self_deaf: false,
  self_mute: false,
  self_video: false,
  suppress: false,
  request_to_speak_timestamp: null,
  ...over,
});

export const message = (n: number, from: number, channelId: string, content: string) => ({
  id: messageId(n),
  channel_id: channelId,
  guild_id: GUILD_ID,
  author: user(from),
  member: member(from),
  content,
  timestamp: '2026-01-01T00:00:00.000000+00:00',
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  components: [],
  pinned: false,
  type: 0,
  flags: 0,
  channel_type: 0,
});

/** A guild of so many people, the first `inVoice` of them in rooms. */
export function guild(members: number, inVoice: number, rooms = ROOMS) {
  return {
    id: GUILD_ID,
    name: 'Harbour',
    icon: null,
    owner_id: userId(0),
    member_count: members,
    large: members > 250,
    unavailable: false,
    roles: [GUILD_ID, ...Array.from({ length: 7 }, (_, n) => roomId(500 + n))].map((id, position) => ({
      id,
      name: position === 0 ? '@everyone' : `Role ${position}`,
      color: 0,
      position,
      permissions: '1071698660929',
      hoist: false,
      managed: false,
      mentionable: false,
    })),
    channels: [
      ...Array.from({ length: rooms }, (_, n) => ({
        id: roomId(n),
        type: 2,
        name: `room-${n}`,
        position: n,
      })),
      ...Array.from({ length: TEXT_CHANNELS }, (_, n) => ({
        id: textId(n),
        type: 0,
        name: `text-${n}`,
        position: n,
      })),
    ].map((channel) => ({ ...channel, permission_overwrites: [], parent_id: null, topic: null })),
    threads: [],
    emojis: [],
    stage_instances: [],
    members: Array.from({ length: members }, (_, n) => ({ user: user(n), ...member(n) })),
    voice_states: Array.from({ length: inVoice }, (_, n) => voiceState(n, roomId(n % rooms))),
    presences: [],
  };
}

export interface WireEvent {
  t: string;
  d: unknown;
}

/** 50% messages of 1.3 KB, 30% presences of 0.6 KB, 12% voice states of 0.8 KB, the rest typing. */
export function replay(): WireEvent[] {
  const random = randomFrom(7);
  const text = 'The stage opens at eight, bring a friend and something warm to drink. ';
  const events = Array.from({ length: REPLAY_EVENTS - 1 }, (_, n): WireEvent => {
    const from = Math.floor(random() * 2_000);
    const kind = random();
    if (kind < 0.5) {
      const content = text.repeat(1 + Math.floor(random() * 14));
      return { t: 'MESSAGE_CREATE', d: message(n, from, textId(n % TEXT_CHANNELS), content) };
    }
    if (kind < 0.8) {
      const status = ['online', 'idle', 'dnd', 'offline'][Math.floor(random() * 4)];
      const activity = {
        name: 'Custom Status',
        type: 4,
        state: text,
        created_at: 1_700_000_000_000 + n,
        id: 'custom',
      };
      const d = {
        user: { id: userId(from) },
        guild_id: GUILD_ID,
        status,
        activities: [activity, activity],
        client_status: { desktop: status },
      };
      return { t: 'PRESENCE_UPDATE', d };
    }
    if (kind < 0.92) {
      const to = random() < 0.1 ? null : roomId(Math.floor(random() * ROOMS));
      const d = {
        ...voiceState(from, to),
        guild_id: GUILD_ID,
        member: { user: user(from), ...member(from) },
      };
      return { t: 'VOICE_STATE_UPDATE', d };
    }
    const d = {
      channel_id: textId(n % TEXT_CHANNELS),
      guild_id: GUILD_ID,
      user_id: userId(from),
      timestamp: n,
      member: { user: user(from), ...member(from) },
    };
    return { t: 'TYPING_START', d };
  });
  return [...events, { t: 'MESSAGE_CREATE', d: message(REPLAY_EVENTS, 0, textId(0), LAST_WORD) }];
}
