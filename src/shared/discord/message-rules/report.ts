import type { BodyProblem } from '../../models/message-body';
import { characters } from './length';
import { LIMITS, type LimitName } from './limits';

/** What a `attachment://name` reference can point to. */
export const ATTACHMENT = 'attachment://';

/** Collects what is wrong, each with its place in Discord's JSON and a sentence a person understands. */
export class Report {
  readonly problems: BodyProblem[] = [];

  constructor(private readonly fileNames: ReadonlySet<string>) {}

  add(path: string, message: string, limit: number | null = null, actual: number | null = null): void {
    this.problems.push({ path, message, limit, actual });
  }

  /** A text's length after trimming; below the least is said as "is needed". */
  text(path: string, label: string, value: string | null | undefined, rule: LimitName): void {
    const { max, min } = LIMITS[rule];
    const length = value ? characters(value.trim()) : 0;
    if (length > max) {
      const over = length - max;
      this.add(
        path,
        `${label} is ${plural(over, 'character')} too long (at most ${figure(max)}).`,
        max,
        length,
      );
    } else if (length < min) this.add(path, `${label} is needed.`, min, length);
  }

  /** A number of things. `noun` in the singular. */
  count(path: string, owner: string, noun: string, actual: number, rule: LimitName): void {
    const { max, min } = LIMITS[rule];
    if (actual > max) {
      this.add(
        path,
        `${owner} has ${plural(actual, noun)}; at most ${figure(max)} are possible.`,
        max,
        actual,
      );
    } else if (actual < min) {
      this.add(path, `${owner} needs at least ${plural(min, noun)}.`, min, actual);
    }
  }

  /** A web address; with `files`, also `attachment://name` of a file that is sent along. */
  url(
    path: string,
    label: string,
    value: string | undefined,
    options: { files: boolean; rule?: LimitName },
  ): void {
    if (value === undefined || value === '') return;
    if (options.files && value.startsWith(ATTACHMENT)) {
      const name = value.slice(ATTACHMENT.length);
      if (!this.fileNames.has(name)) {
        this.add(path, `${label} points to a file “${name}” that is not attached.`);
      }
      return;
    }
    this.text(path, label, value, options.rule ?? 'url');
    if (!isWebAddress(value)) {
      this.add(path, `${label} is no web address; it begins with https:// or http://.`);
    }
  }
}

/** Whether Discord takes this as a link: http or https, with a host. */
export function isWebAddress(value: string): boolean {
  return /^https?:\/\/[^\s/?#]+\S*$/i.test(value.trim());
}

export function plural(n: number, noun: string): string {
  return `${figure(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Grouped by thousands the same everywhere: `4,096`. */
export function figure(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}
