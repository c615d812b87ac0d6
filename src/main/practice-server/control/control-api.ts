import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Logger } from '../../support/logger';
import { sendJson } from '../rest/answer';
import { ApiError } from '../rest/api-error';
import { parseBody, readBytes } from '../rest/body';
import { parseOrThrow } from '../rest/validation';
import { parseScenario } from '../scenario/parse';
import { isVoiceChannel } from '../world/commands/voice';
import { worldToJson } from '../world/snapshot';
import { type Control, type ControlParts, memberOf } from './control';
import { faultControls } from './fault-controls';
import { gatewayControls } from './gateway-controls';
import { messageControls } from './message-controls';

const MAX_BODY_BYTES = 1 << 20;

const snowflake = z.string().regex(/^\d{1,20}$/);
const VoiceBody = z.object({ channelId: snowflake.nullable() });
const SpeakBody = z.object({ on: z.boolean() });
const ChoirBody = z.object({ userIds: z.array(snowflake).min(1).max(100), on: z.boolean() });
const MuteBody = z.object({ on: z.boolean() });
const PauseBody = z.object({ on: z.boolean().default(true) });
const ScenarioBody = z.object({ script: z.string().max(100_000) });

/** What tests, rehearsals and the app may ask of the practice server itself; nothing of this exists at Discord. */
const CONTROLS: readonly Control[] = [
  ...faultControls,
  ...gatewayControls,
  ...messageControls,
  [
    'POST',
    /^\/practice\/members\/(\d+)\/voice$/,
    (parts, body, [id]) => {
      const { channelId } = parseOrThrow(VoiceBody, body);
      const { guild, userId } = memberOf(parts, id);
      const channel = channelId === null ? null : guild.channels.get(channelId);
      if (channel === undefined || (channel && !isVoiceChannel(channel)))
        throw new ApiError('unknownChannel');
      if (channel) parts.director.enterRoom(guild, userId, channel);
      else parts.director.leaveRoom(guild, userId);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/members\/(\d+)\/speak$/,
    (parts, body, [id]) => {
      const { on } = parseOrThrow(SpeakBody, body);
      parts.director.speak(memberOf(parts, id).userId, on);
      return {};
    },
  ],
  [
    // Several at the very same instant, as a clap is: one request each could fall into different frames.
    'POST',
    /^\/practice\/speak$/,
    (parts, body) => {
      const { userIds, on } = parseOrThrow(ChoirBody, body);
      for (const { userId } of userIds.map((id) => memberOf(parts, id))) parts.director.speak(userId, on);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/members\/(\d+)\/mute$/,
    (parts, body, [id]) => {
      const { on } = parseOrThrow(MuteBody, body);
      const { guild, userId } = memberOf(parts, id);
      parts.director.mute(guild, userId, on);
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/token\/revoke$/,
    (parts) => {
      for (const token of [...parts.world.state.tokens.keys()]) {
        parts.world.state.tokens.delete(token);
        parts.hub.endSessionsOf(token);
      }
      return {};
    },
  ],
  [
    'POST',
    /^\/practice\/pause$/,
    (parts, body) => {
      const { on } = parseOrThrow(PauseBody, body);
      if (on) parts.director.pause();
      else parts.director.resume();
      return { paused: parts.director.paused };
    },
  ],
  [
    'POST',
    /^\/practice\/scenario$/,
    (parts, body) => {
      const parsed = parseScenario(parseOrThrow(ScenarioBody, body).script);
      if (parsed.kind === 'faulty') {
        throw new ApiError('invalidForm', {
          script: { _errors: parsed.faults.map((message) => ({ code: 'SCENARIO_FAULT', message })) },
        });
      }
      parts.scenarios.play(parsed.steps);
      return { steps: parsed.steps.length };
    },
  ],
  [
    'GET',
    /^\/practice\/voice$/,
    (parts) => ({ endpoint: parts.world.voiceEndpoint, certificatePem: parts.certificatePem }),
  ],
  [
    'GET',
    /^\/practice\/state$/,
    (parts) => ({
      ...worldToJson(parts.world),
      sessions: parts.hub.sessions.map((session) => ({
        user_id: session.userId,
        intents: session.intents,
        seq: session.seq,
        connected: session.link !== null,
      })),
      paused: parts.director.paused,
      speaking: parts.director.speaking,
    }),
  ],
];

/** Answers `/practice/…` on the same port: loopback and a token are what guards it. */
export function createControlApi(parts: ControlParts, logger: Logger) {
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const token = /^Bot (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const known =
      token !== undefined && (token === parts.controlToken || parts.world.state.tokens.has(token));
    if (!known) throw new ApiError('unauthorized');
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    let wrongMethod = false;
    for (const [method, pattern, run] of CONTROLS) {
      const match = pattern.exec(pathname);
      if (!match) continue;
      if (method !== request.method) {
        wrongMethod = true;
        continue;
      }
      const body = parseBody('application/json', await readBytes(request, MAX_BODY_BYTES));
      return run(parts, body.json ?? {}, match.slice(1));
    }
    throw new ApiError(wrongMethod ? 'methodNotAllowed' : 'notFound');
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      sendJson(response, 200, await answer(request));
    } catch (error) {
      if (error instanceof ApiError) return sendJson(response, error.status, error.toBody());
      if (request.destroyed && !request.complete) {
        response.destroy();
        return;
      }
      logger.error('control failed', { error });
      sendJson(response, 500, new ApiError('internal').toBody());
    }
  };
}
