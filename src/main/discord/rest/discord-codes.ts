import { discordCodeOf } from './api-error';

/**
 * What Discord's JSON error codes (reference "JSON Error Codes") mean to us. Services switch on the meaning instead
 * of the number; several codes may mean the same. Codes that are not listed mean nothing in particular: the HTTP
 * status then has to do.
 */
export type DiscordMeaning =
  /** What the call was about is not there (any more). */
  | 'unknownChannel'
  | 'unknownGuild'
  | 'unknownMember'
  | 'unknownMessage'
  | 'unknownRole'
  | 'unknownUser'
  | 'unknownEmoji'
  | 'unknownWebhook'
  | 'unknownVoiceState'
  | 'unknownStage'
  /** The token in a webhook's address is wrong: it was renewed, or mistyped. */
  | 'invalidWebhookToken'
  /** The bot's token is wrong. */
  | 'invalidToken'
  /** The bot cannot see it at all. */
  | 'missingAccess'
  /** The bot sees it and may not do this. */
  | 'missingPermission'
  /** The person takes no messages from this bot: closed DMs, no guild in common, or the bot blocked. */
  | 'closedDirectMessages'
  /** Only who wrote a message may change it. */
  | 'notTheAuthor'
  /** Something is full: pins, webhooks, channels, reactions, thread members … */
  | 'maximumReached'
  /** A person's message has to wait; `retryAfterMs` in the details says how long. */
  | 'slowMode'
  /** Too many changes for now, beyond the ordinary limits. */
  | 'writeLimit'
  /** The thread has to be taken out of the archive first. */
  | 'threadArchived'
  | 'threadLocked'
  | 'threadExists'
  | 'tooManyThreads'
  /** Fields are wrong: `fieldErrorsOf` names them. */
  | 'invalidForm'
  | 'emptyMessage'
  | 'fileTooLarge'
  | 'tooOldForBulkDelete'
  | 'alreadyCrossposted'
  | 'notInVoice'
  | 'stageAlreadyOpen'
  /** The channel cannot take this kind of thing (a message in a category, a thread in a DM). */
  | 'wrongChannelType'
  /** AutoMod or Discord's own filters kept the text. */
  | 'blockedByFilter'
  /** The person blocked the bot, so no reactions on what they wrote. */
  | 'reactionBlocked'
  /** A forum wants a post: webhooks have to give `thread_name` or `thread_id`, and not both. */
  | 'forumNeedsThread'
  | 'tagRequired'
  /** Replying or forwarding needs to read what it refers to. */
  | 'cannotReadSource'
  | 'needsTwoFactor'
  | 'overloaded';

const CODES: Readonly<Record<DiscordMeaning, readonly number[]>> = {
  unknownChannel: [10_003],
  unknownGuild: [10_004],
  unknownMember: [10_007],
  unknownMessage: [10_008],
  unknownRole: [10_011],
  unknownUser: [10_013],
  unknownEmoji: [10_014],
  unknownWebhook: [10_015],
  unknownVoiceState: [10_065],
  unknownStage: [10_067],
  invalidWebhookToken: [50_027],
  invalidToken: [50_014],
  missingAccess: [50_001],
  missingPermission: [50_013],
  closedDirectMessages: [50_007, 50_278],
  notTheAuthor: [50_005],
  maximumReached: [
    30_001, 30_003, 30_005, 30_007, 30_010, 30_013, 30_015, 30_016, 30_033, 30_039, 30_047, 30_048, 30_058,
  ],
  slowMode: [20_016],
  writeLimit: [20_022, 20_028, 20_029, 30_046],
  threadArchived: [50_083],
  threadLocked: [160_005],
  threadExists: [160_004],
  tooManyThreads: [160_006, 160_007],
  invalidForm: [50_035],
  emptyMessage: [50_006],
  fileTooLarge: [40_005, 50_045],
  tooOldForBulkDelete: [50_034],
  alreadyCrossposted: [40_033],
  notInVoice: [40_032],
  stageAlreadyOpen: [150_006],
  wrongChannelType: [50_003, 50_008, 50_024],
  blockedByFilter: [200_000, 200_001, 240_000],
  reactionBlocked: [90_001],
  forumNeedsThread: [220_001, 220_002, 40_058],
  tagRequired: [40_067],
  cannotReadSource: [160_002, 160_014],
  needsTwoFactor: [60_003],
  overloaded: [130_000],
};

const MEANINGS: ReadonlyMap<number, DiscordMeaning> = new Map(
  (Object.entries(CODES) as [DiscordMeaning, readonly number[]][]).flatMap(([meaning, codes]) =>
    codes.map((code): [number, DiscordMeaning] => [code, meaning]),
  ),
);

/** The meaning of a JSON error code; null for those we make nothing of. */
export function meaningOfCode(code: number | null): DiscordMeaning | null {
  return code === null ? null : (MEANINGS.get(code) ?? null);
}

/** The meaning of a failure from the REST client; null when Discord named no code we know. */
export function meaningOf(error: unknown): DiscordMeaning | null {
  return meaningOfCode(discordCodeOf(error));
}

/** The codes that share a meaning, for tables and tests. */
export function codesOf(meaning: DiscordMeaning): readonly number[] {
  return CODES[meaning];
}
