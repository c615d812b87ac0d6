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
  requestGuildMembers: 8,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
  requestChannelInfo: 43,
} as const;

const MAX_NAME_LENGTH = 100;

const Hello = z.object({ heartbeat_interval: z.number().min(500).max(600_000) });

/** Reads one message of the gateway; null when it is not a payload. Never throws. */
export function parseFrame(text: string): GatewayFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { op, d, s, t } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(op)) return null;
  if (s !== null && s !== undefined && !isSequence(s)) return null;
  if (t !== null && t !== undefined && !(typeof t === 'string' && t.length <= MAX_NAME_LENGTH)) return null;
  return { op: op as number, d, s: s ?? null, t: t ?? null };
}

/** Whether a text is JSON at all, payload or not. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Name and sequence of a dispatch. */
export interface DispatchPeek {
  t: string;
  s: number;
}

const HEAD = /^\{"t":"([A-Z0-9_]{1,60})","s":(\d{1,15}),"op":0,"d":/;
const TAIL_START = '{"op":0,"d":';
const TAIL = /,"s":(\d{1,15}),"t":"([A-Z0-9_]{1,60})"\}$/;
const TAIL_LENGTH = 100;

/**
 * Name and sequence of a dispatch from the two ends of its text, without parsing it: what nobody wants costs almost
 * nothing. Knows the two orders of keys that servers write; null for anything else, which is then parsed in full.
 */
export function peekDispatch(text: string): DispatchPeek | null {
  const head = HEAD.exec(text);
  if (head) return { t: head[1] ?? '', s: Number(head[2]) };
  if (!text.startsWith(TAIL_START)) return null;
  const tail = TAIL.exec(text.slice(-TAIL_LENGTH));
  return tail ? { t: tail[2] ?? '', s: Number(tail[1]) } : null;
}

/** The heartbeat interval of a Hello, ms; null when there is none or it makes no sense. */
export function heartbeatIntervalOf(d: unknown): number | null {
  const parsed = Hello.safeParse(d);
  return parsed.success ? parsed.data.heartbeat_interval : null;
}
