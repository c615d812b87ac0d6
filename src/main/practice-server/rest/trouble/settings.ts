import { z } from 'zod';

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

/** A part per protocol; a part that is left out has no trouble. */
export const TroubleSettings = z.strictObject({ rest: RestTrouble.prefault({}) });
export type TroubleSettings = z.output<typeof TroubleSettings>;
export type TroubleInput = z.input<typeof TroubleSettings>;
