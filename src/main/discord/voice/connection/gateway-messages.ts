/** JSON messages of the voice gateway v8: what we read, validated, and what we send. */
import { isIP } from 'node:net';
import { z } from 'zod';

export const VOICE_OP = {
  identify: 0,
  selectProtocol: 1,
  ready: 2,
  heartbeat: 3,
  sessionDescription: 4,
  speaking: 5,
  heartbeatAck: 6,
  resume: 7,
  hello: 8,
  resumed: 9,
  clientsConnect: 11,
  video: 12,
  clientDisconnect: 13,
  davePrepareTransition: 21,
  daveExecuteTransition: 22,
  daveTransitionReady: 23,
  davePrepareEpoch: 24,
  daveInvalidCommitWelcome: 31,
} as const;

/** Who speaks, and what: 1 microphone (voice), 2 sound of an application, 4 priority. */
export const SPEAKING_MICROPHONE = 1;

const userId = z.string().regex(/^\d{1,20}$/);
const uint16 = z.number().int().min(0).max(0xffff);
const uint32 = z.number().int().min(0).max(0xffff_ffff);

export const Envelope = z.object({
  op: z.number().int(),
  d: z.unknown(),
  seq: uint16.optional(),
});

const messages = {
  hello: z.object({ heartbeat_interval: z.number().positive().max(600_000) }),
  ready: z.object({
    ssrc: uint32,
    // An address, never a name: nothing is looked up for a server.
    ip: z.string().refine((text) => isIP(text) !== 0),
    port: z.number().int().min(1).max(0xffff),
    modes: z.array(z.string()),
  }),
  sessionDescription: z.object({
    mode: z.string(),
    secret_key: z.array(z.number().int().min(0).max(255)).length(32),
    dave_protocol_version: z.number().int().min(0).optional(),
  }),
  speaking: z.object({ user_id: userId, ssrc: uint32, speaking: z.number().int() }),
  video: z.object({ user_id: userId, audio_ssrc: uint32 }),
  heartbeatAck: z.object({ t: z.number() }),
  clientsConnect: z.object({ user_ids: z.array(userId) }),
  clientDisconnect: z.object({ user_id: userId }),
  prepareTransition: z.object({ transition_id: uint16, protocol_version: z.number().int().min(0) }),
  executeTransition: z.object({ transition_id: uint16 }),
  prepareEpoch: z.object({ protocol_version: z.number().int().min(0), epoch: z.number().int().min(0) }),
};

export type VoiceServerMessage =
  | { type: 'hello'; heartbeatIntervalMs: number }
  | { type: 'ready'; ssrc: number; ip: string; port: number; modes: string[] }
  | { type: 'sessionDescription'; mode: string; secretKey: Uint8Array; daveVersion: number }
  | { type: 'speaking'; userId: string; ssrc: number; flags: number }
  /** Also of somebody who has not spoken yet; 0 of who has no sound. */
  | { type: 'video'; userId: string; audioSsrc: number }
  | { type: 'heartbeatAck'; nonce: number }
  | { type: 'heartbeatRequest' }
  | { type: 'resumed' }
  | { type: 'clientsConnect'; userIds: string[] }
  | { type: 'clientDisconnect'; userId: string }
  | { type: 'davePrepareTransition'; transitionId: number; version: number }
  | { type: 'daveExecuteTransition'; transitionId: number }
  | { type: 'davePrepareEpoch'; version: number; epoch: number }
  /** An opcode that is none of ours: normal, ignored. */
  | { type: 'other'; op: number };

export type GatewayRead =
  | { kind: 'message'; message: VoiceServerMessage; sequence: number | null }
  | { kind: 'malformed' };

/** Reads one text frame. Hostile input gives `malformed`, an unknown opcode is normal. */
export function readGatewayText(text: string): GatewayRead {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'malformed' };
  }
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return { kind: 'malformed' };
  const message = readMessage(envelope.data.op, envelope.data.d);
  if (!message) return { kind: 'malformed' };
  return { kind: 'message', message, sequence: envelope.data.seq ?? null };
}

function readMessage(op: number, d: unknown): VoiceServerMessage | null {
  switch (op) {
    case VOICE_OP.hello:
      return read(messages.hello, d, (v) => ({ type: 'hello', heartbeatIntervalMs: v.heartbeat_interval }));
    case VOICE_OP.ready:
      return read(messages.ready, d, (v) => ({ type: 'ready', ...v }));
    case VOICE_OP.sessionDescription:
      return read(messages.sessionDescription, d, (v) => ({
        type: 'sessionDescription',
        mode: v.mode,
        secretKey: Uint8Array.from(v.secret_key),
        daveVersion: v.dave_protocol_version ?? 0,
      }));
    case VOICE_OP.speaking:
      return read(messages.speaking, d, (v) => ({
        type: 'speaking',
        userId: v.user_id,
        ssrc: v.ssrc,
        flags: v.speaking,
      }));
    case VOICE_OP.video:
      return read(messages.video, d, (v) => ({
        type: 'video',
        userId: v.user_id,
        audioSsrc: v.audio_ssrc,
      }));
    case VOICE_OP.heartbeatAck:
      return read(messages.heartbeatAck, d, (v) => ({ type: 'heartbeatAck', nonce: v.t }));
    case VOICE_OP.heartbeat:
      return { type: 'heartbeatRequest' };
    case VOICE_OP.resumed:
      return { type: 'resumed' };
    case VOICE_OP.clientsConnect:
      return read(messages.clientsConnect, d, (v) => ({ type: 'clientsConnect', userIds: v.user_ids }));
    case VOICE_OP.clientDisconnect:
      return read(messages.clientDisconnect, d, (v) => ({ type: 'clientDisconnect', userId: v.user_id }));
    case VOICE_OP.davePrepareTransition:
      return read(messages.prepareTransition, d, (v) => ({
        type: 'davePrepareTransition',
        transitionId: v.transition_id,
        version: v.protocol_version,
      }));
    case VOICE_OP.daveExecuteTransition:
      return read(messages.executeTransition, d, (v) => ({
        type: 'daveExecuteTransition',
        transitionId: v.transition_id,
      }));
    case VOICE_OP.davePrepareEpoch:
      return read(messages.prepareEpoch, d, (v) => ({
        type: 'davePrepareEpoch',
        version: v.protocol_version,
        epoch: v.epoch,
      }));
    default:
      return { type: 'other', op };
  }
}

function read<T>(
  schema: z.ZodType<T>,
  d: unknown,
  map: (value: T) => VoiceServerMessage,
): VoiceServerMessage | null {
  const result = schema.safeParse(d);
  return result.success ? map(result.data) : null;
}
