import {
  buildDaveServerMessage,
  parseDaveClientMessage,
  parseDaveServerMessage,
} from '../../../../src/main/discord/voice/packets';
import {
  type DaveClientJson,
  DaveParticipant,
} from '../../../../src/main/practice-server/members/speech/dave-participant';
import {
  type DeliveryOutcome,
  DeliveryService,
} from '../../../../src/main/practice-server/voice/dave/delivery-service';
import type { DaveOutbound } from '../../../../src/main/practice-server/voice/dave/messages';
import type { MlsCodec } from '../../../../src/main/practice-server/voice/dave/mls-codec';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

export const CHANNEL_ID = '927310423890473011';

type Wire = { from: string; frame: Buffer } | { from: string; json: DaveClientJson };

/**
 * A call of davey clients around a delivery service, with the network in the test's hand: what clients send
 * waits in a queue until `settle` (all of it) or `deliver` (one) passes it on.
 */
export class Call {
  readonly clock = new SteppedClock();
  readonly service: DeliveryService;
  readonly people = new Map<string, DaveParticipant>();
  readonly toServer: Wire[] = [];
  readonly outcomes: DeliveryOutcome[] = [];
  /** JSON messages by receiver, as `op` and data. */
  readonly json: { to: string; op: number; d: Record<string, number> }[] = [];
  /** People whose incoming messages are kept back, in order. */
  readonly held = new Map<string, DaveOutbound[]>();

  constructor(mls: MlsCodec, options: { firstTransition?: 'immediate' | 'numbered' } = {}) {
    this.service = new DeliveryService({
      channelId: CHANNEL_ID,
      mls,
      clock: this.clock,
      logger: silentLogger,
      send: (to, outbound) => {
        const held = this.held.get(to);
        if (held) held.push(outbound);
        else this.#receive(to, outbound);
      },
      ...options,
    });
  }

  join(userId: string): DaveParticipant {
    const person = new DaveParticipant(userId, CHANNEL_ID, {
      sendBinary: (frame) => this.toServer.push({ from: userId, frame }),
      sendJson: (json) => this.toServer.push({ from: userId, json }),
    });
    for (const [id, other] of this.people) {
      other.recognizedUsers.add(userId);
      person.recognizedUsers.add(id);
    }
    this.people.set(userId, person);
    person.start(1);
    this.service.join(userId);
    return person;
  }

  leave(userId: string): void {
    this.people.delete(userId);
    // What the old connection had sent dies with it, also when the same user comes back.
    this.toServer.splice(0, this.toServer.length, ...this.toServer.filter((wire) => wire.from !== userId));
    this.held.delete(userId);
    for (const other of this.people.values()) other.recognizedUsers.delete(userId);
    this.service.leave(userId);
  }

  release(userId: string): void {
    const waiting = this.held.get(userId) ?? [];
    this.held.delete(userId);
    for (const outbound of waiting) this.#receive(userId, outbound);
  }

  /** Passes on the oldest message of `from` (anybody's when not given); false when there is none. */
  deliver(from?: string): boolean {
    const index = this.toServer.findIndex((wire) => from === undefined || wire.from === from);
    const [wire] = index === -1 ? [] : this.toServer.splice(index, 1);
    if (!wire) return false;
    if (!this.people.has(wire.from)) return true;
    if ('json' in wire) {
      const id = wire.json.d.transition_id;
      this.outcomes.push(
        wire.json.op === 23
          ? this.service.handleTransitionReady(wire.from, id)
          : this.service.handleInvalid(wire.from),
      );
      return true;
    }
    const parsed = parseDaveClientMessage(wire.frame);
    if (!parsed.ok) throw new Error(parsed.reason);
    this.outcomes.push(
      parsed.value.op === 26
        ? this.service.handleKeyPackage(wire.from, parsed.value.keyPackage)
        : this.service.handleCommitWelcome(wire.from, parsed.value.commitWelcome),
    );
    return true;
  }

  settle(): void {
    for (let i = 0; i < 500; i += 1) if (!this.deliver()) return;
    throw new Error('The call does not settle');
  }

  /** Privacy codes of everybody; one code means that all are in the same epoch of the same group. */
  codes(): Set<string> {
    return new Set([...this.people.values()].map((person) => person.privacyCode));
  }

  /** Whether a frame of `from` is understood by everybody else. */
  heardByAll(from: string): boolean {
    const frame = Buffer.from('78a1b2c3d4e5f60718293a4b5c6d7e8f', 'hex');
    const sealed = this.people.get(from)?.encrypt(frame);
    if (!sealed) return false;
    return [...this.people].every(
      ([id, person]) => id === from || person.decrypt(from, Buffer.from(sealed))?.equals(frame) === true,
    );
  }

  #receive(to: string, outbound: DaveOutbound): void {
    const person = this.people.get(to);
    if (!person) return;
    if (outbound.form === 'binary') {
      // Over the wire layout and back, as a client would get it.
      const parsed = parseDaveServerMessage(buildDaveServerMessage(0, outbound.message));
      if (!parsed.ok || !parsed.value.message.ok) throw new Error('unreadable server message');
      person.handleBinary(parsed.value.message.value);
      return;
    }
    const { op, d } = outbound.message;
    this.json.push({ to, op, d });
    if (op === 21) person.handlePrepareTransition(d.transition_id, d.protocol_version);
    if (op === 24) person.handlePrepareEpoch(d.protocol_version, d.epoch);
  }
}
