/** How many colours there are for people; recordings keep the index of each speaker (0..11). */
export const SPEAKER_COLOURS = 12;

/**
 * Colours for the people of one recording, in order: each their own where it is free, else the next free one, so
 * that no two lanes look alike while there are colours left.
 */
export function distinctColourIndexes(userIds: readonly string[]): number[] {
  const taken = new Set<number>();
  return userIds.map((userId) => {
    const own = speakerColourIndex(userId);
    let index = own;
    for (let step = 1; taken.has(index) && step < SPEAKER_COLOURS; step += 1) {
      index = (own + step) % SPEAKER_COLOURS;
    }
    taken.add(index);
    return index;
  });
}

/** The same by person: who has two tracks has one colour. */
export function coloursByUser(userIds: readonly string[]): ReadonlyMap<string, number> {
  const people = [...new Set(userIds)];
  const colours = distinctColourIndexes(people);
  return new Map(people.map((userId, index) => [userId, colours[index] ?? 0]));
}

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
