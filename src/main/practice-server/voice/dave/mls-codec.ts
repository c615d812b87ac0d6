/**
 * The MLS structures that pass through the delivery service, read and written with the codec of ts-mls.
 * Only the codec is used, none of its cryptography, so no WebCrypto global is needed. ts-mls is an ES module
 * and our main-side bundles are CommonJS: it is loaded once by `loadMlsCodec`, everything after is synchronous.
 */
import type { KeyPackage } from 'ts-mls/keyPackage.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { ExternalSender } from './external-sender';
import { refHash, signWithLabel, verifyWithLabel } from './mls-labels';

const CIPHERSUITE = 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256';
const EMPTY = new Uint8Array(0);

/** Why bytes from a client were refused; counted and logged, never thrown. */
export type MlsReject =
  | 'malformed'
  | 'wrong-suite'
  | 'wrong-credential'
  | 'expired'
  | 'bad-signature'
  | 'wrong-group'
  | 'not-a-commit';

export type Parsed<T> = { kind: 'ok'; value: T } | { kind: 'rejected'; reason: MlsReject };

export interface ParsedKeyPackage {
  keyPackage: KeyPackage;
  /** KeyPackageRef as hex: how a Welcome names its receiver. */
  ref: string;
  /** Signature key of the leaf as hex; may not change within the group. */
  signatureKey: string;
}

export interface ParsedCommit {
  epoch: bigint;
  senderLeaf: number;
  /** Refs of the proposals in commit order, hex; null when one is carried by value, which DAVE forbids. */
  proposalRefs: string[] | null;
  /** Signature key and identity of the committer's new leaf, when the commit has an update path. */
  newLeaf: { signatureKey: string; userId: string | null } | null;
  /** The MLSMessage(commit) alone, as it is announced. */
  commit: Buffer;
  /** The bare Welcome with the KeyPackageRefs it serves, when there is one. */
  welcome: { bytes: Buffer; newMembers: string[] } | null;
}

export interface SignedProposal {
  /** MLSMessage(PublicMessage(Proposal)). */
  message: Buffer;
  /** ProposalRef, 32 bytes. */
  ref: Buffer;
}

export type MlsCodec = Awaited<ReturnType<typeof loadMlsCodec>>;

