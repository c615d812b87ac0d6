import type { NoticeRule, NoticeTrigger, QuietHours } from '@shared/models/notices';

/** Which rule says something about what happened, and whether it may say it now. Pure. */

export type Happening =
  | { kind: 'entered'; guildId: string; channelId: string; userId: string; peopleNow: number }
  | { kind: 'left'; guildId: string; channelId: string; userId: string; peopleNow: number }
  | { kind: 'stageStarted'; guildId: string; channelId: string };

export function matches(rule: NoticeRule, happening: Happening): boolean {
  if (!rule.enabled || rule.guildId !== happening.guildId) return false;
  if (rule.channelIds !== null && !rule.channelIds.some((id) => id === happening.channelId)) return false;
  return isAbout(rule.trigger, happening, rule.people);
}

function isAbout(trigger: NoticeTrigger, happening: Happening, people: NoticeRule['people']): boolean {
  switch (trigger) {
    case 'joins':
      return happening.kind === 'entered';
    case 'firstPerson':
      return happening.kind === 'entered' && happening.peopleNow === 1;
    case 'empty':
      return happening.kind === 'left' && happening.peopleNow === 0;
    case 'person':
      return happening.kind === 'entered' && people.some(({ userId }) => userId === happening.userId);
    case 'stageStarts':
      return happening.kind === 'stageStarted';
  }
}

/**
 * Whether a moment is within the quiet hours, or before the end of a "do not disturb"; `from` = `to` is the whole day.
 */
export function isQuiet(
  { enabled, fromMinute, toMinute, untilMs }: QuietHours,
  minuteOfDay: number,
  nowMs: number,
): boolean {
  if (untilMs !== null && nowMs < untilMs) return true;
  if (!enabled) return false;
  if (fromMinute === toMinute) return true;
  return fromMinute < toMinute
    ? minuteOfDay >= fromMinute && minuteOfDay < toMinute
    : minuteOfDay >= fromMinute || minuteOfDay < toMinute;
}

/** One rule's cool-down: the first passes, what follows is counted until it is over. */
export class Cooldown {
  readonly #last = new Map<string, { atMs: number; unsaid: number }>();

  /** Null: not now. Else how often the rule matched unsaid since it last passed. */
  pass(ruleId: string, cooldownMs: number, nowMs: number): number | null {
    const last = this.#last.get(ruleId);
    // A clock that was set back must not silence a rule.
    const sinceMs = last ? nowMs - last.atMs : Number.POSITIVE_INFINITY;
    if (last && sinceMs >= 0 && sinceMs < cooldownMs) {
      last.unsaid += 1;
      return null;
    }
    this.#last.set(ruleId, { atMs: nowMs, unsaid: 0 });
    return last?.unsaid ?? 0;
  }

  forget(ruleId: string): void {
    this.#last.delete(ruleId);
  }
}
