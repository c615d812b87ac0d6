import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SavedAccount } from '@shared/models/accounts';
import { z } from 'zod';
import { writeFileAtomically } from '../../support/atomic-file';
import type { Logger } from '../../support/logger';

/** The list of remembered accounts: everything but their tokens, which rest in the vault under `accountId`. */
export interface SavedAccounts {
  list(): SavedAccount[];
  find(accountId: string): SavedAccount | undefined;
  /** `lasting` false: for this session only, nothing is written. */
  put(account: SavedAccount, lasting: boolean): Promise<void>;
  remove(accountId: string): Promise<void>;
}

const FileContent = z.object({ version: z.literal(1), accounts: z.array(SavedAccount) });

/** Reads the list; a damaged file is an empty list and a line in the log, never a failure to start. */
export async function loadSavedAccounts(path: string, logger: Logger): Promise<SavedAccounts> {
  const accounts = new Map<string, SavedAccount>();
  const lasting = new Set<string>();
  for (const account of await readList(path, logger)) {
    accounts.set(account.accountId, account);
    lasting.add(account.accountId);
  }
  const save = () => {
    const kept = [...accounts.values()].filter((account) => lasting.has(account.accountId));
    return writeFileAtomically(path, `${JSON.stringify({ version: 1, accounts: kept }, null, 2)}\n`);
  };
  return {
    list: () => [...accounts.values()].sort((a, b) => b.lastUsedMs - a.lastUsedMs),
    find: (accountId) => accounts.get(accountId),
    async put(account, isLasting) {
      accounts.set(account.accountId, account);
      if (!isLasting) return;
      lasting.add(account.accountId);
      await save();
    },
    async remove(accountId) {
      accounts.delete(accountId);
      if (lasting.delete(accountId)) await save();
    },
  };
}

/** The same bot on the same server is the same account, whenever it is saved. */
export function accountIdOf(userId: string, baseUrl: string | null): string {
  const server = createHash('sha256')
    .update(baseUrl ?? 'discord')
    .digest('hex')
    .slice(0, 12);
  return `${userId}-${server}`;
}

async function readList(path: string, logger: Logger): Promise<SavedAccount[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) logger.warn('the list of saved accounts cannot be read', { error });
    return [];
  }
  try {
    return FileContent.parse(JSON.parse(text)).accounts;
  } catch {
    logger.warn('the list of saved accounts is damaged and starts anew');
    return [];
  }
}
