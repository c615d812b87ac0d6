import type { TalkTime } from '@shared/models/review';
import { commonSpans, crowdedSpans, joinSpans, lengthOfSpans, type Span } from './spans';

/** A shorter pause belongs to the turn it is in. */
const TURN_PAUSE_MS = 1_000;

export interface Talker {
  userId: string;
  displayName: string;
  /** Ms of the session, in order; what is withheld taken out already. */
  present: readonly Span[];
  speech: readonly Span[];
}

/** Who was there and spoke how long, alone and together; in the order given. */
export function talkTime(people: readonly Talker[]): TalkTime[] {
  const together = crowdedSpans(
    people.map(({ speech }) => speech),
    2,
  );
  return people.map(({ userId, displayName, present, speech }) => {
    const turns = joinSpans(speech, TURN_PAUSE_MS);
    return {
      userId,
      displayName,
      presentMs: lengthOfSpans(present),
      talkMs: lengthOfSpans(speech),
      turns: turns.length,
      longestTurnMs: turns.reduce((longest, [from, to]) => Math.max(longest, to - from), 0),
      overlapMs: lengthOfSpans(commonSpans(speech, together)),
    };
  });
}
