import type { ParsedCommit, ParsedKeyPackage, SignedProposal } from './mls-codec';

/** A change of members that the server asks for. */
export type Proposed =
  | { kind: 'add'; userId: string; keyPackage: ParsedKeyPackage }
  | { kind: 'remove'; userId: string; leaf: number };

/** A signed proposal that no commit has taken up yet. */
export type OpenProposal = Proposed & SignedProposal;

export type CommitReject =
  | 'wrong-epoch'
  | 'not-a-member'
  | 'wrong-leaf'
  | 'proposal-by-value'
  | 'wrong-proposals'
  | 'changed-identity'
  | 'incomplete-welcome';

export interface CommitContext {
  epoch: bigint;
  sender: { userId: string; leaf: number | null; signatureKey: string };
  /** Open proposals by ref (hex): exactly these have to be in the commit. */
  expected: ReadonlyMap<string, OpenProposal>;
}

/**
 * Why a commit cannot win its epoch, or null when it can (DAVE protocol, "Commit validation"): of the current
 * epoch, from a member at its leaf, only references, exactly all open proposals, identity and key unchanged,
 * a Welcome for everybody who is added and nobody else.
 */
export function checkCommit(commit: ParsedCommit, context: CommitContext): CommitReject | null {
  const { sender, expected } = context;
  if (sender.leaf === null) return 'not-a-member';
  if (commit.epoch !== context.epoch) return 'wrong-epoch';
  if (commit.senderLeaf !== sender.leaf) return 'wrong-leaf';
  if (commit.proposalRefs === null) return 'proposal-by-value';
  const refs = new Set(commit.proposalRefs);
  const complete = refs.size === expected.size && refs.size === commit.proposalRefs.length;
  if (refs.size === 0 || !complete || ![...refs].every((ref) => expected.has(ref))) return 'wrong-proposals';
  if (removesSender(expected, sender.leaf)) return 'wrong-proposals';
  const leaf = commit.newLeaf;
  if (leaf && (leaf.userId !== sender.userId || leaf.signatureKey !== sender.signatureKey))
    return 'changed-identity';
  const added = [...expected.values()].flatMap((p) => (p.kind === 'add' ? [p.keyPackage.ref] : []));
  const welcomed = new Set(commit.welcome?.newMembers ?? []);
  const covered = welcomed.size === added.length && added.every((ref) => welcomed.has(ref));
  return covered ? null : 'incomplete-welcome';
}

function removesSender(proposals: ReadonlyMap<string, OpenProposal>, leaf: number): boolean {
  return [...proposals.values()].some((p) => p.kind === 'remove' && p.leaf === leaf);
}
