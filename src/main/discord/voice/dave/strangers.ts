/**
 * Who is in the encrypted group and not in the call, as the gateway tells it: the server could have added somebody whom
 * nobody sees. For a moment that is normal, until the commit comes that takes out who has left.
 */

const NORMAL_MS = 5_000;

export class Strangers {
  readonly #sinceMs = new Map<string, number>();

  /** Compares the group with the call; to be called when either has changed. */
  compare(group: readonly string[], call: ReadonlySet<string>, nowMs: number): void {
    const strange = new Set(group.filter((userId) => !call.has(userId)));
    for (const userId of this.#sinceMs.keys()) if (!strange.has(userId)) this.#sinceMs.delete(userId);
    for (const userId of strange) if (!this.#sinceMs.has(userId)) this.#sinceMs.set(userId, nowMs);
  }

  /** Those who have been there for longer than is normal. */
  at(nowMs: number): string[] {
    if (this.#sinceMs.size === 0) return [];
    return [...this.#sinceMs].filter(([, since]) => nowMs - since >= NORMAL_MS).map(([userId]) => userId);
  }
}
