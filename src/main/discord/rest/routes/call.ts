import { z } from 'zod';
import type { Secret } from '../../../support/secret';

/**
 * What a REST call is: method, path, what limits it, whether it may be repeated, and the schema of what we rely
 * on in the answer. Routes are pure descriptions; `RestClient.request` performs them.
 */

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * Whether a request may be sent again after an answer that never came: `safe` when twice equals once (GET, PUT,
 * DELETE, PATCH to given values, or a create that carries `nonce` and `enforce_nonce`), `never` otherwise.
 */
export type Repeatability = 'safe' | 'never';

/** A file to send along, from disk or from memory. */
export type UploadFile = {
  /** As the message shows it; an embed refers to it as `attachment://name`. */
  name: string;
  /** `application/octet-stream` unless told. */
  contentType?: string;
} & ({ path: string } | { bytes: Uint8Array });

export interface RestCall<T> {
  method: HttpMethod;
  /** Below the version, such as `/channels/10/messages`. `{token}` stands for `pathSecret`. */
  path: string;
  /** The token of a webhook or interaction within the path. With it goes no `Authorization` header. */
  pathSecret?: Secret<string>;
  /** Method and path template: requests of one routeKey share a bucket until headers say otherwise. */
  routeKey: string;
  /** The top-level resource a bucket counts by: a channel, guild or webhook id, or '' for none. */
  major: string;
  repeat: Repeatability;
  query?: Record<string, string>;
  body?: unknown;
  /** Sent as `files[n]` beside the body, which becomes `payload_json`. */
  files?: readonly UploadFile[];
  /** Whether Discord writes an audit-log reason for this; `RequestOptions.reason` is dropped elsewhere. */
  takesReason?: boolean;
  /** Refusals that mean "it is so already" (JSON error codes), and the answer that is given then. */
  doneAlready?: { codes: readonly number[]; value: T };
  response: z.ZodType<T>;
}

/** For answers without content, or with content nobody needs. */
export const nothing: z.ZodType<undefined> = z.unknown().transform(() => undefined);

/** A query from values that may be absent. */
export function queryOf(
  values: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) query[key] = String(value);
  }
  return query;
}

/** Ids go into paths: anything but digits is a bug of the caller. */
export function id(value: string): string {
  if (!/^\d{1,20}$/.test(value)) throw new TypeError('an id in a path is a decimal snowflake');
  return value;
}

/** The parts of a call that its template and ids decide: `/channels/:channel/pins`, with ids in their order. */
export function at(method: HttpMethod, template: string, major: string, ...ids: readonly string[]) {
  let next = 0;
  const path = template.replace(/:\w+/g, () => id(ids[next++] ?? ''));
  return { method, routeKey: `${method} ${template}`, path, major } as const;
}

/** A page counted by ids: at most one of the three anchors. */
export interface IdPage {
  before?: string | null;
  after?: string | null;
  around?: string | null;
  limit?: number;
}

export function idPageQuery(page: IdPage): Record<string, string> {
  const anchor = (value: string | null | undefined) =>
    value === null || value === undefined ? undefined : id(value);
  return queryOf({
    before: anchor(page.before),
    after: anchor(page.after),
    around: anchor(page.around),
    limit: page.limit,
  });
}
