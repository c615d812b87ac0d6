/**
 * What to do when the main gateway closes (reference "Gateway close event codes"). Policy is data: the shard
 * looks a code up here and nowhere else. Codes that are not listed (and none at all) are taken for trouble on
 * the way, after which a session can be resumed.
 */
export type GatewayCloseAction = 'resume' | 'identify' | 'stop';

export interface GatewayClosePolicy {
  action: GatewayCloseAction;
  meaning: string;
}

export const GATEWAY_CLOSE_CODES: ReadonlyMap<number, GatewayClosePolicy> = new Map<
  number,
  GatewayClosePolicy
>([
  [1000, { action: 'identify', meaning: 'the session was ended' }],
  [1001, { action: 'resume', meaning: 'the server is restarting' }],
  [1006, { action: 'resume', meaning: 'the connection was cut' }],
  [4000, { action: 'resume', meaning: 'unknown error' }],
  [4001, { action: 'resume', meaning: 'unknown opcode' }],
  [4002, { action: 'resume', meaning: 'a payload could not be decoded' }],
  [4003, { action: 'identify', meaning: 'not authenticated' }],
  [4004, { action: 'stop', meaning: 'the token was refused' }],
  [4005, { action: 'resume', meaning: 'already authenticated' }],
  [4007, { action: 'identify', meaning: 'invalid sequence number' }],
  [4008, { action: 'resume', meaning: 'sending too fast' }],
  [4009, { action: 'identify', meaning: 'the session timed out' }],
  [4010, { action: 'stop', meaning: 'invalid shard' }],
  [4011, { action: 'stop', meaning: 'this bot is in so many guilds that Discord demands sharding' }],
  [4012, { action: 'stop', meaning: 'the gateway version is not spoken any more' }],
  [4013, { action: 'stop', meaning: 'invalid intents' }],
  [4014, { action: 'stop', meaning: 'privileged intents that are not switched on for this bot' }],
]);

export function gatewayClosePolicy(code: number): GatewayClosePolicy {
  return GATEWAY_CLOSE_CODES.get(code) ?? { action: 'resume', meaning: `closed with code ${code}` };
}
