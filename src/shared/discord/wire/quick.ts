import {
  isRecord,
  WireMember as MemberSchema,
  WireMessage as MessageSchema,
  type WireMember,
  type WireMessage,
  type WireUser,
  type WireVoiceState,
} from './objects';

/**
 * Checks for the events that come by the hundred a second, written out by hand: a schema takes 10 to 30 times as long.
 * Each yields exactly what the schema of the same name yields, or null for anything out of the ordinary, which the
 * schema then judges. A property test holds the two together.
 */

const MAX_ID_LENGTH = 20;
const MAX_TEXT_LENGTH = 200_000;
const MAX_SESSION_ID_LENGTH = 200;
const NINE = 57;
const ZERO = 48;

/** A snowflake: 1 to 20 digits. */
export function isId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_ID_LENGTH) return false;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}

/**
 * Reads fields and remembers whether one was out of the ordinary; what it answers then is of no use. One is enough,
 * since nothing here waits.
 */
class FieldReader {
  odd = false;

  id(value: unknown): string {
    if (isId(value)) return value;
    this.odd = true;
    return '';
  }

  text(value: unknown): string {
    if (typeof value === 'string' && value.length <= MAX_TEXT_LENGTH) return value;
    this.odd = true;
    return '';
  }

  nullableText(value: unknown): string | null {
    return value === null || value === undefined ? null : this.text(value);
  }

  flag(value: unknown): boolean {
    if (typeof value === 'boolean') return value;
    if (value !== null && value !== undefined) this.odd = true;
    return false;
  }

  /** A whole number, or what stands for none. */
  count(value: unknown, fallback: number): number {
    if (value === null || value === undefined) return fallback;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    this.odd = true;
    return fallback;
  }

  /** Ids alone: a list with anything else in it is out of the ordinary. */
  ids(value: unknown): string[] {
    if (value === null || value === undefined) return [];
    if (!Array.isArray(value)) {
      this.odd = true;
      return [];
    }
    const kept: string[] = new Array(value.length);
    for (let at = 0; at < value.length; at += 1) kept[at] = this.id(value[at]);
    return kept;
  }

  /** An empty list without the schema; anything else with it. */
  list<T>(value: unknown, schema: Schema<T[]>): T[] {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value) && value.length === 0) return [];
    return this.by(value, schema, []);
  }

  /** Null without the schema; anything else with it. */
  nullable<T>(value: unknown, schema: Schema<T | null>): T | null {
    return value === null || value === undefined ? null : this.by<T | null>(value, schema, null);
  }

  by<T>(value: unknown, schema: Schema<T>, fallback: T): T {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    this.odd = true;
    return fallback;
  }
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

const read = new FieldReader();

/** Runs a reader of fields from a clean start; null when it met something out of the ordinary. */
function whole<T>(value: unknown, readFields: (raw: Record<string, unknown>) => T): T | null {
  if (!isRecord(value)) return null;
  read.odd = false;
  const result = readFields(value);
  return read.odd ? null : result;
}

function userFields(raw: Record<string, unknown>): WireUser {
  return {
    id: read.id(raw.id),
    username: read.text(raw.username),
    global_name: read.nullableText(raw.global_name),
    avatar: read.nullableText(raw.avatar),
    bot: read.flag(raw.bot),
  };
}

function userOf(value: unknown): WireUser {
  if (isRecord(value)) return userFields(value);
  read.odd = true;
  return { id: '', username: '', global_name: null, avatar: null, bot: false };
}

function memberFields(raw: Record<string, unknown>): WireMember {
  const nick = read.nullableText(raw.nick);
  const avatar = read.nullableText(raw.avatar);
  const roles = read.ids(raw.roles);
  const communication_disabled_until = read.nullableText(raw.communication_disabled_until);
  return raw.user === undefined
    ? { nick, avatar, roles, communication_disabled_until }
    : { user: userOf(raw.user), nick, avatar, roles, communication_disabled_until };
}

function memberOf(value: unknown): WireMember {
  if (isRecord(value)) return memberFields(value);
  return read.by(value, MemberSchema, {
    nick: null,
    avatar: null,
    roles: [],
    communication_disabled_until: null,
  });
}

