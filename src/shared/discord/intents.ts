/** Gateway intents (reference "Gateway intents"): bit numbers of those we may ask for. */
export const INTENT_BITS = {
  GUILDS: 0,
  GUILD_MEMBERS: 1,
  GUILD_MODERATION: 2,
  GUILD_EXPRESSIONS: 3,
  GUILD_INTEGRATIONS: 4,
  GUILD_WEBHOOKS: 5,
  GUILD_INVITES: 6,
  GUILD_VOICE_STATES: 7,
  GUILD_PRESENCES: 8,
  GUILD_MESSAGES: 9,
  GUILD_MESSAGE_REACTIONS: 10,
  GUILD_MESSAGE_TYPING: 11,
  DIRECT_MESSAGES: 12,
  DIRECT_MESSAGE_REACTIONS: 13,
  DIRECT_MESSAGE_TYPING: 14,
  MESSAGE_CONTENT: 15,
  GUILD_SCHEDULED_EVENTS: 16,
} as const;

export type IntentName = keyof typeof INTENT_BITS;

/** Privileged intents, spelled as the switches in Discord's developer portal. */
export const PRIVILEGED_INTENT_LABELS: Partial<Record<IntentName, string>> = {
  GUILD_MEMBERS: 'Server Members Intent',
  GUILD_PRESENCES: 'Presence Intent',
  MESSAGE_CONTENT: 'Message Content Intent',
};

/** The number that goes into Identify. */
export function intentBits(names: readonly IntentName[]): number {
  return names.reduce((bits, name) => bits | (1 << INTENT_BITS[name]), 0);
}

/** Labels of the privileged ones among `names`, which are the ones Discord can refuse (close code 4014). */
export function privilegedIntentLabels(names: readonly IntentName[]): string[] {
  return names.flatMap((name) => PRIVILEGED_INTENT_LABELS[name] ?? []);
}

/**
 * Application flags that say a privileged intent is switched on (reference "Application Flags"): each has a full form
 * and one for bots that are not verified yet.
 */
const GRANTING_FLAGS: Partial<Record<IntentName, bigint>> = {
  GUILD_PRESENCES: (1n << 12n) | (1n << 13n),
  GUILD_MEMBERS: (1n << 14n) | (1n << 15n),
  MESSAGE_CONTENT: (1n << 18n) | (1n << 19n),
};

/** Those of `names` that the application with these flags may ask for. */
export function grantedIntents(names: readonly IntentName[], flags: bigint): IntentName[] {
  return names.filter((name) => {
    const granting = GRANTING_FLAGS[name];
    return granting === undefined || (flags & granting) !== 0n;
  });
}
