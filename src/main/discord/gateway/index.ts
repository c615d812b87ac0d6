export {
  createGatewayClient,
  type GatewayClient,
  type GatewayClientOptions,
  type GatewayCounters,
  type GatewayPlan,
} from './client';
export { INTENT_SWITCHES } from './close-error';
export type { CommandOutcome } from './command-queue';
export type { MembersAnswer, MembersRequest } from './requests';
export {
  createShard,
  type Shard,
  type ShardCounters,
  type ShardOptions,
  type VoiceStateCommand,
} from './shard';
export type { ShardState } from './shard-state';
export { type GatewaySocket, type OpenGatewaySocket, openWsSocket } from './socket';
