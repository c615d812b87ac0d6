import { createHash, randomUUID } from 'node:crypto';

export interface EntryIds {
  entryId: string;
  /** At most 25 characters, as Discord takes them. */
  nonce: string;
}

const NONCE_LENGTH = 25;

export function newEntryIds(): EntryIds {
  const entryId = randomUUID();
  return { entryId, nonce: entryId.replaceAll('-', '').slice(0, NONCE_LENGTH) };
}

/** Made from the occurrence itself: a crash while a series goes on cannot make one of them twice. */
export function occurrenceIds(previousEntryId: string, sendAtMs: number): EntryIds {
  const entryId = createHash('sha256').update(`${previousEntryId} ${sendAtMs}`).digest('hex').slice(0, 32);
  return { entryId, nonce: entryId.slice(0, NONCE_LENGTH) };
}
