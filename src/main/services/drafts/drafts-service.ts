import { join } from 'node:path';
import type { MessageBody } from '@shared/models/message-body';
import { Draft, type PostHead } from '@shared/models/outbox';
import { z } from 'zod';
import { accountKeyOf } from '../../discord/account-key';
import type { SessionSource } from '../../discord/session';
import type { Clock } from '../../support/clock';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';

/** What was begun and not sent, one draft for each place of each account; kept across restarts and crashes. */
export interface DraftsService {
  /** Those of the connected account, or of the last one while signed out. */
  list(): Draft[];
  /**
   * Saves over `baseRevision`. If another revision was saved since, the newer text wins its place and the one it
   * replaces is kept too, under `conflict.key`, so that neither is lost.
   */
  save(input: { key: string; body: MessageBody; post?: PostHead | null | undefined; baseRevision: number }): {
    draft: Draft;
    conflict: Draft | null;
  };
  discard(input: { key: string }): void;
  /** Files that drafts refer to, over all accounts. */
  fileIds(): Set<string>;
  /** Writes what waits, and ends. */
  close(): Promise<void>;
}

export interface DraftsOptions {
  dataDir: string;
  sessions: SessionSource;
  clock: Clock;
  logger: Logger;
}

const Content = z.object({
  version: z.literal(1),
  lastAccountKey: z.string(),
  accounts: z.record(z.string(), z.record(z.string(), Draft)),
});
type Content = z.infer<typeof Content>;

/** The promise is half a second; the file takes a part of it. */
const SAVE_DELAY_MS = 300;
/** Where drafts go that are written before anybody ever signed in. */
const NOBODY = 'nobody';
const KEY_MAX = 100;

export async function createDraftsService(options: DraftsOptions): Promise<DraftsService> {
  const { sessions, clock } = options;
  const file = await JsonFile.open<Content>({
    path: join(options.dataDir, 'drafts.json'),
    schema: Content,
    empty: { version: 1, lastAccountKey: NOBODY, accounts: {} },
    clock,
    logger: options.logger,
    delayMs: SAVE_DELAY_MS,
  });

  const account = () => (sessions.current ? accountKeyOf(sessions.current) : file.value.lastAccountKey);
  const draftsOf = (key: string) => file.value.accounts[key] ?? {};
  const put = (drafts: Record<string, Draft>) => {
    const lastAccountKey = account();
    file.set({
      ...file.value,
      lastAccountKey,
      accounts: { ...file.value.accounts, [lastAccountKey]: drafts },
    });
  };
  const unsubscribe = sessions.onChanged((session) => {
    if (session) file.set({ ...file.value, lastAccountKey: accountKeyOf(session) });
  });

  return {
    list: () => Object.values(draftsOf(account())),

    save({ key, body, post = null, baseRevision }) {
      const drafts = draftsOf(account());
      const before = drafts[key];
      const draft: Draft = {
        key,
        body,
        post,
        revision: Math.max(before?.revision ?? 0, baseRevision) + 1,
        updatedAtMs: clock.now(),
      };
      const isConflict =
        before !== undefined &&
        before.revision !== baseRevision &&
        JSON.stringify(before.body) !== JSON.stringify(body);
      const conflict = isConflict ? { ...before, key: otherKey(drafts, key) } : null;
      put({ ...drafts, [key]: draft, ...(conflict ? { [conflict.key]: conflict } : {}) });
      return { draft, conflict };
    },

    discard({ key }) {
      const { [key]: _discarded, ...rest } = draftsOf(account());
      put(rest);
    },

    fileIds: () =>
      new Set(
        Object.values(file.value.accounts).flatMap((drafts) =>
          Object.values(drafts).flatMap((draft) => draft.body.files.map((staged) => staged.fileId)),
        ),
      ),

    async close() {
      unsubscribe();
      await file.flush();
    },
  };
}

/** A free key for the other of two drafts of one place: `channel:1~2`. */
function otherKey(drafts: Record<string, Draft>, key: string): string {
  for (let n = 2; ; n++) {
    const tail = `~${n}`;
    const candidate = `${key.slice(0, KEY_MAX - tail.length)}${tail}`;
    if (!drafts[candidate]) return candidate;
  }
}
