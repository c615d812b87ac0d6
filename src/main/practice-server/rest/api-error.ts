/** Discord's JSON error codes used here, with the status and the message that go with them. */
const CATALOGUE = {
  general: [400, 0, '400: Bad Request'],
  notFound: [404, 0, '404: Not Found'],
  methodNotAllowed: [405, 0, '405: Method Not Allowed'],
  unauthorized: [401, 0, '401: Unauthorized'],
  invalidVersion: [400, 50041, 'Invalid API version provided'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownRole: [404, 10011, 'Unknown Role'],
  unknownEmoji: [404, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownVoiceState: [404, 10065, 'Unknown Voice State'],
  unknownOverwrite: [404, 10009, 'Unknown permission overwrite'],
  unknownBan: [404, 10026, 'Unknown Ban'],
  unknownStage: [404, 10067, 'Unknown Stage Instance'],
  maxTags: [400, 30048, 'Maximum number of tags in a forum channel has been reached (20)'],
  tagsNotUnique: [400, 40061, 'Tag names must be unique'],
  maxRoles: [400, 30005, 'Maximum number of guild roles reached (250)'],
  maxOverwrites: [400, 30060, 'Maximum number of channel permission overwrites reached (1000)'],
  bitrateTooHigh: [400, 30052, 'Bitrate is too high for channel of this type'],
  oneParentAtATime: [400, 40009, 'Only one channel can have a parent_id modified at a time'],
  invalidRole: [400, 50028, 'Invalid Role'],
  needsBoosts: [403, 50101, 'This server needs more boosts to perform this action'],
  stageIsOpen: [400, 150006, 'The Stage is already open'],
  bansFailed: [400, 500000, 'Failed to ban users'],
  maxChannels: [400, 30013, 'Maximum number of guild channels reached (500)'],
  maxPins: [400, 30003, 'Maximum number of pins reached for the channel (250)'],
  maxWebhooks: [400, 30007, 'Maximum number of webhooks reached (15)'],
  maxReactions: [400, 30010, 'Maximum number of reactions reached (20)'],
  maxAttachments: [400, 30015, 'Maximum number of attachments in a message reached (10)'],
  maxThreadMembers: [400, 30033, 'Maximum number of thread participants has been reached (1000)'],
  alreadyCrossposted: [400, 40033, 'This message has already been crossposted.'],
  forumNeedsPost: [400, 40058, 'Cannot send messages in a forum channel'],
  tagRequired: [400, 40067, 'A tag is required to create a forum post in this channel'],
  notInDms: [403, 50003, 'Cannot execute action on a DM channel'],
  cannotMessageUser: [403, 50007, 'Cannot send messages to this user'],
  bulkCount: [
    400,
    50016,
    'Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.',
  ],
  systemMessage: [403, 50021, 'Cannot execute action on a system message'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  tooOldToDelete: [400, 50034, 'You can only bulk delete messages that are under 14 days old.'],
  invalidMessageType: [400, 50068, 'Invalid message type'],
  archivedThread: [400, 50083, 'Thread is archived'],
  cannotForward: [400, 160014, 'You cannot forward a message whose content you cannot read'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  lockedThread: [400, 160005, 'This thread is locked'],
  forumNeedsThread: [400, 220001, 'Webhooks posted to forum channels must have a thread_name or thread_id'],
  forumTakesOneThread: [
    400,
    220002,
    'Webhooks posted to forum channels cannot have both a thread_name and thread_id',
  ],
  noForum: [400, 220003, 'Webhooks can only create threads in forum channels'],
  entityTooLarge: [413, 40005, 'Request entity too large'],
  notInVoice: [400, 40032, 'Target user is not connected to voice.'],
  missingAccess: [403, 50001, 'Missing Access'],
  notTheAuthor: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  nonTextChannel: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  notJson: [400, 50109, 'The request body contains invalid JSON.'],
  replyNeedsHistory: [400, 160002, 'You cannot reply without permission to read message history'],
  internal: [500, 0, '500: Internal Server Error'],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type ApiErrorName = keyof typeof CATALOGUE;

/** Where in the request something is wrong, down to `_errors`; mirrors the request's shape. */
export type ErrorTree = { [key: string]: ErrorTree | { code: string; message: string }[] };

/** A request that ends in an error, as the API answers it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: number;
  readonly errors: ErrorTree | undefined;

  constructor(which: ApiErrorName, errors?: ErrorTree) {
    const [status, code, message] = CATALOGUE[which];
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  toBody(): Record<string, unknown> {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** An `Invalid Form Body` about one field. */
export function fieldError(path: readonly (string | number)[], code: string, message: string): ApiError {
  let tree: ErrorTree = { _errors: [{ code, message }] };
  for (const key of [...path].reverse()) tree = { [String(key)]: tree };
  return new ApiError('invalidForm', tree);
}

/** A limit below the route's own, met inside a handler (channel names may change twice in ten minutes). */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly retryAfterMs: number;
  readonly scope: 'user' | 'shared';
  readonly code?: number;

  constructor(retryAfterMs: number, scope: 'user' | 'shared', code?: number) {
    super('A limit inside the handler was met');
    this.retryAfterMs = retryAfterMs;
    this.scope = scope;
    if (code !== undefined) this.code = code;
  }
}
