/**
 * Who sits at which leaf of the ratchet tree. The delivery service never sees the tree; it repeats the rule
 * by which every client places members (RFC 9420 section 7.7 and 12.1.1): a Remove blanks its leaf, an Add
 * takes the leftmost blank one. Commits apply Removes before Adds.
 */
export class LeafTable {
  readonly #leaves: (string | null)[] = [];

  /** A group of one: its creator at leaf 0. */
  constructor(creator: string) {
    this.#leaves.push(creator);
  }

  add(userId: string): number {
    const blank = this.#leaves.indexOf(null);
    const leaf = blank === -1 ? this.#leaves.length : blank;
    this.#leaves[leaf] = userId;
    return leaf;
  }

  remove(leaf: number): void {
    if (leaf < this.#leaves.length) this.#leaves[leaf] = null;
  }

  /** The leaf of a member, or null when the user is none. */
  leafOf(userId: string): number | null {
    const leaf = this.#leaves.indexOf(userId);
    return leaf === -1 ? null : leaf;
  }

  userAt(leaf: number): string | null {
    return this.#leaves[leaf] ?? null;
  }

  get members(): string[] {
    return this.#leaves.filter((user) => user !== null);
  }
}