function voiceStateFields(raw: Record<string, unknown>): WireVoiceState {
  const state: WireVoiceState = {
    channel_id: raw.channel_id === null || raw.channel_id === undefined ? null : read.id(raw.channel_id),
    user_id: read.id(raw.user_id),
    session_id: read.text(raw.session_id),
    deaf: read.flag(raw.deaf),
    mute: read.flag(raw.mute),
    self_deaf: read.flag(raw.self_deaf),
    self_mute: read.flag(raw.self_mute),
    self_stream: read.flag(raw.self_stream),
    self_video: read.flag(raw.self_video),
    suppress: read.flag(raw.suppress),
    request_to_speak_timestamp: read.nullableText(raw.request_to_speak_timestamp),
  };
  if (state.session_id.length > MAX_SESSION_ID_LENGTH) read.odd = true;
  if (raw.guild_id !== undefined) state.guild_id = read.id(raw.guild_id);
  if (raw.member !== undefined) state.member = memberOf(raw.member);
  return state;
}

const { shape } = MessageSchema;

function messageFields(raw: Record<string, unknown>): WireMessage {
  const { nonce } = raw;
  const message: WireMessage = {
    content: raw.content === null || raw.content === undefined ? '' : read.text(raw.content),
    attachments: read.list(raw.attachments, shape.attachments),
    embeds: read.list(raw.embeds, shape.embeds),
    components: read.list(raw.components, shape.components),
    flags: read.count(raw.flags, 0),
    id: read.id(raw.id),
    channel_id: read.id(raw.channel_id),
    author: userOf(raw.author),
    timestamp: read.text(raw.timestamp),
    edited_timestamp: read.nullableText(raw.edited_timestamp),
    mentions: read.list(raw.mentions, shape.mentions),
    mention_roles: read.ids(raw.mention_roles),
    mention_everyone: read.flag(raw.mention_everyone),
    pinned: read.flag(raw.pinned),
    reactions: read.list(raw.reactions, shape.reactions),
    nonce: typeof nonce === 'string' ? nonce : read.nullable(nonce, shape.nonce),
    type: typeof raw.type === 'number' ? read.count(raw.type, 0) : read.by(raw.type, shape.type, 0),
    message_reference: read.nullable(raw.message_reference, shape.message_reference),
    message_snapshots: read.list(raw.message_snapshots, shape.message_snapshots),
    thread: read.nullable(raw.thread, shape.thread),
    sticker_items: read.list(raw.sticker_items, shape.sticker_items),
    interaction_metadata: read.nullable(raw.interaction_metadata, shape.interaction_metadata),
    referenced_message: read.by(raw.referenced_message, shape.referenced_message, undefined),
  };
  if (raw.guild_id !== undefined) message.guild_id = read.id(raw.guild_id);
  if (raw.webhook_id !== undefined) message.webhook_id = read.id(raw.webhook_id);
  if (raw.member !== undefined) message.member = memberOf(raw.member);
  return message;
}

export interface WireTyping {
  channel_id: string;
  guild_id?: string | undefined;
  user_id: string;
  timestamp: number;
  member?: WireMember | undefined;
}

function typingFields(raw: Record<string, unknown>): WireTyping {
  const typing: WireTyping = {
    channel_id: read.id(raw.channel_id),
    user_id: read.id(raw.user_id),
    timestamp: typeof raw.timestamp === 'number' ? raw.timestamp : read.count(raw.timestamp ?? '', 0),
  };
  if (raw.guild_id !== undefined) typing.guild_id = read.id(raw.guild_id);
  if (raw.member !== undefined) typing.member = memberOf(raw.member);
  return typing;
}

const MAX_STATUS_LENGTH = 20;

function presenceFields(raw: Record<string, unknown>): { user: { id: string }; status: string } {
  const { user } = raw;
  if (!isRecord(user)) read.odd = true;
  const presence = { user: { id: read.id(isRecord(user) ? user.id : null) }, status: read.text(raw.status) };
  if (presence.status.length > MAX_STATUS_LENGTH) read.odd = true;
  return presence;
}

function presenceUpdateFields(raw: Record<string, unknown>) {
  return { ...presenceFields(raw), guild_id: read.id(raw.guild_id) };
}

export const quickPresence = (value: unknown) => whole(value, presenceFields);
export const quickPresenceUpdate = (value: unknown) => whole(value, presenceUpdateFields);
export const quickUser = (value: unknown): WireUser | null => whole(value, userFields);
export const quickMember = (value: unknown): WireMember | null => whole(value, memberFields);
export const quickVoiceState = (value: unknown): WireVoiceState | null => whole(value, voiceStateFields);
export const quickMessage = (value: unknown): WireMessage | null => whole(value, messageFields);
export const quickTyping = (value: unknown): WireTyping | null => whole(value, typingFields);
