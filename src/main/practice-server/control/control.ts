import type { Clock } from '../../support/clock';
import type { GatewayHub } from '../gateway/hub';
import type { MembersDirector } from '../members/director';
import type { Storm } from '../members/storm';
import { ApiError } from '../rest/api-error';
import type { Limits } from '../rest/limits/limits';
import type { ScenarioPlayer } from '../scenario/player';
import type { TroubleDial } from '../trouble/dial';
import type { VoiceDial } from '../trouble/voice-dial';
import type { GuildRecord } from '../world/model';
import type { World } from '../world/world';

export interface ControlParts {
  world: World;
  hub: GatewayHub;
  director: MembersDirector;
  scenarios: ScenarioPlayer;
  storm: Storm;
  clock: Clock;
  limits: Limits;
  trouble: TroubleDial;
  voiceTrouble: VoiceDial;
  /** Besides any bot token, this opens the control API: it still works after the bot token is revoked. */
  controlToken: string;
  /** For clients that connect to voice over `wss://` only. */
  certificatePem: string | null;
}

/** A call of the control API: what it answers is sent as JSON. */
export type Control = readonly [
  method: string,
  pattern: RegExp,
  run: (parts: ControlParts, body: unknown, params: string[]) => unknown,
];

/** The simulated member with this id, and its guild. */
export function memberOf(
  parts: ControlParts,
  id: string | undefined,
): { guild: GuildRecord; userId: string } {
  for (const guild of parts.world.state.guilds.values()) {
    const user = parts.world.user(id ?? '');
    if (user && !user.bot && guild.members.has(user.id)) return { guild, userId: user.id };
  }
  throw new ApiError('unknownMember');
}
