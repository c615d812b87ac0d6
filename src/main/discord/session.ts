import type { Dispatch } from '@shared/discord/wire/dispatch';
import type { WireUser } from '@shared/discord/wire/objects';
import type { TargetKind } from '@shared/models/accounts';
import type { GuildCache } from './cache';
import type { GatewayClient } from './gateway';
import type { RestClient } from './rest';

/**
 * One signed-in connection as services use it: its clients, its cache, and its dispatches. It lives from the
 * first READY to signing out, across reconnects. Only types here; the accounts service makes them.
 */
export interface DiscordSession {
  readonly target: TargetKind;
  /** What a person calls it: "Practice server". */
  readonly label: string;
  /** The REST base without the version, as it is used: `https://discord.com/api`. */
  readonly baseUrl: string;
  /** True when the server is on this computer. */
  readonly isLoopback: boolean;
  /** Scheme, host and port of its REST server, which is where a practice or self-hosted one keeps files too. */
  readonly serverOrigin: string;
  readonly userId: string;
  readonly user: WireUser;
  readonly rest: RestClient;
  readonly gateway: GatewayClient;
  readonly cache: GuildCache;
  /** Every checked dispatch, after the cache has taken it in. */
  onDispatch(listener: (dispatch: Dispatch) => void): () => void;
}

/** Where services get the session from; `current` is null while signed out. */
export interface SessionSource {
  readonly current: DiscordSession | null;
  onChanged(listener: (session: DiscordSession | null) => void): () => void;
}
