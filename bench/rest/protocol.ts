/** What the bench, its server and its clients say to each other over the process channel. */

export interface Limits {
  limit: number;
  windowMs: number;
}

export interface ServerSettings {
  /** Time of a whole round trip; a request is counted after half of it. */
  roundTripMs: number;
  /** Of each route and top-level resource; null: no bucket headers and no limit. */
  bucket: Limits | null;
  /** Over all requests but those by a webhook's token; null for none. */
  global: Limits | null;
}

export type ServerCommand =
  | { type: 'configure'; settings: ServerSettings }
  | { type: 'report' }
  /** Answers everything with a global 429 for so long. */
  | { type: 'blockAll'; durationMs: number };

export type ServerMessage =
  | { type: 'listening'; port: number }
  | { type: 'ready' }
  | { type: 'report'; requests: number; refused: number };

export type ClientCommand =
  /** `count` requests at once, spread over `routes` channels. */
  | { type: 'queue'; count: number; routes: number }
  /** `count` requests, `atOnce` in flight; answers with CPU time of the process. */
  | { type: 'cpu'; count: number; atOnce: number }
  /** Evenly spaced requests over `targets` webhooks or channels. */
  | { type: 'paced'; kind: 'webhook' | 'message'; perSecond: number; seconds: number; targets: number };

export type ClientMessage =
  | { type: 'ready' }
  | { type: 'queue'; wallMs: number }
  | { type: 'cpu'; microsPerRequest: number }
  | { type: 'paced'; requests: readonly { issuedAtMs: number; latencyMs: number }[] };

/** Requests a second: so many that no limit is met, for measuring CPU. */
export const NO_LIMIT = 1_000_000;
