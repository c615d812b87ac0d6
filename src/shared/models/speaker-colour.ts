/** How many colours there are for people; recordings keep the index of each speaker (0..11). */
export const SPEAKER_COLOURS = 12;

/**
 * A person's colour index, the same everywhere and every time: FNV-1a over the digits of the id, then Murmur3's
 * final mix, because FNV's low bits alone hardly tell apart ids that differ in few digits.
 */
export function speakerColourIndex(userId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < userId.length; i += 1) {
    hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % SPEAKER_COLOURS;
}
