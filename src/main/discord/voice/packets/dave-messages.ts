/**
 * DAVE messages of the voice gateway that travel as binary frames (opcodes 25–30; the others are JSON).
 * Client to server: op ‖ payload. Server to client: uint16 sequence ‖ op ‖ payload. MLS objects inside stay
 * opaque bytes; only Discord's own framing around them is read here. Usable from both ends.
 */
import { readMlsVector, writeMlsVector } from './mls-vector';
import { type ParseResult, parsed, refused } from './parse-result';

export const DAVE_OP = {
  externalSender: 25,
  keyPackage: 26,
  proposals: 27,
  commitWelcome: 28,
  announceCommit: 29,
  welcome: 30,
} as const;

export type DaveRefusal =
  | 'dave/too-short'
  | 'dave/unknown-op'
  | 'dave/proposals-type'
  | 'dave/vector'
  | 'dave/credential';

/** First payload byte of op 27. */
export type ProposalsOperation = 'append' | 'revoke';

export type DaveServerMessage =
  | { op: typeof DAVE_OP.externalSender; externalSender: Buffer }
  /** `proposals` still has its one length prefix, as the MLS library takes it. */
  | { op: typeof DAVE_OP.proposals; operation: ProposalsOperation; proposals: Buffer }
  | { op: typeof DAVE_OP.announceCommit; transitionId: number; commit: Buffer }
  | { op: typeof DAVE_OP.welcome; transitionId: number; welcome: Buffer };

export type DaveClientMessage =
  | { op: typeof DAVE_OP.keyPackage; keyPackage: Buffer }
  /** MLSMessage(commit), followed by a bare Welcome when the commit adds somebody. */
  | { op: typeof DAVE_OP.commitWelcome; commitWelcome: Buffer };

export function buildDaveServerMessage(sequence: number, message: DaveServerMessage): Buffer {
  const head = Buffer.alloc(3);
  head.writeUInt16BE(sequence & 0xffff, 0);
  head.writeUInt8(message.op, 2);
  switch (message.op) {
    case DAVE_OP.externalSender:
      return Buffer.concat([head, message.externalSender]);
    case DAVE_OP.proposals:
      return Buffer.concat([head, Buffer.of(message.operation === 'append' ? 0 : 1), message.proposals]);
    case DAVE_OP.announceCommit:
      return Buffer.concat([head, uint16(message.transitionId), message.commit]);
    case DAVE_OP.welcome:
      return Buffer.concat([head, uint16(message.transitionId), message.welcome]);
  }
}

/** The sequence is answered even for a message that cannot be used: it counts for the resume buffer. */
export function parseDaveServerMessage(
  frame: Buffer,
): ParseResult<{ sequence: number; message: ParseResult<DaveServerMessage, DaveRefusal> }, DaveRefusal> {
  if (frame.length < 3) return refused('dave/too-short');
  return parsed({
    sequence: frame.readUInt16BE(0),
    message: parseServerPayload(frame.readUInt8(2), frame.subarray(3)),
  });
}

function parseServerPayload(op: number, payload: Buffer): ParseResult<DaveServerMessage, DaveRefusal> {
  switch (op) {
    case DAVE_OP.externalSender:
      return payload.length === 0 ? refused('dave/too-short') : parsed({ op, externalSender: payload });
    case DAVE_OP.proposals: {
      if (payload.length < 2) return refused('dave/too-short');
      const type = payload.readUInt8(0);
      if (type > 1) return refused('dave/proposals-type');
      const proposals = payload.subarray(1);
      return parsed({ op, operation: type === 0 ? 'append' : 'revoke', proposals });
    }
    case DAVE_OP.announceCommit:
      if (payload.length < 3) return refused('dave/too-short');
      return parsed({ op, transitionId: payload.readUInt16BE(0), commit: payload.subarray(2) });
    case DAVE_OP.welcome:
      if (payload.length < 3) return refused('dave/too-short');
      return parsed({ op, transitionId: payload.readUInt16BE(0), welcome: payload.subarray(2) });
    default:
      return refused('dave/unknown-op');
  }
}

export function buildDaveClientMessage(message: DaveClientMessage): Buffer {
  const body = message.op === DAVE_OP.keyPackage ? message.keyPackage : message.commitWelcome;
  return Buffer.concat([Buffer.of(message.op), body]);
}

export function parseDaveClientMessage(frame: Buffer): ParseResult<DaveClientMessage, DaveRefusal> {
  if (frame.length < 2) return refused('dave/too-short');
  const op = frame.readUInt8(0);
  const body = frame.subarray(1);
  if (op === DAVE_OP.keyPackage) return parsed({ op, keyPackage: body });
  if (op === DAVE_OP.commitWelcome) return parsed({ op, commitWelcome: body });
  return refused('dave/unknown-op');
}

/** Body of op 25: who may propose members. Basic credentials only (type 1). */
export interface ExternalSender {
  /** Uncompressed P-256 point, 65 bytes, as the real server sends it. */
  signatureKey: Buffer;
  identity: Buffer;
}

const BASIC_CREDENTIAL = 1;

export function buildExternalSender(sender: ExternalSender): Buffer {
  return Buffer.concat([
    writeMlsVector(sender.signatureKey),
    uint16(BASIC_CREDENTIAL),
    writeMlsVector(sender.identity),
  ]);
}

export function parseExternalSender(bytes: Buffer): ParseResult<ExternalSender, DaveRefusal> {
  const key = readMlsVector(bytes, 0);
  if (!key || bytes.length < key.end + 2) return refused('dave/vector');
  if (bytes.readUInt16BE(key.end) !== BASIC_CREDENTIAL) return refused('dave/credential');
  const identity = readMlsVector(bytes, key.end + 2);
  if (!identity || identity.end !== bytes.length) return refused('dave/vector');
  return parsed({ signatureKey: key.content, identity: identity.content });
}

/** `proposals` of an append (op 27): one length prefix over all MLSMessages. */
export function buildAppendedProposals(messages: readonly Uint8Array[]): Buffer {
  return writeMlsVector(Buffer.concat(messages));
}

/** `proposals` of a revoke (op 27): one prefix over the references, each with its own. */
export function buildRevokedProposals(references: readonly Uint8Array[]): Buffer {
  return writeMlsVector(Buffer.concat(references.map((reference) => writeMlsVector(reference))));
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value & 0xffff, 0);
  return bytes;
}