/** Loads ts-mls and returns the functions the delivery service works with. */
export async function loadMlsCodec() {
  const [keyPackages, leafNodes, messages, welcomes, framing, authenticated] = await Promise.all([
    import('ts-mls/keyPackage.js'),
    import('ts-mls/leafNode.js'),
    import('ts-mls/message.js'),
    import('ts-mls/welcome.js'),
    import('ts-mls/framedContent.js'),
    import('ts-mls/authenticatedContent.js'),
  ]);

  /**
   * Op 26: a bare KeyPackage as all shipping clients send it, or one inside an MLSMessage as the protocol
   * paper has it. Checks what DAVE demands: suite 2, basic credential of `userId`, lifetime, both signatures.
   */
  function parseKeyPackage(bytes: Uint8Array, userId: string, nowMs: number): Parsed<ParsedKeyPackage> {
    // An MLSMessage starts with version 1 and wireformat 5 (key package), a bare one with version 1 and suite 2.
    const wrapped = bytes.length > 4 && bytes[2] === 0 && bytes[3] === 5;
    const decoded = tryDecode(keyPackages.decodeKeyPackage, bytes, wrapped ? 4 : 0);
    if (!decoded) return rejected('malformed');
    const [keyPackage] = decoded;
    if (keyPackage.version !== 'mls10' || keyPackage.cipherSuite !== CIPHERSUITE)
      return rejected('wrong-suite');
    const { leafNode } = keyPackage;
    if (basicUserId(leafNode.credential) !== userId) return rejected('wrong-credential');
    const nowSeconds = BigInt(Math.trunc(nowMs / 1000));
    if (leafNode.lifetime.notBefore > nowSeconds || leafNode.lifetime.notAfter < nowSeconds)
      return rejected('expired');
    const key = leafNode.signaturePublicKey;
    const leafTbs = leafNodes.encodeLeafNodeTBS(leafNode);
    const signed =
      verifyWithLabel(key, 'LeafNodeTBS', leafTbs, leafNode.signature) &&
      verifyWithLabel(
        key,
        'KeyPackageTBS',
        keyPackages.encodeKeyPackageTBS(keyPackage),
        keyPackage.signature,
      );
    if (!signed) return rejected('bad-signature');
    const ref = refHash('MLS 1.0 KeyPackage Reference', keyPackages.encodeKeyPackage(keyPackage));
    return ok({ keyPackage, ref: ref.toString('hex'), signatureKey: Buffer.from(key).toString('hex') });
  }

  /** Op 28: MLSMessage(commit), followed by a bare Welcome when it adds somebody. */
  function parseCommitWelcome(bytes: Uint8Array, groupId: Uint8Array): Parsed<ParsedCommit> {
    const decoded = tryDecode(messages.decodeMlsMessage, bytes, 0);
    if (!decoded) return rejected('malformed');
    const [message, consumed] = decoded;
    if (message.wireformat !== 'mls_public_message') return rejected('not-a-commit');
    const { content } = message.publicMessage;
    if (content.contentType !== 'commit' || content.sender.senderType !== 'member')
      return rejected('not-a-commit');
    if (Buffer.compare(Buffer.from(content.groupId), Buffer.from(groupId)) !== 0)
      return rejected('wrong-group');
    const welcome = readWelcome(bytes, consumed);
    if (welcome === 'malformed') return rejected('malformed');
    const refs = content.commit.proposals.map((p) =>
      p.proposalOrRefType === 'reference' ? Buffer.from(p.reference).toString('hex') : null,
    );
    const leaf = content.commit.path?.leafNode;
    return ok({
      epoch: content.epoch,
      senderLeaf: content.sender.leafIndex,
      proposalRefs: refs.every((ref) => ref !== null) ? (refs as string[]) : null,
      newLeaf: leaf
        ? {
            signatureKey: Buffer.from(leaf.signaturePublicKey).toString('hex'),
            userId: basicUserId(leaf.credential),
          }
        : null,
      commit: Buffer.from(bytes.subarray(0, consumed)),
      welcome,
    });
  }

  function readWelcome(bytes: Uint8Array, offset: number): ParsedCommit['welcome'] | 'malformed' {
    if (offset === bytes.length) return null;
    const decoded = tryDecode(welcomes.decodeWelcome, bytes, offset);
    if (!decoded || offset + decoded[1] !== bytes.length) return 'malformed';
    return {
      bytes: Buffer.from(bytes.subarray(offset)),
      newMembers: decoded[0].secrets.map((secret) => Buffer.from(secret.newMember).toString('hex')),
    };
  }

  /** A proposal of the external sender (sender index 0) for `epoch` of the group. */
  function signProposal(
    sender: ExternalSender,
    groupId: Uint8Array,
    epoch: bigint,
    proposal: Proposal,
  ): SignedProposal {
    const content = {
      groupId,
      epoch,
      sender: { senderType: 'external' as const, senderIndex: 0 },
      authenticatedData: EMPTY,
      contentType: 'proposal' as const,
      proposal,
    };
    const wireformat = 'mls_public_message' as const;
    // A signature of an external sender does not cover the group context (RFC 9420 section 6.1).
    const tbs = { protocolVersion: 'mls10' as const, wireformat, content, senderType: 'external' as const };
    const signature = signWithLabel(
      sender.privateKey.reveal(),
      'FramedContentTBS',
      framing.encodeFramedContentTBS(tbs),
    );
    const auth = { contentType: 'proposal' as const, signature: new Uint8Array(signature) };
    const message = messages.encodeMlsMessage({
      version: 'mls10',
      wireformat,
      publicMessage: { content, auth, senderType: 'external' },
    });
    const encoded = authenticated.encodeAuthenticatedContent({ wireformat, content, auth });
    return { message: Buffer.from(message), ref: refHash('MLS 1.0 Proposal Reference', encoded) };
  }

  return { parseKeyPackage, parseCommitWelcome, signProposal };
}

function ok<T>(value: T): Parsed<T> {
  return { kind: 'ok', value };
}

function rejected<T>(reason: MlsReject): Parsed<T> {
  return { kind: 'rejected', reason };
}

type Decoder<T> = (bytes: Uint8Array, offset: number) => [T, number] | undefined;

/** ts-mls answers bad bytes with undefined or with an exception, depending on where they are bad. */
function tryDecode<T>(decode: Decoder<T>, bytes: Uint8Array, offset: number): [T, number] | undefined {
  try {
    return decode(bytes, offset);
  } catch {
    return undefined;
  }
}

/** DAVE's identity: the user id as eight bytes, big-endian. */
function basicUserId(credential: { credentialType: string; identity?: Uint8Array }): string | null {
  const { identity } = credential;
  if (credential.credentialType !== 'basic' || identity?.length !== 8) return null;
  return Buffer.from(identity).readBigUInt64BE().toString();
}
