import type { JournalInput } from './types';

const STANDING: ReadonlySet<string> = new Set<JournalInput['type']>([
  'join',
  'leave',
  'mute',
  'deafen',
  'speaking',
  'skipped',
  'connection',
  'epoch',
  'alarm',
]);

/**
 * What holds at a moment because of lines before it: who is muted, away or skipped, which keys are in use. A journal
 * that begins in the middle of a call begins with these lines, so that it can be read by itself.
 */
export class StandingState {
  /** The line by what it is about; a line that says "no longer" takes its place away. */
  readonly #lines = new Map<string, JournalInput>();

  take(entry: JournalInput): void {
    switch (entry.type) {
      case 'join':
      case 'leave':
        // Who is there needs no line: presence is taken for granted until a line says otherwise.
        this.#hold(`away ${entry.userId}`, entry, entry.type === 'leave');
        return;
      case 'mute':
      case 'deafen':
        this.#hold(`${entry.type} ${entry.userId}`, entry, entry.on);
        return;
      case 'speaking':
        this.#hold(`speaking ${entry.userId}`, entry, entry.speaking);
        return;
      case 'skipped':
        this.#hold(`skipped ${entry.userId}`, entry, entry.on);
        return;
      case 'connection':
        this.#hold('connection', entry, entry.state === 'lost');
        return;
      case 'epoch':
        this.#hold('epoch', entry, entry.epoch !== null);
        return;
      case 'alarm':
        this.#hold(`alarm ${entry.direction} ${entry.userId ?? ''} ${entry.kind}`, entry, entry.raised);
        return;
      case 'marker':
      case 'chat':
      case 'chatEdit':
      case 'chatDelete':
      case 'reaction':
      case 'note':
        return;
    }
  }

  /** Whether a line of a journal is one that a caller could have given. */
  static concerns(entry: { type: string }): entry is JournalInput {
    return STANDING.has(entry.type);
  }

  /** Lines after which nothing of it holds any more. */
  takenBack(): JournalInput[] {
    return this.lines().flatMap((line): JournalInput[] => {
      switch (line.type) {
        case 'leave':
          return [{ type: 'join', userId: line.userId }];
        case 'mute':
        case 'deafen':
        case 'skipped':
          return [{ ...line, on: false }];
        case 'speaking':
          return [{ ...line, speaking: false }];
        case 'connection':
          return [{ type: 'connection', state: 'resumed' }];
        case 'epoch':
          return [{ type: 'epoch', epoch: null, privacyCode: null }];
        case 'alarm':
          return [{ ...line, raised: false }];
        default:
          return [];
      }
    });
  }

  /** The lines to begin with, in the order in which they came to hold. */
  lines(): JournalInput[] {
    return [...this.#lines.values()];
  }

  /** Another one that goes its own way from here. */
  copy(): StandingState {
    const copy = new StandingState();
    for (const [key, line] of this.#lines) copy.#lines.set(key, line);
    return copy;
  }

  clear(): void {
    this.#lines.clear();
  }

  #hold(key: string, entry: JournalInput, holds: boolean): void {
    this.#lines.delete(key);
    if (holds) this.#lines.set(key, entry);
  }
}
