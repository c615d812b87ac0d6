export {
  type CommandOutcome,
  createShard,
  type Shard,
  type ShardCounters,
  type ShardOptions,
  type VoiceStateCommand,
} from './shard';
export type { ShardState } from './shard-state';
export { type GatewaySocket, type OpenGatewaySocket, openWsSocket } from './socket';
