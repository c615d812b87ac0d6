/**
 * A DAVE group of simulated speakers and one client from outside, around a real delivery service. One commit brings
 * everybody in: one after the other would cost each member a commit for each newcomer, minutes for a hundred.
 */
import {
  buildDaveServerMessage,
  DAVE_OP,
  parseDaveClientMessage,
  parseDaveServerMessage,
} from '../../src/main/discord/voice/packets';
import { readMlsVector, writeMlsVector } from '../../src/main/discord/voice/packets/mls-vector';
import { DaveParticipant } from '../../src/main/practice-server/members/speech/dave-participant';
import { DeliveryService } from '../../src/main/practice-server/voice/dave/delivery-service';
import type { DaveOutbound } from '../../src/main/practice-server/voice/dave/messages';
import type { MlsCodec } from '../../src/main/practice-server/voice/dave/mls-codec';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';

export interface GroupClient {
  userId: string;
  send(outbound: DaveOutbound): void;
}

export class SpeakersGroup {
  readonly #service: DeliveryService;
  readonly #people = new Map<string, DaveParticipant>();
  readonly #client: GroupClient;
  readonly #first: string;
  /** Adds meant for the one who will commit them all together. */
  readonly #adds: Buffer[] = [];
  /** What speakers have sent and the service has not heard yet. */
  readonly #queue: (() => void)[] = [];
  #formed = false;

  constructor(mls: MlsCodec, channelId: string, speakers: readonly string[], client: GroupClient) {
    this.#client = client;
    this.#first = speakers[0] ?? '';
    this.#service = new DeliveryService({
      channelId,
      mls,
      clock: systemClock,
      logger: silentLogger,
      send: (to, outbound) => this.#pass(to, outbound),
    });
    for (const userId of speakers) this.#join(userId, channelId, [...speakers, client.userId]);
    this.#settle();
    this.#service.join(client.userId);
  }

  /** What the client sends as binary messages; its key package completes the group. */
  onBinary(userId: string, frame: Buffer): void {
    const parsed = parseDaveClientMessage(frame);
    if (!parsed.ok) throw new Error(parsed.reason);
    const isPackage = parsed.value.op === DAVE_OP.keyPackage;
    if (parsed.value.op === DAVE_OP.keyPackage)
      this.#service.handleKeyPackage(userId, parsed.value.keyPackage);
    else this.#service.handleCommitWelcome(userId, parsed.value.commitWelcome);
    if (isPackage && userId === this.#client.userId && !this.#formed) this.#form();
    this.#settle();
  }

  onTransitionReady(userId: string, transitionId: number): void {
    this.#service.handleTransitionReady(userId, transitionId);
    this.#settle();
  }

  encrypt(userId: string, opus: Buffer): Buffer | null {
    return this.#people.get(userId)?.encrypt(opus) ?? null;
  }

  #form(): void {
    this.#formed = true;
    const proposals = writeMlsVector(Buffer.concat(this.#adds));
    this.#people.get(this.#first)?.handleBinary({ op: DAVE_OP.proposals, operation: 'append', proposals });
  }

  #join(userId: string, channelId: string, everybody: readonly string[]): void {
    const person = new DaveParticipant(userId, channelId, {
      sendBinary: (frame) => this.#queue.push(() => this.onBinary(userId, frame)),
      sendJson: ({ op, d }) =>
        this.#queue.push(() => {
          if (op === 23) this.#service.handleTransitionReady(userId, d.transition_id);
          else this.#service.handleInvalid(userId);
        }),
    });
    for (const other of everybody) person.recognizedUsers.add(other);
    this.#people.set(userId, person);
    person.start(1);
    this.#service.join(userId);
  }

  #settle(): void {
    for (let work = this.#queue.shift(); work; work = this.#queue.shift()) work();
  }

  #pass(to: string, outbound: DaveOutbound): void {
    if (outbound.form === 'binary' && outbound.message.op === DAVE_OP.proposals && !this.#formed) {
      const adds = readMlsVector(outbound.message.proposals, 0);
      if (to === this.#first && adds) this.#adds.push(adds.content);
      return;
    }
    if (this.#client.userId === to) {
      this.#client.send(outbound);
      return;
    }
    const person = this.#people.get(to);
    if (!person) return;
    if (outbound.form === 'json') {
      const { op, d } = outbound.message;
      if (op === 21) person.handlePrepareTransition(d.transition_id, d.protocol_version);
      if (op === 24) person.handlePrepareEpoch(d.protocol_version, d.epoch);
      return;
    }
    const parsed = parseDaveServerMessage(buildDaveServerMessage(0, outbound.message));
    if (!parsed.ok || !parsed.value.message.ok) throw new Error('unreadable server message');
    person.handleBinary(parsed.value.message.value);
  }
}
