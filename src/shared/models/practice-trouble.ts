import { z } from 'zod';

/** What can go wrong on the practice server: the settings of its trouble dial, for REST, gateway and voice. */

const ms = z.number().min(0).max(86_400_000);
const count = z.number().int().min(0).max(1_000_000);

/** Which requests a fault meets, and how often. */
const aim = {
  /** All methods when absent. */
  methods: z.array(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])).optional(),
  /** A path without its version; `*` or `:name` is one part of it, a last `**` is the rest. All when absent. */
  path: z.string().startsWith('/').max(200).optional(),
  /** Share of those requests, drawn from the seed. */
  rate: z.number().min(0).max(1).default(1),
  /** Lets so many pass first. */
  skip: count.default(0),
  /** Ends after so many. */
  count: count.optional(),
  /** Ends so long after it was set. */
  forMs: ms.optional(),
};

/** `before`: nothing is done and no limit counted; `after`: the work is done, and only the answer suffers. */
const when = z.enum(['before', 'after']).default('before');

const Fault = z.discriminatedUnion('kind', [
  z.strictObject({
    ...aim,
    kind: z.literal('status'),
    statuses: z.array(z.number().int().min(400).max(599)).min(1).default([500, 502, 503, 504]),
    body: z.enum(['json', 'html', 'empty']).default('json'),
    when,
  }),
  z.strictObject({
    ...aim,
    kind: z.literal('html'),
    status: z.number().int().min(200).max(599).default(200),
    when,
  }),
  /** The connection is reset: before the work, after it, or when `afterBytes` of the body have come (half of it when absent). */
  z.strictObject({
    ...aim,
    kind: z.literal('reset'),
    when: z.enum(['before', 'upload', 'after']).default('before'),
    afterBytes: count.optional(),
  }),
  /** Never answers. */
  z.strictObject({ ...aim, kind: z.literal('hang'), when }),
  /** Half of the body that was announced, then the connection ends. */
  z.strictObject({ ...aim, kind: z.literal('truncate') }),
  /** Well-formed JSON that is not what was asked for. */
  z.strictObject({
    ...aim,
    kind: z.literal('shape'),
    as: z.enum(['null', 'array', 'object', 'string', 'numericIds', 'withoutIds', 'broken']).default('null'),
  }),
  /** The body in small pieces. */
  z.strictObject({
    ...aim,
    kind: z.literal('drip'),
    bytes: z.number().int().min(1).max(65_536).default(16),
    everyMs: ms.default(10),
  }),
  /** The token is refused, as if it had expired. */
  z.strictObject({ ...aim, kind: z.literal('unauthorized') }),
  /** A 429; without `retryAfterMs` it names the time that `forMs` leaves, or a second. */
  z.strictObject({
    ...aim,
    kind: z.literal('rateLimited'),
    scope: z.enum(['user', 'shared', 'global']).default('user'),
    retryAfterMs: ms.optional(),
    code: z.number().int().optional(),
  }),
  /** The address is shut out, as after 10,000 invalid requests. */
  z.strictObject({ ...aim, kind: z.literal('banned'), retryAfterMs: ms.optional() }),
]);
export type Fault = z.output<typeof Fault>;

export const RestTrouble = z.strictObject({
  seed: z.string().max(100).default('trouble'),
  latencyMs: ms.default(0),
  /** Up to so much more, drawn from the seed. */
  jitterMs: ms.default(0),
  /** How far the server's wall clock is off; X-RateLimit-Reset-After stays right. */
  clockSkewMs: z.number().min(-864_000_000).max(864_000_000).default(0),
  /** The first that fires for a request is the one it meets. */
  faults: z.array(Fault).max(100).default([]),
});
export type RestTrouble = z.output<typeof RestTrouble>;

/** How often something periodic happens: every `everyMs`, at most `count` times. */
const periodic = {
  everyMs: z.number().min(20).max(86_400_000),
  count: count.optional(),
};
/** Codes an endpoint may send; 1004 to 1006 and 1015 are for use inside one. */
const closeCode = z
  .number()
  .int()
  .min(1000)
  .max(4999)
  .refine((code) => ![1004, 1005, 1006, 1015].includes(code), 'a code that may not be sent');
const share = z.number().min(0).max(1);

