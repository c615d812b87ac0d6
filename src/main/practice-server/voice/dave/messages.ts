import type { DaveServerMessage } from '../../../discord/voice/packets';

/** JSON opcodes of DAVE that the server sends (voice gateway opcodes 21, 22 and 24). */
export type DaveJsonMessage =
  | { op: 21; d: { transition_id: number; protocol_version: number } }
  | { op: 22; d: { transition_id: number } }
  | { op: 24; d: { protocol_version: number; epoch: number } };

/** What the delivery service hands to a client's connection; binary ones still lack their sequence number. */
export type DaveOutbound =
  | { form: 'binary'; message: DaveServerMessage }
  | { form: 'json'; message: DaveJsonMessage };
