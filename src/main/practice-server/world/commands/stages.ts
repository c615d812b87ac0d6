import type { StageInstanceRecord } from '../guild-records';
import type { ChannelRecord, GuildRecord } from '../model';
import type { World } from '../world';

export type StageFields = Pick<StageInstanceRecord, 'topic' | 'privacy_level'>;

export function stageOf(guild: GuildRecord, channelId: string): StageInstanceRecord | undefined {
  return guild.stage_instances.find((stage) => stage.channel_id === channelId);
}

export function stageToWire(stage: StageInstanceRecord): Record<string, unknown> {
  return { ...stage, discoverable_disabled: true, guild_scheduled_event_id: null };
}

function emitStage(world: World, t: string, stage: StageInstanceRecord): void {
  world.emit({ t, guildId: stage.guild_id, viewChannelId: stage.channel_id, d: stageToWire(stage) });
}

/** Makes a stage channel live. */
export function startStage(
  world: World,
  guild: GuildRecord,
  channel: ChannelRecord,
  fields: StageFields,
): StageInstanceRecord {
  const stage = { id: world.newId(), guild_id: guild.id, channel_id: channel.id, ...fields };
  guild.stage_instances.push(stage);
  emitStage(world, 'STAGE_INSTANCE_CREATE', stage);
  return stage;
}

export function updateStage(world: World, stage: StageInstanceRecord, change: Partial<StageFields>): void {
  Object.assign(stage, change);
  emitStage(world, 'STAGE_INSTANCE_UPDATE', stage);
}

export function endStage(world: World, guild: GuildRecord, stage: StageInstanceRecord): void {
  guild.stage_instances = guild.stage_instances.filter((other) => other !== stage);
  emitStage(world, 'STAGE_INSTANCE_DELETE', stage);
}
