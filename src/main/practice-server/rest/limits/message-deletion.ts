import { snowflakeTimeMs } from '@shared/discord/snowflake';
import type { BucketRule } from '../rate-limit';
import type { LimitRequest } from '../route';

const SETTLED_MS = 10_000;
const OLD_MS = 14 * 24 * 60 * 60 * 1000;

const YOUNG: BucketRule = { name: 'messages.delete', limit: 5, windowMs: 1000 };
const SETTLED: BucketRule = { name: 'messages.delete.settled', limit: 3, windowMs: 333 };
const OLD: BucketRule = { name: 'messages.delete.old', limit: 30, windowMs: 4000 };

/** Deleting a message is counted by the message's age; one that is not there counts as young. */
export function messageDeletionRule({ params, world }: LimitRequest): BucketRule {
  const { channelId = '', messageId = '' } = params;
  if (!world.message(channelId, messageId)) return YOUNG;
  const ageMs = world.now() - snowflakeTimeMs(messageId);
  if (ageMs > OLD_MS) return OLD;
  return ageMs > SETTLED_MS ? SETTLED : YOUNG;
}
