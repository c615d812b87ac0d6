/** Image addresses on Discord's CDN (reference "Image formatting"). A hash starting with `a_` is animated. */
const CDN = 'https://cdn.discordapp.com';
const HASH = /^(a_)?[0-9a-z]{1,64}$/i;
const AVATAR_SIZE = 128;

/** Address of a user's avatar, or null when there is none or the hash is not one. */
export function avatarUrl(userId: string, hash: string | null | undefined): string | null {
  return imageUrl(`avatars/${userId}`, hash);
}

/** Address of a member's avatar in one guild. */
export function memberAvatarUrl(
  guildId: string,
  userId: string,
  hash: string | null | undefined,
): string | null {
  return imageUrl(`guilds/${guildId}/users/${userId}/avatars`, hash);
}

/** Where Discord serves a guild's icon; null without one. */
export function guildIconUrl(guildId: string, hash: string | null | undefined): string | null {
  return imageUrl(`icons/${guildId}`, hash);
}

function imageUrl(folder: string, hash: string | null | undefined): string | null {
  if (!hash || !HASH.test(hash)) return null;
  return `${CDN}/${folder}/${hash}.webp?size=${AVATAR_SIZE}`;
}
