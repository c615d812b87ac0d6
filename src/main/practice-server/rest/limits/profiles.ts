import { hashText } from '../../world/random';
import type { BucketRule } from '../rate-limit';
import type { BucketOverride, LimitSettings } from './settings';

/**
 * Limits that Discord does not document but is seen to use, by bucket name. Where a row is missing, the
 * rule beside the route holds, which is a guess of the right size. Discord may change any of them.
 */
const SEEN_AT_DISCORD: Readonly<Record<string, BucketOverride>> = {
  // One bucket for adding and taking away, 1 per 250 ms (abalabahaha/eris pull 1173; discord.js guide).
  'reactions.write': { limit: 1, windowMs: 250 },
  'messages.create': { limit: 5, windowMs: 5000 },
  // By the message's age (discord-api-docs issue 8330, May 2026); an unknown message counts as young.
  'messages.delete': { limit: 5, windowMs: 1000 },
  'messages.delete.settled': { limit: 3, windowMs: 333 },
  'messages.delete.old': { limit: 30, windowMs: 4000 },
  // 5 per 2 s for a webhook, and 30 per minute for all webhooks of a channel, which no header shows
  // (discord-api-docs issues 367 and 1454).
  'webhooks.execute': { limit: 5, windowMs: 2000 },
  'webhooks.channel': { limit: 30, windowMs: 60_000 },
  // Name and topic twice each in ten minutes, below a bucket that shows room (discord-api-docs issue 2190).
  'channels.update': { limit: 10, windowMs: 15_000 },
  'channels.name': { limit: 2, windowMs: 600_000 },
  'channels.topic': { limit: 2, windowMs: 600_000 },
};

/** Buckets whose answers carry no headers: they are optional (reference "Header Format"); which, is chosen here. */
const UNTOLD: ReadonlySet<string> = new Set(['gateway', 'voice.regions']);

const ODD_GROUPS = 12;
const GLOBAL_PER_SECOND = { discord: 50, odd: 17 } as const;

/** Strangers share a bucket, limits are primes, and one group in six says nothing in its headers. */
function oddRule(rule: BucketRule): BucketRule {
  const group = hashText(rule.name) % ODD_GROUPS;
  return {
    name: `odd.${group}`,
    limit: [1, 2, 3, 5, 7, 11][group % 6] ?? 1,
    windowMs: 230 + 170 * group,
    told: group % 6 !== 4,
  };
}

export function globalPerSecond(settings: LimitSettings): number | null {
  return settings.globalPerSecond === undefined
    ? GLOBAL_PER_SECOND[settings.profile]
    : settings.globalPerSecond;
}

/** The rule a bucket has under these settings; null when it has none. */
export function resolveRule(settings: LimitSettings, rule: BucketRule): BucketRule | null {
  const resolved = unscaled(settings, rule);
  return resolved && { ...resolved, windowMs: Math.max(1, resolved.windowMs * settings.scale) };
}

function unscaled(settings: LimitSettings, rule: BucketRule): BucketRule | null {
  const named = settings.buckets[rule.name];
  const own = named === undefined && !rule.inner ? settings.buckets['*'] : named;
  if (own !== undefined) return overridden(rule, own);
  if (settings.profile === 'odd' && !rule.inner) return oddRule(rule);
  if (UNTOLD.has(rule.name)) return { ...rule, told: false };
  const seen = SEEN_AT_DISCORD[rule.name];
  return seen === undefined ? rule : overridden(rule, seen);
}

function overridden(rule: BucketRule, own: BucketOverride): BucketRule | null {
  if (own === null) return null;
  const { shares, ...values } = own;
  const { limit, windowMs, told = rule.told } = values;
  return {
    name: shares ?? rule.name,
    limit,
    windowMs,
    ...(told === undefined ? {} : { told }),
    ...(rule.inner ? { inner: true as const } : {}),
  };
}
