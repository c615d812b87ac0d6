/**
 * Whether frames that cannot be opened mean that we have lost our place in the group. One person's alone need not: whoever
 * is in the group can send what nobody can open, and starting over costs everybody a pause. So it takes more people whose
 * frames fail than people whose frames open, and each time that it did not help, more patience.
 */

/** About 0.7 s of one speaker. */
export const FAILURES_TO_JUDGE = 36;
/** From here on a person's frames count as failing: one or two do at a change of keys. */
const FAILING_FROM = 18;
/** A person is heard who was heard within this time. */
const HEARD_MS = 2_000;
/** Between two starts; doubles with each, and is forgotten after a time without. */
const PAUSE_MS = { min: 5_000, max: 300_000, forgottenAfter: 900_000 };

interface Person {
  /** In a row. */
  failures: number;
  failedMs: number;
  openedMs: number;
}

export class LostPlace {
  readonly #people = new Map<string, Person>();
  #pauseMs = 0;
  #startedMs = Number.NEGATIVE_INFINITY;

  /** A frame of this person was opened. */
  opened(userId: string, nowMs: number): void {
    const person = this.#person(userId);
    person.failures = 0;
    person.openedMs = nowMs;
  }

  /** One was not, although it should have been; answers whether to judge. */
  failed(userId: string, nowMs: number): boolean {
    const person = this.#person(userId);
    person.failures += 1;
    person.failedMs = nowMs;
    return person.failures % FAILURES_TO_JUDGE === 0;
  }

  /** Whether to start over now; if so, the next time takes longer. `isMember`: who is in the group with us. */
  judge(isMember: (userId: string) => boolean, nowMs: number): boolean {
    if (nowMs - this.#startedMs < this.#pauseMs) return false;
    let failing = 0;
    let heard = 0;
    for (const [userId, { failures, failedMs, openedMs }] of this.#people) {
      if (failures === 0 && nowMs - openedMs < HEARD_MS) heard += 1;
      else if (failures >= FAILING_FROM && nowMs - failedMs < HEARD_MS && isMember(userId)) failing += 1;
    }
    if (failing <= heard) return false;
    const patient = nowMs - this.#startedMs < PAUSE_MS.forgottenAfter;
    this.#pauseMs = patient ? Math.min(PAUSE_MS.max, this.#pauseMs * 2) : PAUSE_MS.min;
    this.#startedMs = nowMs;
    return true;
  }

  /** They have left. */
  remove(userId: string): void {
    this.#people.delete(userId);
  }

  /** The group or its keys are others now; how long to be patient stays. */
  forget(): void {
    this.#people.clear();
  }

  #person(userId: string): Person {
    let person = this.#people.get(userId);
    if (!person) {
      const never = Number.NEGATIVE_INFINITY;
      person = { failures: 0, failedMs: never, openedMs: never };
      this.#people.set(userId, person);
    }
    return person;
  }
}
