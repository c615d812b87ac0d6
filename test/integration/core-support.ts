import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import {
  type AccountsService,
  createAccountsService,
  type PracticeHost,
} from '../../src/main/services/accounts';
import { type BatchesService, createBatchesService } from '../../src/main/services/batches';
import { createMembersService, type MembersService } from '../../src/main/services/members';
import { createMessagesService, type MessagesService } from '../../src/main/services/messages';
import { createPeopleService, type PeopleService } from '../../src/main/services/people';
import { createRolesService, type RolesService } from '../../src/main/services/roles';
import { createRoomsService, type RoomsService } from '../../src/main/services/rooms';
import { createThreadsService, type ThreadsService } from '../../src/main/services/threads';
import { openVault, type VaultService } from '../../src/main/services/vault';
import {
  createWorkspaceService,
  toRole,
  toRoomSummary,
  toThreadSummary,
  type WorkspaceService,
} from '../../src/main/services/workspace';
import { systemClock } from '../../src/main/support/clock';
import { createLogger, type LogEntry } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';
import type { AccountsSnapshot, ConnectionState } from '../../src/shared/models/accounts';
import type { PracticeState } from '../../src/shared/models/app';

/** The core of main, wired as app.ts does, with a folder of its own and everything it logged. */
export interface Core {
  accounts: AccountsService;
  workspace: WorkspaceService;
  rooms: RoomsService;
  batches: BatchesService;
  members: MembersService;
  roles: RolesService;
  messages: MessagesService;
  threads: ThreadsService;
  people: PeopleService;
  vault: VaultService;
  dataFolder: string;
  log: LogEntry[];
  /** Resolves with the first snapshot (the present one included) that fits; rejects after `timeoutMs`. */
  waitForAccounts(
    fits: (snapshot: AccountsSnapshot) => boolean,
    timeoutMs?: number,
  ): Promise<AccountsSnapshot>;
  waitForConnection<K extends ConnectionState['kind']>(
    kind: K,
    timeoutMs?: number,
  ): Promise<Extract<ConnectionState, { kind: K }>>;
  close(): Promise<void>;
}

export interface CoreOptions {
  /** How long a deletion can be taken back; 0 = at once. */
  undoMs?: number;
  /** Paths of staged files by id. */
  files?: ReadonlyMap<string, string>;
}

/** Runs a practice server in process, as the app's host does in a process of its own. */
export class InProcessPracticeHost implements PracticeHost {
  server: PracticeServer | undefined;
  readonly #listeners = new Set<(state: PracticeState) => void>();

  async start(): Promise<{ rest: string; token: Secret<string> }> {
    this.server ??= await startQuietServer();
    return { rest: this.server.rest, token: new Secret(this.server.token) };
  }

  async stop(): Promise<void> {
    await this.server?.close();
    this.server = undefined;
    for (const listener of this.#listeners) listener({ kind: 'stopped' });
  }

  onState(listener: (state: PracticeState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A practice server without voice, whose members stay still unless told. */
export function startQuietServer(
  options: Parameters<typeof startPracticeServer>[0] = {},
): Promise<PracticeServer> {
  return startPracticeServer({
    seed: 'core-tests',
    members: 12,
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 50,
    ...options,
  });
}

export async function startCore(
  practice: PracticeHost = new InProcessPracticeHost(),
  dataFolder?: string,
  options: CoreOptions = {},
): Promise<Core> {
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'roomtone-core-')));
  const log: LogEntry[] = [];
  const logger = createLogger('test', (entry) => log.push(entry));
  const clock = systemClock;
  const vault = await openVault({ dataFolder: folder, keychain: null, kdfCost: { N: 1_024 } });
  const accounts = await createAccountsService({
    vault,
    practice,
    clock,
    random: Math.random,
    logger,
    dataFolder: folder,
    appVersion: '0.1.0',
  });
  const { sessions } = accounts;
  const workspace = createWorkspaceService({ sessions, clock });
  const batches = createBatchesService({ clock });
  const rooms = createRoomsService({ sessions, clock, describeRoom: toRoomSummary, batches });
  const members = createMembersService({ sessions, clock, batches });
  const roles = createRolesService({ sessions, clock, describeRole: toRole });
  const people = createPeopleService({ sessions, clock });
  const threads = createThreadsService({
    sessions,
    clock,
    describeThread: toThreadSummary,
    person: (input) => people.get(input),
  });
  const messages = createMessagesService({
    sessions,
    clock,
    dataDir: folder,
    undoMs: () => options.undoMs ?? 0,
    pathOfFile: async (fileId) => options.files?.get(fileId) ?? null,
    onError: (error) => logger.error('a listener failed', { error }),
  });

  accounts.onLeaving(() => messages.settle());

  const waitForAccounts: Core['waitForAccounts'] = (fits, timeoutMs = 30_000) =>
    waitFor(accounts.snapshot(), accounts.onChanged, fits, timeoutMs);
  return {
    accounts,
    workspace,
    rooms,
    batches,
    members,
    roles,
    messages,
    threads,
    people,
    vault,
    dataFolder: folder,
    log,
    waitForAccounts,
    async waitForConnection(kind, timeoutMs) {
      const { connection } = await waitForAccounts(
        (snapshot) => snapshot.connection.kind === kind,
        timeoutMs,
      );
      return connection as Extract<ConnectionState, { kind: typeof kind }>;
    },
    async close() {
      await batches.close();
      await messages.close();
      workspace.close();
      await accounts.close();
      vault.close();
      if (dataFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The first value that fits: the present one, or one an event brings; rejects after `timeoutMs`. */
export function waitFor<T>(
  present: T | null,
  subscribe: (listener: (value: T) => void) => () => void,
  fits: (value: T) => boolean,
  timeoutMs = 30_000,
): Promise<T> {
  if (present !== null && fits(present)) return Promise.resolve(present);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`nothing that fits came within ${timeoutMs} ms`));
    }, timeoutMs);
    const unsubscribe = subscribe((value) => {
      if (!fits(value)) return;
      clearTimeout(timer);
      unsubscribe();
      resolve(value);
    });
  });
}

/** A call of the practice server's control API. */
export async function control(
  server: PracticeServer,
  method: 'GET' | 'POST',
  path: string,
  body: unknown = {},
): Promise<unknown> {
  const response = await fetch(`${new URL(server.rest).origin}/practice${path}`, {
    method,
    headers: { authorization: `Bot ${server.controlToken}`, 'content-type': 'application/json' },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`control ${path}: HTTP ${response.status} ${await response.text()}`);
  return response.json();
}
