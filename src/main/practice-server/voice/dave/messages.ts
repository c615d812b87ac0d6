import {
  buildAppendedProposals,
  buildRevokedProposals,
  DAVE_OP,
  type DaveServerMessage,
} from '../../../discord/voice/packets';

/** JSON opcodes of DAVE that the server sends (voice gateway opcodes 21, 22 and 24). */
export type DaveJsonMessage =
  | { op: 21; d: { transition_id: number; protocol_version: number } }
  | { op: 22; d: { transition_id: number } }
  | { op: 24; d: { protocol_version: number; epoch: number } };

/** What the delivery service hands to a client's connection; binary ones still lack their sequence number. */
export type DaveOutbound =
  | { form: 'binary'; message: DaveServerMessage }
  | { form: 'json'; message: DaveJsonMessage };

/** Says things to clients: one method per message of the DAVE server side. */
export class DaveAnnouncer {
  readonly #send: (userId: string, outbound: DaveOutbound) => void;
  readonly #spoiled = new Set<string>();

  constructor(send: (userId: string, outbound: DaveOutbound) => void) {
    this.#send = send;
  }

  /** The next commit or welcome to this user is damaged on the way: a drill of its recovery by op 31. */
  spoilNext(userId: string): void {
    this.#spoiled.add(userId);
  }

  /** Op 21. */
  prepareTransition(userId: string, transitionId: number, protocolVersion: number): void {
    this.#json(userId, { op: 21, d: { transition_id: transitionId, protocol_version: protocolVersion } });
  }

  /** Op 22. */
  executeTransition(userId: string, transitionId: number): void {
    this.#json(userId, { op: 22, d: { transition_id: transitionId } });
  }

  /** Op 24; epoch 1 means a new group. */
  prepareEpoch(userId: string, protocolVersion: number, epoch: number): void {
    this.#json(userId, { op: 24, d: { protocol_version: protocolVersion, epoch } });
  }

  /** Op 25. */
  externalSender(userId: string, payload: Buffer): void {
    this.#binary(userId, { op: DAVE_OP.externalSender, externalSender: payload });
  }

  /** Op 27, append; nothing is sent when there is nothing to propose. */
  append(receivers: readonly string[], messages: readonly Buffer[]): void {
    if (messages.length === 0) return;
    const proposals = buildAppendedProposals(messages);
    for (const receiver of receivers)
      this.#binary(receiver, { op: DAVE_OP.proposals, operation: 'append', proposals });
  }

  /** Op 27, revoke; refs as hex. */
  revoke(receivers: readonly string[], refs: readonly string[]): void {
    if (refs.length === 0) return;
    const proposals = buildRevokedProposals(refs.map((ref) => Buffer.from(ref, 'hex')));
    for (const receiver of receivers)
      this.#binary(receiver, { op: DAVE_OP.proposals, operation: 'revoke', proposals });
  }

  /** Op 29. */
  commit(userId: string, transitionId: number, commit: Buffer): void {
    const bytes = this.#maybeSpoiled(userId, commit);
    this.#binary(userId, { op: DAVE_OP.announceCommit, transitionId, commit: bytes });
  }

  /** Op 30. */
  welcome(userId: string, transitionId: number, welcome: Buffer): void {
    const bytes = this.#maybeSpoiled(userId, welcome);
    this.#binary(userId, { op: DAVE_OP.welcome, transitionId, welcome: bytes });
  }

  #maybeSpoiled(userId: string, bytes: Buffer): Buffer {
    if (!this.#spoiled.delete(userId)) return bytes;
    const damaged = Buffer.from(bytes);
    const last = damaged.length - 1;
    damaged[last] = (damaged[last] ?? 0) ^ 0xff;
    return damaged;
  }

  #binary(userId: string, message: DaveServerMessage): void {
    this.#send(userId, { form: 'binary', message });
  }

  #json(userId: string, message: DaveJsonMessage): void {
    this.#send(userId, { form: 'json', message });
  }
}
