import { z } from 'zod';
import { UserId } from '../discord/snowflake';
import { AppErrorView } from '../errors/app-error';

/** What a connection talks to: the practice server of this computer, Discord, or a self-hosted server. */
export const TargetKind = z.enum(['practice', 'discord', 'selfHosted']);
export type TargetKind = z.infer<typeof TargetKind>;

export const OwnUser = z.object({
  userId: UserId,
  username: z.string(),
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
});
export type OwnUser = z.infer<typeof OwnUser>;

/** The state of the one connection the window shows. `label` is what a person calls it ("Practice server"). */
export const ConnectionState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('signedOut') }),
  z.object({ kind: z.literal('connecting'), target: TargetKind, label: z.string(), step: z.string() }),
  z.object({
    kind: z.literal('connected'),
    target: TargetKind,
    label: z.string(),
    user: OwnUser,
    sinceMs: z.number(),
    latencyMs: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('reconnecting'),
    target: TargetKind,
    label: z.string(),
    user: OwnUser.nullable(),
    attempt: z.number().int(),
    retryAtMs: z.number().nullable(),
    /** The beginning of a sentence, in words for a person; without its full stop. */
    reason: z.string(),
    /** False where Discord demands the wait. */
    canHurry: z.boolean(),
  }),
  z.object({ kind: z.literal('failed'), target: TargetKind, label: z.string(), error: AppErrorView }),
]);
export type ConnectionState = z.infer<typeof ConnectionState>;

/** An account kept in the vault. The token itself never leaves main. */
export const SavedAccount = z.object({
  accountId: z.string(),
  label: z.string(),
  target: TargetKind,
  baseUrl: z.string().nullable(),
  lastUsedMs: z.number(),
});
export type SavedAccount = z.infer<typeof SavedAccount>;

/** Where tokens rest: the system keychain, a file under a passphrase, or memory until the app quits. */
export const VaultState = z.object({
  kind: z.enum(['keychain', 'passphrase', 'session']),
  locked: z.boolean(),
  /** True when a passphrase vault could be set up (no keychain here and none made yet). */
  canCreatePassphrase: z.boolean(),
  /** One sentence for the person: where a token goes when they tick "remember". */
  explanation: z.string(),
});
export type VaultState = z.infer<typeof VaultState>;

export const AccountsSnapshot = z.object({
  revision: z.number().int(),
  connection: ConnectionState,
  saved: z.array(SavedAccount),
  vault: VaultState,
});
export type AccountsSnapshot = z.infer<typeof AccountsSnapshot>;

export const ConnectBotInput = z.object({
  token: z.string().trim().min(1).max(512),
  /** REST base such as `http://127.0.0.1:4010/api`; null for Discord. Plain HTTP on loopback only (M19). */
  baseUrl: z.string().trim().url().max(512).nullable(),
  label: z.string().trim().max(80).nullable(),
  remember: z.boolean(),
});
export type ConnectBotInput = z.infer<typeof ConnectBotInput>;

export const ConnectOutcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('connected'),
    user: OwnUser,
    /** Why an account that was to be remembered was not; null when it was, or was not to be. */
    notRemembered: z.string().nullable(),
  }),
  z.object({ kind: z.literal('badToken') }),
  z.object({ kind: z.literal('badAddress'), reason: z.string() }),
  z.object({ kind: z.literal('missingIntents'), intents: z.array(z.string()) }),
  z.object({ kind: z.literal('unreachable'), reason: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
]);
export type ConnectOutcome = z.infer<typeof ConnectOutcome>;