/** Trouble on the main gateway's sockets. Shares are drawn per dispatch from the seed. */
export const GatewayTrouble = z.strictObject({
  seed: z.string().max(100).default('trouble'),
  /** All of it ends so long after it was set. */
  forMs: ms.optional(),
  /** Every frame to a client comes so much later, in order, as on a slow line. */
  latencyMs: ms.default(0),
  jitterMs: ms.default(0),
  /** Share of dispatches that never arrive. No resume brings them back: Discord does this to nobody whose connection lives. */
  dropDispatchRate: share.default(0),
  duplicateRate: share.default(0),
  /** Share of dispatches that come after their successor. */
  reorderRate: share.default(0),
  /** Every connection ends; `code` null: without a close frame, as a lost network. */
  cut: z.strictObject({ ...periodic, code: closeCode.nullable().default(null) }).optional(),
  /** Op 7 to everybody. */
  reconnect: z.strictObject(periodic).optional(),
  /** `noAck`: heartbeats stay without an answer; `silent`: nothing at all goes out or is heard any more. */
  zombie: z
    .strictObject({
      mode: z.enum(['noAck', 'silent']).default('silent'),
      afterMs: ms.default(0),
      /** So many connections. */
      count: count.default(1),
    })
    .optional(),
  /** What a resume is answered with: op 9. */
  invalidSession: z
    .strictObject({ resumable: z.boolean().default(false), count: count.default(1) })
    .optional(),
  /** What an identify is answered with. */
  refuseIdentify: z.strictObject({ code: closeCode, count: count.default(1) }).optional(),
  /** What the upgrade to a WebSocket is answered with. */
  refuseConnect: z
    .strictObject({ status: z.number().int().min(400).max(599).default(503), count: count.optional() })
    .optional(),
  /** Share of compressed frames whose bytes are damaged. */
  corruptZlib: z.strictObject({ rate: share, count: count.default(1) }).optional(),
  /** Frames come in fragments of so many bytes with a pause between. */
  slowDrip: z.strictObject({ bytes: z.number().int().min(1).max(65_536), everyMs: ms }).optional(),
  /** Share of dispatches that are followed by an opcode, an event or fields that nobody knows. */
  unknownEventRate: share.default(0),
  /** One dispatch of so many bytes. */
  hugeFrame: z
    .strictObject({ bytes: z.number().int().min(1).max(16_777_216).default(5_242_880), ...periodic })
    .optional(),
  /** What is left of the identifies of the day, until it is used up. */
  sessionStartsLeft: z.number().int().min(0).max(1000).optional(),
});
export type GatewayTrouble = z.output<typeof GatewayTrouble>;

/** Trouble of voice: the media packets to UDP clients, and the voice server's sockets. */
export const VoiceTrouble = z.strictObject({
  /** All of it ends so long after it was set. */
  forMs: ms.optional(),
  lossRate: share.default(0),
  /** Of what the clients send; they hear of it by RTCP. */
  uplinkLossRate: share.default(0),
  jitterMs: z.number().min(0).max(5_000).default(0),
  reorderRate: share.default(0),
  duplicateRate: share.default(0),
  /** The bot's voice socket is closed with a code. */
  close: z.strictObject({ ...periodic, code: closeCode.default(4015) }).optional(),
  /** The bot is sent to another voice server, as Discord does when one is taken out of service. */
  moveServer: z.strictObject(periodic).optional(),
  /** What the line to each client lets through; 0: everything. */
  kilobitsPerSecond: z.number().min(0).max(1_000_000).default(0),
  /** The bot's UDP address is forgotten: nothing comes or goes until it takes another port. */
  blackHole: z.strictObject(periodic).optional(),
  /** Everybody in the bot's room begins a new end-to-end encrypted group. */
  newGroup: z.strictObject(periodic).optional(),
  /** The next commit or welcome to the bot is damaged on the way. */
  spoilCommit: z.strictObject(periodic).optional(),
  /** The bot's room goes down to plain frames for so long, and up again. */
  downgrade: z
    .strictObject({ ...periodic, plainMs: z.number().min(20).max(86_400_000).default(5_000) })
    .optional(),
});
export type VoiceTrouble = z.output<typeof VoiceTrouble>;

/** A part per protocol; a part that is left out has no trouble. */
export const TroubleSettings = z.strictObject({
  rest: RestTrouble.prefault({}),
  gateway: GatewayTrouble.prefault({}),
  voice: VoiceTrouble.prefault({}),
});
export type TroubleSettings = z.output<typeof TroubleSettings>;
export type TroubleInput = z.input<typeof TroubleSettings>;
