/** How many colours there are for people; recordings keep the index of each speaker (0..11). */
export const SPEAKER_COLOURS = 12;

/**
 * A person's colour index, the same everywhere and every time: FNV-1a over the digits of the id, so that ids made
 * in the same moment do not share a colour.
 */
export function speakerColourIndex(userId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < userId.length; i += 1) {
    hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % SPEAKER_COLOURS;
}
