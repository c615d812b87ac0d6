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
  [4000, { action: 'resume', meaning: 'the server had an error it does not name' }],
  [4001, { action: 'resume', meaning: 'the server did not know a command of ours' }],
  [4002, { action: 'resume', meaning: 'the server could not read what we sent' }],
  [4003, { action: 'identify', meaning: 'the server wants us to sign in anew' }],
  [4004, { action: 'stop', meaning: 'the token was refused' }],
  [4005, { action: 'resume', meaning: 'the server heard us sign in twice' }],
  [4007, { action: 'identify', meaning: 'the server lost count of our session' }],
  [4008, { action: 'resume', meaning: 'the server found us too fast' }],
  [4009, { action: 'identify', meaning: 'the session timed out' }],
  [4010, { action: 'stop', meaning: 'the server does not accept this shard' }],
  [4011, { action: 'stop', meaning: 'this bot is in so many guilds that Discord demands sharding' }],
  [4012, { action: 'stop', meaning: 'the server no longer speaks this version of its gateway' }],
  [4013, { action: 'stop', meaning: 'the server does not accept what Roomtone asks to hear of' }],
  [4014, { action: 'stop', meaning: 'privileged intents that are not switched on for this bot' }],
]);

export function gatewayClosePolicy(code: number): GatewayClosePolicy {
  return (
    GATEWAY_CLOSE_CODES.get(code) ?? {
      action: 'resume',
      meaning: `the server closed the connection (code ${code})`,
    }
  );
}
