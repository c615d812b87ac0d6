export type { AwayChange, AwayReport } from './away';
export { createGuildCache, type GuildCache } from './guild-cache';
export {
  displayNameOf,
  highestRole,
  highestRolePosition,
  memberPermissions,
  ownChannelPermissions,
  ownGuildPermissions,
  personIn,
  roleColour,
  standingOf,
  standsAboveRole,
} from './people';
export type { CacheChange, CachedGuild, CachedMember, CachedVoiceState, CacheState } from './state';
