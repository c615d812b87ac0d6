interface Replayable {
  seq: number;
  text: string;
}

/**
 * The last dispatches of a session, for a client that comes back: bounded in number and in size. Sequence numbers
 * are without gaps.
 */
export class ReplayBuffer {
  readonly #mostEntries: number;
  readonly #mostCharacters: number;
  #entries: Replayable[] = [];
  /** Entries before this one are let go; they are cut off now and then, not one by one. */
  #head = 0;
  #characters = 0;

  constructor(mostEntries: number, mostCharacters: number) {
    this.#mostEntries = mostEntries;
    this.#mostCharacters = mostCharacters;
  }

  get length(): number {
    return this.#entries.length - this.#head;
  }

  push(seq: number, text: string): void {
    this.#entries.push({ seq, text });
    this.#characters += text.length;
    while (this.length > this.#mostEntries || (this.length > 1 && this.#characters > this.#mostCharacters)) {
      this.#characters -= this.#entries[this.#head]?.text.length ?? 0;
      this.#head += 1;
    }
    if (this.#head > 256 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  /** What came after `seq`, in order; null when some of it has been let go. `latest`: the last number given out. */
  since(seq: number, latest: number): string[] | null {
    if (seq === latest) return [];
    const first = this.#entries[this.#head];
    if (!first || seq < first.seq - 1) return null;
    return this.#entries.slice(this.#head + (seq - first.seq + 1)).map((entry) => entry.text);
  }
}
