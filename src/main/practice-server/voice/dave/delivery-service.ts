/**
 * The MLS delivery service of one call, as a DAVE voice server runs it: it owns the external sender, turns
 * joins and leaves into proposals, picks the first valid commit of each epoch and announces it. It sees no
 * secret of the group. Called by the voice server with what clients send; answers through `send`.
 *
 * Rules follow the DAVE protocol paper (sections "Voice gateway", "Group membership"); a client goes from
 * joined, through pending (its key package is known), to member. Everything is synchronous, so commands take
 * effect in the order of arrival.
 */
import type { Clock } from '../../../support/clock';
import type { Logger } from '../../../support/logger';
import { type CommitReject, checkCommit, type OpenProposal, type Proposed } from './commit-rules';
import { createExternalSender, type ExternalSender } from './external-sender';
import { LeafTable } from './leaf-table';
import { DaveAnnouncer, type DaveOutbound } from './messages';
import type { MlsCodec, MlsReject, ParsedCommit, ParsedKeyPackage } from './mls-codec';
import { Transitions } from './transitions';

/** The only protocol version that exists beside 0 (no encryption). */
export const DAVE_PROTOCOL_VERSION = 1;

/** What became of a client's message. */
export type DeliveryOutcome = { kind: 'accepted' } | { kind: 'dropped'; reason: DeliveryReject };
export type DeliveryReject = MlsReject | CommitReject | 'not-joined' | 'not-waiting' | 'not-encrypted';

export interface DeliveryServiceOptions {
  channelId: string;
  mls: MlsCodec;
  clock: Clock;
  logger: Logger;
  send: (userId: string, outbound: DaveOutbound) => void;
  /** How long a transition waits for op 23 of everybody involved before op 22 goes out. */
  readyTimeoutMs?: number;
  /**
   * Transition id of a new group's first commit: 0 lets clients switch at once, a number makes them wait for
   * op 22. Which one the real server sends is not known; clients must take both.
   */
  firstTransition?: 'immediate' | 'numbered';
}

interface DaveClient {
  /** Whether op 25 has reached this client; it stays known over a reset. */
  knowsSender: boolean;
  keyPackage: ParsedKeyPackage | null;
  /** Refs of the Adds sent to this client while there is no group: what its first commit has to contain. */
  offered: Set<string>;
}

interface Group {
  leaves: LeafTable;
  /** Signature key of each member; a commit may not change its sender's. */
  keys: Map<string, string>;
}

export class DeliveryService {
  readonly #options: DeliveryServiceOptions;
  readonly #groupId: Buffer;
  readonly #sender: ExternalSender = createExternalSender();
  readonly #clients = new Map<string, DaveClient>();
  readonly #open = new Map<string, OpenProposal>();
  readonly #transitions: Transitions;
  readonly #announce: DaveAnnouncer;
  #group: Group | null = null;
  #epoch = 0n;
  #version = DAVE_PROTOCOL_VERSION;

