import { z } from 'zod';

/** What clients may send as JSON (voice gateway v8; v9 differs by `channel_id` alone). */
const snowflake = z.string().regex(/^\d{1,20}$/);
const uint32 = z.int().min(0).max(0xffff_ffff);
const uint16 = z.int().min(0).max(0xffff);

export const ClientFrame = z.object({ op: z.int(), d: z.unknown() });

export const Identify = z.object({
  server_id: snowflake,
  user_id: snowflake,
  session_id: z.string().min(1).max(128),
  token: z.string().min(1).max(256),
  max_dave_protocol_version: z.int().min(0).max(0xffff).optional(),
  channel_id: snowflake.optional(),
});
export type Identify = z.infer<typeof Identify>;

export const SelectProtocol = z.object({
  protocol: z.string(),
  data: z.object({ address: z.string(), port: uint16, mode: z.string() }),
});
export type SelectProtocol = z.infer<typeof SelectProtocol>;

/** The nonce is a number since v8; a server refuses text. */
export const Heartbeat = z.object({ t: z.number(), seq_ack: z.int().nullish() });

export const Speaking = z.object({
  speaking: z.int().min(0).max(0xff),
  ssrc: uint32,
  delay: z.number().optional(),
});

export const Resume = z.object({
  server_id: snowflake,
  session_id: z.string().min(1).max(128),
  token: z.string().min(1).max(256),
  seq_ack: z.int().min(-1).max(0xffff).nullish(),
  channel_id: snowflake.optional(),
});
export type Resume = z.infer<typeof Resume>;

export const TransitionId = z.object({ transition_id: uint16 });
