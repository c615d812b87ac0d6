export { createGuildCache, type GuildCache } from './guild-cache';
export { displayNameOf, ownChannelPermissions, ownGuildPermissions, personIn } from './people';
export type { CacheChange, CachedGuild, CachedMember, CachedVoiceState, CacheState } from './state';
