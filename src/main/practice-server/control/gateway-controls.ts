import { StormInput } from '@shared/models/practice-storm';
import { z } from 'zod';
import { ApiError } from '../rest/api-error';
import { parseOrThrow } from '../rest/validation';
import { worldOnTheWire } from '../world/wire-world';
import type { Control } from './control';

const RECONNECT_GRACE_MS = 5000;
const STORM = /^\/practice\/storm$/;

const CloseBody = z.object({
  code: z.number().int().min(1000).max(4999),
  reason: z.string().max(100).default(''),
});
const InvalidBody = z.object({ resumable: z.boolean().default(false) });
const VoiceCloseBody = z.object({ code: z.number().int().min(1000).max(4999).default(4015) });

/** These are reserved for use inside an endpoint and may not be sent. */
function sendableCode(code: number): number {
  if (code === 1004 || code === 1005 || code === 1006 || code === 1015) throw new ApiError('general');
  return code;
}

/** What happens to the gateway's connections now, storms, and the world as clients should see it. */
export const gatewayControls: readonly Control[] = [
  [
    'POST',
    /^\/practice\/gateway\/close$/,
    (parts, body) => {
      const { code, reason } = parseOrThrow(CloseBody, body);
      parts.hub.closeAll({ code: sendableCode(code), reason });
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/gateway\/drop$/,
    (parts) => {
      for (const connection of parts.hub.connections) connection.terminate();
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/gateway\/reconnect$/,
    (parts) => {
      parts.hub.reconnectAll(RECONNECT_GRACE_MS);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/gateway\/heartbeat$/,
    (parts) => {
      parts.hub.requestHeartbeats();
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/gateway\/invalid-session$/,
    (parts, body) => {
      parts.hub.invalidateAll(parseOrThrow(InvalidBody, body).resumable);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/voice\/close$/,
    (parts, body) => {
      parts.voiceTrouble.closeSocket(sendableCode(parseOrThrow(VoiceCloseBody, body).code));
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/voice\/move$/,
    (parts) => {
      parts.voiceTrouble.moveServer();
      return {};
    },
  ],
  ['GET', STORM, (parts) => parts.storm.report()],
  [
    'POST',
    STORM,
    (parts, body) => {
      const report = parts.storm.start(parseOrThrow(StormInput, body));
      if (!report) throw new ApiError('unknownGuild');
      return report;
    },
  ],
  [
    'DELETE',
    STORM,
    (parts) => {
      parts.storm.stop();
      return parts.storm.report();
    },
  ],
  [
    'GET',
    /^\/practice\/world$/,
    (parts) => ({
      guilds: worldOnTheWire(parts.world),
      sessions: parts.hub.sessions.map((session) => ({
        user_id: session.userId,
        shard: session.shard,
        seq: session.seq,
        connected: session.link !== null,
      })),
    }),
  ],
];
