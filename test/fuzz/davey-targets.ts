/**
 * The MLS library behind DAVE is native code and meets whatever a server relays: external senders, proposals, commits,
 * welcomes and frames, from a real group, mutated. It must refuse them by an exception; a crash would end the process.
 */
import { DaveSession } from '../../src/main/discord/voice/dave/dave-session';
import { DAVE_OP, type DaveServerMessage } from '../../src/main/discord/voice/packets';
import { DeliveryService } from '../../src/main/practice-server/voice/dave/delivery-service';
import { loadMlsCodec } from '../../src/main/practice-server/voice/dave/mls-codec';
import { silentLogger } from '../../src/main/support/logger';
import { SteppedClock } from '../support/stepped-clock';
import type { FuzzTarget } from './voice-targets';

const CHANNEL_ID = '927310423890473011';
const [ANNA, BEN, CLEO] = ['158049329150427136', '158533742254751744', '81384788765712384'] as const;
const EVERYBODY = [ANNA, BEN, CLEO];
const OPUS = Buffer.from('78a1b2c3d4e5f60718293a4b5c6d7e8f', 'hex');

/** What was said in a group of three while it was formed, in both directions. */
interface Transcript {
  toClients: DaveServerMessage[];
  keyPackages: Buffer[];
  commits: Buffer[];
  frames: Buffer[];
}

/** Sessions whose service runs in the same thread; everything they are told and say is written down. */
class Recorded {
  readonly transcript: Transcript = { toClients: [], keyPackages: [], commits: [], frames: [] };
  readonly sessions = new Map<string, DaveSession>();
  readonly #clock = new SteppedClock();
  readonly #said: (() => void)[] = [];
  readonly #service: DeliveryService;

  constructor(mls: Awaited<ReturnType<typeof loadMlsCodec>>) {
    this.#service = new DeliveryService({
      channelId: CHANNEL_ID,
      mls,
      clock: this.#clock,
      logger: silentLogger,
      send: (to, outbound) => {
        if (outbound.form === 'json') {
          if (outbound.message.op === 22)
            this.sessions.get(to)?.executeTransition(outbound.message.d.transition_id);
          return;
        }
        this.transcript.toClients.push(outbound.message);
        this.sessions.get(to)?.onMessage(outbound.message);
      },
    });
    for (const userId of EVERYBODY) this.#join(userId);
    const anna = this.sessions.get(ANNA);
    for (let frame = 0; frame < 20; frame += 1) {
      const encrypted = anna?.encrypt(OPUS);
      if (encrypted?.kind === 'frame') this.transcript.frames.push(encrypted.frame);
    }
  }

  #join(userId: string): void {
    const { transcript } = this;
    const session = lonelySession(userId, this.#clock, {
      sendBinary: (message) => {
        if (message.op === DAVE_OP.keyPackage) {
          transcript.keyPackages.push(message.keyPackage);
          this.#said.push(() => this.#service.handleKeyPackage(userId, message.keyPackage));
          return;
        }
        transcript.commits.push(message.commitWelcome);
        this.#said.push(() => this.#service.handleCommitWelcome(userId, message.commitWelcome));
      },
      sendTransitionReady: (id) => this.#said.push(() => this.#service.handleTransitionReady(userId, id)),
    });
    this.sessions.set(userId, session);
    session.start(1);
    this.#service.join(userId);
    for (let turns = 0; this.#said.length > 0 && turns < 200; turns += 1) this.#said.shift()?.();
  }
}

type Said = Pick<ConstructorParameters<typeof DaveSession>[2], 'sendBinary' | 'sendTransitionReady'>;
const NOTHING: Said = { sendBinary: () => undefined, sendTransitionReady: () => undefined };

function lonelySession(userId: string, clock = new SteppedClock(), said: Said = NOTHING): DaveSession {
  const session = new DaveSession(userId, CHANNEL_ID, {
    clock,
    ...said,
    sendInvalidCommitWelcome: () => undefined,
    onChange: () => undefined,
    onBlocking: () => undefined,
    reachable: () => true,
    logger: silentLogger,
  });
  session.clientsConnected(EVERYBODY);
  return session;
}

/** Messages of a group as bytes behind their opcode, so that a mutation may change that as well. */
function asBytes(message: DaveServerMessage): Buffer {
  const op = Buffer.of(message.op);
  switch (message.op) {
    case DAVE_OP.externalSender:
      return Buffer.concat([op, message.externalSender]);
    case DAVE_OP.proposals:
      return Buffer.concat([op, message.proposals]);
    case DAVE_OP.announceCommit:
      return Buffer.concat([op, message.commit]);
    case DAVE_OP.welcome:
      return Buffer.concat([op, message.welcome]);
  }
}

function fromBytes(bytes: Buffer): DaveServerMessage {
  const [op = 0] = bytes;
  const body = bytes.subarray(1);
  const transitionId = op >> 6;
  switch (op & 3) {
    case 1:
      return { op: DAVE_OP.externalSender, externalSender: body };
    case 3:
      return { op: DAVE_OP.proposals, operation: op & 4 ? 'append' : 'revoke', proposals: body };
    case 0:
      return { op: DAVE_OP.welcome, transitionId, welcome: body };
    default:
      return { op: DAVE_OP.announceCommit, transitionId, commit: body };
  }
}

/** Targets that cost about a millisecond each: a fraction of the packets of others. */
export async function daveyTargets(): Promise<FuzzTarget[]> {
  const mls = await loadMlsCodec();
  const group = new Recorded(mls);
  const { toClients, keyPackages, commits, frames } = group.transcript;
  const seeds = toClients.map((message) => {
    const bytes = asBytes(message);
    bytes[0] = { 25: 1, 27: 7, 29: 2, 30: 0 }[message.op] ?? 0;
    return bytes;
  });
  let fed = 0;
  let session = lonelySession('5');
  session.start(1);
  const member = group.sessions.get(BEN);
  const groupId = Buffer.alloc(8);
  groupId.writeBigUInt64BE(BigInt(CHANNEL_ID));
  return [
    {
      name: 'MLS messages to the library',
      seeds,
      share: 0.02,
      feed: (bytes) => {
        if (bytes.length === 0) return;
        fed += 1;
        // Now and then a session that has not been spoilt by what came before.
        if (fed % 50 === 0) {
          session.close();
          session = lonelySession('5');
          session.start(1);
        }
        session.onMessage(fromBytes(bytes));
      },
    },
    {
      name: 'encrypted frames to the library',
      seeds: frames,
      share: 0.05,
      feed: (bytes) => {
        member?.decrypt(ANNA, bytes, true);
      },
    },
    {
      name: 'key packages and commits to the delivery service',
      seeds: [...keyPackages, ...commits],
      share: 0.02,
      feed: (bytes) => {
        mls.parseKeyPackage(bytes, ANNA, 0);
        mls.parseCommitWelcome(bytes, groupId);
      },
    },
  ];
}
