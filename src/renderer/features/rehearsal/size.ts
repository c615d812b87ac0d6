import { strings } from '../../strings';

/** How large a practice server can be asked to be. Pure. */

export interface SizeParts {
  members: number;
  /** Beside those that every practice server has. */
  rooms: number;
  inVoice: number;
}

/** As main takes them; a guild has at most 500 channels, and some are for messages. */
export const PART_LIMITS = {
  members: { min: 1, max: 200_000 },
  rooms: { min: 0, max: 450 },
  inVoice: { min: 0, max: 200_000 },
} as const satisfies Record<keyof SizeParts, { min: number; max: number }>;

const words = strings.rehearsal.size;

/** What is wrong with it, in words; null when it can be started. */
export function sizeProblem(parts: SizeParts): string | null {
  for (const [name, { min, max }] of Object.entries(PART_LIMITS)) {
    const part = name as keyof SizeParts;
    const value = parts[part];
    if (!Number.isInteger(value) || value < min || value > max) return words.outside(words[part], min, max);
  }
  return parts.inVoice > parts.members ? words.moreThanMembers : null;
}
