import { z } from 'zod';

/** The envelope of every gateway payload: opcode, data, sequence, event name. */
export interface GatewayFrame {
  op: number;
  d: unknown;
  s: number | null;
  t: string | null;
}

export const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  voiceStateUpdate: 4,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const Envelope = z.object({
  op: z.number().int(),
  d: z.unknown(),
  s: z.number().int().nonnegative().nullish(),
  t: z.string().max(100).nullish(),
});

const Hello = z.object({ heartbeat_interval: z.number().min(500).max(600_000) });

/** Reads one message of the gateway; null when it is not a payload. Never throws. */
export function parseFrame(text: string): GatewayFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = Envelope.safeParse(value);
  if (!parsed.success) return null;
  return { op: parsed.data.op, d: parsed.data.d, s: parsed.data.s ?? null, t: parsed.data.t ?? null };
}

/** The heartbeat interval of a Hello, ms; null when there is none or it makes no sense. */
export function heartbeatIntervalOf(d: unknown): number | null {
  const parsed = Hello.safeParse(d);
  return parsed.success ? parsed.data.heartbeat_interval : null;
}
