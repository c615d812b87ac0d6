import type { ChannelRecord, GuildRecord } from '../model';
import { ChannelType } from '../model';
import { channelToWire } from '../wire';
import type { World } from '../world';
import { endStage, stageOf } from './stages';
import { forgetThread, syncThreads } from './threads';
import { disconnectFromVoice, isVoiceChannel, occupantsOf } from './voice';
import { webhooksOf } from './webhooks';

export type ChannelFields = Partial<Omit<ChannelRecord, 'id' | 'guild_id'>> & {
  name: string;
  type: ChannelType;
};

export type ChannelChange = Partial<
  Omit<ChannelRecord, 'id' | 'guild_id' | 'last_message_id' | 'voice_start_time' | 'status'>
>;

/** Discord's defaults for what the maker of a channel left out. */
export function channelRecord(id: string, guildId: string, fields: ChannelFields): ChannelRecord {
  return {
    id,
    guild_id: guildId,
    position: 0,
    parent_id: null,
    permission_overwrites: [],
    topic: null,
    nsfw: false,
    rate_limit_per_user: 0,
    last_message_id: null,
    last_pin_timestamp: null,
    flags: 0,
    default_auto_archive_duration: 1440,
    default_thread_rate_limit_per_user: 0,
    available_tags: [],
    default_reaction_emoji: null,
    default_sort_order: null,
    default_forum_layout: 0,
    bitrate: 64_000,
    user_limit: 0,
    rtc_region: null,
    video_quality_mode: 1,
    status: null,
    voice_start_time: null,
    ...fields,
  };
}

export function createChannel(world: World, guild: GuildRecord, fields: ChannelFields): ChannelRecord {
  const siblings = [...guild.channels.values()].filter(
    (other) => other.parent_id === (fields.parent_id ?? null),
  );
  const last = siblings.reduce((highest, other) => Math.max(highest, other.position), -1);
  const parent = fields.parent_id ? guild.channels.get(fields.parent_id) : undefined;
  const channel = channelRecord(world.newId(), guild.id, {
    position: last + 1,
    // A channel made in a category starts out synced with it.
    permission_overwrites: parent ? parent.permission_overwrites.map((overwrite) => ({ ...overwrite })) : [],
    ...fields,
  });
  guild.channels.set(channel.id, channel);
  world.emit({ t: 'CHANNEL_CREATE', guildId: guild.id, d: channelToWire(channel) });
  return channel;
}

export function updateChannel(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  change: ChannelChange,
): ChannelRecord {
  const sawBefore = new Set(botsSeeing(world, guild, channel));
  Object.assign(channel, change);
  world.emit({ t: 'CHANNEL_UPDATE', guildId: guild.id, d: channelToWire(channel) });
  for (const id of botsSeeing(world, guild, channel)) {
    if (!sawBefore.has(id)) syncThreads(world, guild, channel, id);
  }
  return channel;
}

/** Real clients that can see a channel. */
function botsSeeing(world: World, guild: GuildRecord, channel: ChannelRecord): string[] {
  return [...guild.members.keys()].filter(
    (id) => world.user(id)?.bot === true && world.maySee(guild, channel.id, id),
  );
}

/** Deletes a channel: who sits in it is disconnected first, children of a category move to the top level. */
export function deleteChannel(world: World, guild: GuildRecord, channel: ChannelRecord): void {
  if (isVoiceChannel(channel)) {
    for (const voiceState of occupantsOf(guild, channel.id)) {
      disconnectFromVoice(world, guild, voiceState.user_id, 'channelDeleted');
    }
  }
  const stage = stageOf(guild, channel.id);
  if (stage) endStage(world, guild, stage);
  guild.channels.delete(channel.id);
  world.state.messages.delete(channel.id);
  world.files.deleteUnder(`attachments/${channel.id}`);
  for (const thread of [...guild.threads.values()]) {
    if (thread.parent_id === channel.id) forgetThread(world, guild, thread.id);
  }
  for (const webhook of webhooksOf(world, channel.id)) world.state.webhooks.delete(webhook.id);
  if (guild.system_channel_id === channel.id) guild.system_channel_id = null;
  world.emit({ t: 'CHANNEL_DELETE', guildId: guild.id, d: channelToWire(channel) });
  if (channel.type !== ChannelType.CATEGORY) return;
  for (const child of guild.channels.values()) {
    if (child.parent_id === channel.id) updateChannel(world, guild, child, { parent_id: null });
  }
}