  constructor(options: DeliveryServiceOptions) {
    this.#options = options;
    this.#announce = new DaveAnnouncer(options.send);
    this.#groupId = Buffer.alloc(8);
    this.#groupId.writeBigUInt64BE(BigInt(options.channelId));
    this.#transitions = new Transitions(options.clock, options.readyTimeoutMs ?? 2000, (id, involved) => {
      for (const userId of involved) this.#announce.executeTransition(userId, id);
    });
  }

  get epoch(): bigint {
    return this.#epoch;
  }

  get established(): boolean {
    return this.#group !== null;
  }

  get members(): string[] {
    return this.#group?.leaves.members ?? [];
  }

  get protocolVersion(): number {
    return this.#version;
  }

  get openProposalCount(): number {
    return this.#open.size;
  }

  /** A client entered the call: it is told who the external sender is and answers with a key package. */
  join(userId: string): void {
    this.#clients.set(userId, { knowsSender: false, keyPackage: null, offered: new Set() });
    if (this.#version > 0) this.#introduceSender(userId);
  }

  /** A client left the call or was cut off. */
  leave(userId: string): void {
    if (!this.#clients.delete(userId)) return;
    this.#transitions.forget(userId);
    const group = this.#group;
    if (!group) {
      this.#withdraw(userId);
      return;
    }
    // One client left, or none that could commit: the group cannot go on, and whoever is there starts anew.
    const ableToCommit = this.#committers().length > 0;
    if (this.#clients.size < 2 || !ableToCommit) {
      this.resetGroup();
      return;
    }
    this.#withdraw(userId);
    this.#proposeRemoval(userId);
  }

  /** Op 26. A later key package of the same client replaces the earlier one. */
  handleKeyPackage(userId: string, bytes: Uint8Array): DeliveryOutcome {
    const client = this.#clients.get(userId);
    if (!client) return dropped('not-joined');
    if (this.#version === 0) return dropped('not-encrypted');
    const parsed = this.#options.mls.parseKeyPackage(bytes, userId, this.#options.clock.now());
    if (parsed.kind === 'rejected') return dropped(parsed.reason);
    // A member that sends a key package has lost its state: out with the old leaf, in with the new one.
    if (this.#group?.leaves.leafOf(userId) != null) {
      if (this.#canGoOnWithout(userId)) this.#proposeRemoval(userId);
      else this.#forgetGroup();
    }
    this.#withdraw(userId);
    client.keyPackage = parsed.value;
    client.offered.clear();
    this.#proposeAddition(userId, parsed.value);
    return { kind: 'accepted' };
  }

  /** Op 28. The first valid commit of an epoch wins; later ones are dropped without an answer. */
  handleCommitWelcome(userId: string, bytes: Uint8Array): DeliveryOutcome {
    const client = this.#clients.get(userId);
    if (!client) return dropped('not-joined');
    const parsed = this.#options.mls.parseCommitWelcome(bytes, this.#groupId);
    if (parsed.kind === 'rejected') return dropped(parsed.reason);
    const commit = parsed.value;
    const leaf = this.#group ? this.#group.leaves.leafOf(userId) : client.keyPackage ? 0 : null;
    const signatureKey = this.#group?.keys.get(userId) ?? client.keyPackage?.signatureKey ?? '';
    const reason = checkCommit(commit, {
      epoch: this.#epoch,
      sender: { userId, leaf, signatureKey },
      expected: this.#group ? this.#open : this.#offeredTo(client),
    });
    if (reason) return dropped(reason);
    this.#advance(userId, commit);
    return { kind: 'accepted' };
  }

  /** Op 23. */
  handleTransitionReady(userId: string, transitionId: number): DeliveryOutcome {
    return this.#transitions.ready(transitionId, userId) ? { kind: 'accepted' } : dropped('not-waiting');
  }

  /** Op 31: the client could not use what was announced; it is taken out and comes back by its new op 26. */
  handleInvalid(userId: string): DeliveryOutcome {
    const client = this.#clients.get(userId);
    if (!client) return dropped('not-joined');
    this.#transitions.forget(userId);
    this.#withdraw(userId);
    client.keyPackage = null;
    client.offered.clear();
    if (this.#group?.leaves.leafOf(userId) == null) return { kind: 'accepted' };
    if (this.#canGoOnWithout(userId)) this.#proposeRemoval(userId);
    else this.resetGroup();
    return { kind: 'accepted' };
  }

  /** Everybody starts a new group: op 24 with epoch 1, then, unless frames are plain, the transition 0. */
  resetGroup(): void {
    this.#forgetGroup();
    const plain = this.#version === 0;
    this.#version = DAVE_PROTOCOL_VERSION;
    for (const [userId, client] of this.#clients) {
      client.keyPackage = null;
      client.offered.clear();
      this.#announce.prepareEpoch(userId, DAVE_PROTOCOL_VERSION, 1);
      if (!client.knowsSender) this.#introduceSender(userId);
      // On the way up from plain frames it is the first commit's transition that ends them.
      if (!plain) this.#announce.prepareTransition(userId, 0, DAVE_PROTOCOL_VERSION);
    }
  }

  /** Announces the way down to plain frames (version 0); `resetGroup` leads up again. */
  downgrade(): number {
    const transitionId = this.#transitions.nextId();
    this.#version = 0;
    this.#forgetGroup();
    for (const userId of this.#clients.keys()) this.#announce.prepareTransition(userId, transitionId, 0);
    this.#transitions.open(transitionId, [...this.#clients.keys()]);
    return transitionId;
  }

  /** The next commit or welcome announced to this user is damaged on the way, to drill its recovery. */
  spoilNextAnnouncement(userId: string): void {
    this.#announce.spoilNext(userId);
  }

  close(): void {
    this.#transitions.clear();
    this.#clients.clear();
    this.#open.clear();
    this.#group = null;
  }

  #introduceSender(userId: string): void {
    const client = this.#clients.get(userId);
    if (client) client.knowsSender = true;
    this.#announce.externalSender(userId, this.#sender.payload);
  }

  /** True when somebody else is there who can commit the removal of this user. */
  #canGoOnWithout(userId: string): boolean {
    return this.#committers().some((member) => member !== userId);
  }

  #offeredTo(client: DaveClient): ReadonlyMap<string, OpenProposal> {
    return new Map([...this.#open].filter(([ref]) => client.offered.has(ref)));
  }

  #proposeAddition(userId: string, keyPackage: ParsedKeyPackage): void {
    const earlier = [...this.#open.values()];
    const add = this.#sign({ kind: 'add', userId, keyPackage });
    if (this.#group) {
      this.#announce.append(this.#committers(), [add.message]);
      return;
    }
    // Before there is a group every pending client may commit, each on what it has been offered.
    for (const [id, client] of this.#clients) {
      if (client.keyPackage) this.#offer(id, client, id === userId ? earlier : [add]);
    }
  }

  #proposeRemoval(userId: string): void {
    const leaf = this.#group?.leaves.leafOf(userId);
    if (leaf == null) return;
    const known = [...this.#open.values()].some((p) => p.kind === 'remove' && p.userId === userId);
    if (known) return;
    this.#reissue([{ kind: 'remove', userId, leaf }, ...this.#open.values()]);
  }

  /** Takes back the open Add of a user who left before it was committed. */
  #withdraw(userId: string): void {
    const open = [...this.#open.values()];
    const rest = open.filter((proposal) => proposal.kind !== 'add' || proposal.userId !== userId);
    if (rest.length < open.length) this.#reissue(rest);
  }

  /**
   * Revokes whatever is open and proposes `wanted` under new references, Removes before Adds in one message.
   * Two things ask for this. Davey makes a Welcome only for a commit that answers an op 27 with an Add in it:
   * after a bare Remove or revoke, its commit would add somebody without one and be refused for ever. And a set
   * of references must never come back, or an old commit still on its way would fit again although its sender
   * has replaced it and could not follow it.
   */
  #reissue(wanted: readonly Proposed[]): void {
    const revoked = [...this.#open.keys()];
    this.#open.clear();
    const removes = wanted.filter((proposal) => proposal.kind === 'remove');
    const adds = wanted.filter((proposal) => proposal.kind === 'add');
    const signed = [...removes, ...adds].map((proposal) => this.#sign(proposal));
    if (this.#group) {
      const receivers = this.#committers();
      this.#announce.revoke(receivers, revoked);
      this.#announce.append(
        receivers,
        signed.map((proposal) => proposal.message),
      );
      return;
    }
    for (const [userId, client] of this.#clients) {
      const known = revoked.filter((ref) => client.offered.delete(ref));
      this.#announce.revoke([userId], known);
      if (client.keyPackage) this.#offer(userId, client, signed);
    }
  }

  /** Signs a proposal for the current epoch and keeps it as open. */
  #sign(proposed: Proposed): OpenProposal {
    const proposal =
      proposed.kind === 'add'
        ? { proposalType: 'add' as const, add: { keyPackage: proposed.keyPackage.keyPackage } }
        : { proposalType: 'remove' as const, remove: { removed: proposed.leaf } };
    const signed = this.#options.mls.signProposal(this.#sender, this.#groupId, this.#epoch, proposal);
    const open: OpenProposal = { ...proposed, ...signed };
    this.#open.set(signed.ref.toString('hex'), open);
    return open;
  }

  /** Offers Adds to a client that has no group yet, save its own, which it would refuse as a second leaf. */
  #offer(userId: string, client: DaveClient, adds: readonly OpenProposal[]): void {
    const others = adds.filter((add) => add.userId !== userId);
    for (const add of others) client.offered.add(add.ref.toString('hex'));
    this.#announce.append(
      [userId],
      others.map((add) => add.message),
    );
  }

  #advance(winner: string, commit: ParsedCommit): void {
    const fresh = this.#group === null;
    this.#group ??= { leaves: new LeafTable(winner), keys: new Map() };
    const { leaves, keys } = this.#group;
    const oldMembers = fresh ? [winner] : this.#committers();
    const added = this.#applyProposals(commit, leaves);
    for (const member of leaves.members) {
      const key = this.#clients.get(member)?.keyPackage?.signatureKey;
      if (key && (added.includes(member) || member === winner)) keys.set(member, key);
    }
    for (const member of [...keys.keys()]) if (leaves.leafOf(member) === null) keys.delete(member);
    this.#open.clear();
    for (const client of this.#clients.values()) client.offered.clear();
    this.#epoch += 1n;
    const id = fresh && this.#options.firstTransition !== 'numbered' ? 0 : this.#transitions.nextId();
    if (id !== 0) this.#transitions.open(id, [...oldMembers, ...added]);
    for (const userId of oldMembers) this.#announce.commit(userId, id, commit.commit);
    for (const userId of added) this.#announce.welcome(userId, id, commit.welcome?.bytes ?? Buffer.alloc(0));
    this.#options.logger.debug('epoch advanced', { epoch: this.#epoch, members: leaves.members.length });
  }

  /** Removes first, then Adds in commit order (RFC 9420 section 12.3); returns who was added. */
  #applyProposals(commit: ParsedCommit, leaves: LeafTable): string[] {
    const proposals = (commit.proposalRefs ?? []).flatMap((ref) => this.#open.get(ref) ?? []);
    for (const proposal of proposals) if (proposal.kind === 'remove') leaves.remove(proposal.leaf);
    const added: string[] = [];
    for (const proposal of proposals) {
      if (proposal.kind !== 'add') continue;
      leaves.add(proposal.userId);
      added.push(proposal.userId);
    }
    return added;
  }

  #forgetGroup(): void {
    this.#group = null;
    this.#epoch = 0n;
    this.#open.clear();
    this.#transitions.clear();
  }

  /** Members who are there and have not lost their state: the ones to send proposals and commits to. */
  #committers(): string[] {
    const leaving = new Set([...this.#open.values()].flatMap((p) => (p.kind === 'remove' ? [p.userId] : [])));
    return this.members.filter((member) => this.#clients.has(member) && !leaving.has(member));
  }
}

function dropped(reason: DeliveryReject): DeliveryOutcome {
  return { kind: 'dropped', reason };
}
