import { z } from 'zod';
import type { ChannelChange } from '../../world/commands/channels';
import type { ChannelRecord, GuildRecord } from '../../world/model';
import { ChannelType, holdsPosts } from '../../world/model';
import { ApiError, fieldError } from '../api-error';
import type { Exchange } from '../route';
import { VOICE_REGIONS } from '../voice-regions';
import { checkedOverwrites, OverwriteBody } from './overwrites';
import { postChange, threadSettings } from './post-fields';

const MAX_CHILDREN = 50;
const MAX_TOPIC = 1024;
const MAX_GUIDELINES = 4096;
const MAX_STAGE_BITRATE = 64_000;
const MAX_VOICE_USERS = 99;
/** By boost tier (reference "Modify Channel"). */
const MAX_BITRATE = [96_000, 128_000, 256_000, 384_000] as const;

const snowflake = z.union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative().transform(String)]);
const regions = VOICE_REGIONS.map(({ id }) => id);

/** The fields that a request to make a channel and one to change it have in common. */
export const channelSettings = {
  /** Longer where it explains what posts are for; the kind of channel decides. */
  topic: z.string().max(MAX_GUIDELINES).nullish(),
  bitrate: z.number().int().min(8000).max(MAX_BITRATE[3]).nullish(),
  user_limit: z.number().int().min(0).max(10_000).nullish(),
  rate_limit_per_user: z.number().int().min(0).max(21_600).nullish(),
  position: z.number().int().min(0).nullish(),
  permission_overwrites: z.array(OverwriteBody).nullish(),
  parent_id: snowflake.nullish(),
  nsfw: z.boolean().nullish(),
  rtc_region: z.enum(regions as [string, ...string[]]).nullish(),
  video_quality_mode: z.union([z.literal(1), z.literal(2)]).nullish(),
  ...threadSettings,
};
export const channelName = z.string().min(1).max(100);

const Settings = z.object({ name: channelName.nullish(), ...channelSettings });
type Settings = z.output<typeof Settings>;

const isVoice = (type: ChannelType): boolean => type === ChannelType.VOICE || type === ChannelType.STAGE;

/** Text channels have no capitals or spaces in their names; rooms, stages and categories keep theirs. */
export function storedName(text: string, type: ChannelType): string {
  const trimmed = text.trim();
  if (trimmed === '') throw fieldError(['name'], 'BASE_TYPE_REQUIRED', 'This field is required');
  if (isVoice(type) || type === ChannelType.CATEGORY) return trimmed;
  return trimmed.toLowerCase().replace(/\s+/g, '-');
}

/**
 * The fields of a request that change something, checked against the guild and the caller's permissions.
 * Fields a kind of channel does not have are passed over, as Discord does. `own` absent: it is being made.
 */
export function toChannelChange(
  exchange: Exchange,
  guild: GuildRecord,
  type: ChannelType,
  body: Settings,
  own?: ChannelRecord,
): ChannelChange {
  const change: ChannelChange = {};
  if (body.name != null) change.name = storedName(body.name, type);
  if (body.position != null) change.position = body.position;
  if (body.parent_id !== undefined) change.parent_id = checkedParent(guild, type, body.parent_id, own);
  if (body.permission_overwrites != null) {
    const overwrites = checkedOverwrites(exchange, guild, own ?? null, body.permission_overwrites);
    change.permission_overwrites = overwrites;
  }
  if (type === ChannelType.CATEGORY) return change;
  if (body.topic !== undefined) {
    atMostLong('topic', body.topic ?? '', holdsPosts({ type }) ? MAX_GUIDELINES : MAX_TOPIC);
    change.topic = body.topic === '' ? null : body.topic;
  }
  if (body.nsfw != null) change.nsfw = body.nsfw;
  if (body.rate_limit_per_user != null) change.rate_limit_per_user = body.rate_limit_per_user;
  if (isVoice(type)) return { ...change, ...voiceChange(guild, type, body) };
  return { ...change, ...postChange(exchange.services.world, type, body, own) };
}

function voiceChange(guild: GuildRecord, type: ChannelType, body: Settings): ChannelChange {
  const change: ChannelChange = {};
  if (body.rtc_region !== undefined) change.rtc_region = body.rtc_region;
  if (body.video_quality_mode != null) change.video_quality_mode = body.video_quality_mode;
  if (body.bitrate != null) {
    if (type === ChannelType.STAGE && body.bitrate > MAX_STAGE_BITRATE) throw new ApiError('bitrateTooHigh');
    atMost('bitrate', body.bitrate, MAX_BITRATE[guild.premium_tier] ?? MAX_BITRATE[0]);
    change.bitrate = body.bitrate;
  }
  if (body.user_limit != null) {
    if (type === ChannelType.VOICE) atMost('user_limit', body.user_limit, MAX_VOICE_USERS);
    change.user_limit = body.user_limit;
  }
  return change;
}

function atMost(field: string, value: number, most: number): void {
  if (value <= most) return;
  throw fieldError([field], 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${most}.`);
}

function atMostLong(field: string, value: string, most: number): void {
  if (value.length <= most) return;
  throw fieldError([field], 'BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`);
}

/** The category a channel may go into; null: none. */
export function checkedParent(
  guild: GuildRecord,
  type: ChannelType,
  parentId: string | null,
  own: ChannelRecord | undefined,
): string | null {
  if (parentId === null) return null;
  const parent = guild.channels.get(parentId);
  if (parent?.type !== ChannelType.CATEGORY || type === ChannelType.CATEGORY) {
    throw fieldError(['parent_id'], 'CHANNEL_PARENT_INVALID_TYPE', 'Not a category');
  }
  const siblings = [...guild.channels.values()].filter(
    (other) => other.parent_id === parentId && other !== own,
  );
  if (siblings.length >= MAX_CHILDREN) {
    throw fieldError(
      ['parent_id'],
      'CHANNEL_PARENT_MAX_CHANNELS',
      'Maximum number of channels in category reached (50)',
    );
  }
  return parentId;
}
