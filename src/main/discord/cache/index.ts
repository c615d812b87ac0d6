export { createGuildCache, type GuildCache } from './guild-cache';
export {
  displayNameOf,
  highestRolePosition,
  ownChannelPermissions,
  ownGuildPermissions,
  personIn,
  roleColour,
} from './people';
export type { CacheChange, CachedGuild, CachedMember, CachedVoiceState, CacheState } from './state';
