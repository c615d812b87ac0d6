import { join } from 'node:path';
import type { DirectDestination, WebhookIdentity } from '@shared/models/message-body';
import type { OutboxProblem } from '@shared/models/outbox';
import { NamedRoute, type RouteHealth } from '@shared/models/routes';
import { z } from 'zod';
import { accountKeyOf } from '../../discord/account-key';
import type { WebhookCredentials } from '../../discord/rest';
import type { DiscordSession, SessionSource } from '../../discord/session';
import { signedIn } from '../../discord/signed-in';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';
import { checkRoute } from './check';
import { touches } from './touches';

/** Names for places to post to (requirement M18), looked after so that a broken one is found before it is needed. */
export interface RoutesService {
  /** Of the connected account, by name. */
  list(): NamedRoute[];
  save(input: {
    name: string;
    target: DirectDestination;
    identity: WebhookIdentity;
    previousName: string | null;
  }): Promise<{ kind: 'saved'; route: NamedRoute } | { kind: 'nameTaken' }>;
  remove(input: { name: string }): Promise<void>;
  /** Looks whether a route would work, without posting. Null = all. */
  check(input: { name: string | null }): Promise<NamedRoute[]>;
  /** For whoever posts by name, whichever account is connected. */
  resolve(accountKey: string, name: string): { target: DirectDestination; identity: WebhookIdentity } | null;
  /**
   * What became of a message by this name; `problem` null: it arrived. Closed DMs, which no check can see, are noted
   * so; any other refusal is a reason to look at the route anew.
   */
  noteOutcome(input: { accountKey: string; name: string; problem: OutboxProblem | null }): Promise<void>;
  onChanged(listener: (routes: NamedRoute[]) => void): () => void;
  close(): Promise<void>;
}

export interface RoutesOptions {
  dataDir: string;
  sessions: SessionSource;
  clock: Clock;
  logger: Logger;
  webhookCredentials(webhookId: string): Promise<WebhookCredentials | null>;
  describeWebhook(webhookId: string): { name: string; channelId: string | null } | null;
}

const Content = z.object({
  version: z.literal(1),
  accounts: z.record(z.string(), z.array(NamedRoute)),
});
type Content = z.infer<typeof Content>;

/** Changes come in bursts (a role is edited, a category deleted): looked at once, a moment later. */
const RECHECK_DELAY_MS = 500;

export async function createRoutesService(options: RoutesOptions): Promise<RoutesService> {
  const { sessions, clock, logger } = options;
  const file = await JsonFile.open<Content>({
    path: join(options.dataDir, 'routes.json'),
    schema: Content,
    empty: { version: 1, accounts: {} },
    clock,
    logger,
  });
  const changed = new Emitter<NamedRoute[]>((error) => logger.error('a listener failed', { error }));
  const accountKey = () => (sessions.current ? accountKeyOf(sessions.current) : null);
  const routesOf = (key: string | null) => (key === null ? [] : (file.value.accounts[key] ?? []));
  const list = () => [...routesOf(accountKey())].sort((a, b) => a.name.localeCompare(b.name));
  const store = async (key: string, routes: NamedRoute[]) => {
    await file.save({ version: 1, accounts: { ...file.value.accounts, [key]: routes } });
    if (key === accountKey()) changed.emit(list());
  };
  let releaseSession: () => void = () => undefined;
  let cancelRecheck: (() => void) | undefined;
  let due = new Set<string>();
  let checking: Promise<unknown> = Promise.resolve();

  const examine = async (session: DiscordSession, names: ReadonlySet<string>): Promise<void> => {
    const key = accountKeyOf(session);
    const results = new Map<string, Pick<NamedRoute, 'health' | 'where'>>();
    for (const route of routesOf(key)) {
      if (names.has(route.name)) results.set(route.name, await checkRoute(session, route, options));
    }
    if (results.size === 0) return;
    // The list may have changed meanwhile: what was found is put into the routes of now.
    const after = routesOf(key).map((route) => ({ ...route, ...results.get(route.name) }));
    await store(key, after);
  };
  const examineInTurn = (session: DiscordSession, names: ReadonlySet<string>) => {
    const done = checking.then(() => examine(session, names));
    checking = done.catch(() => undefined);
    return done;
  };

  const recheckSoon = (names: Iterable<string>) => {
    for (const name of names) due.add(name);
    if (due.size === 0 || cancelRecheck) return;
    cancelRecheck = clock.setTimer(() => {
      cancelRecheck = undefined;
      const session = sessions.current;
      const names = due;
      due = new Set();
      if (!session) return;
      examineInTurn(session, names).catch((error: unknown) =>
        logger.warn('routes could not be checked', { error }),
      );
    }, RECHECK_DELAY_MS);
  };

  const follow = (session: DiscordSession | null) => {
    releaseSession();
    releaseSession = () => undefined;
    due = new Set();
    changed.emit(list());
    if (!session) return;
    recheckSoon(list().map(({ name }) => name));
    releaseSession = session.onDispatch((dispatch) => {
      const routes = routesOf(accountKeyOf(session));
      if (routes.length === 0) return;
      recheckSoon(
        routes
          .filter((route) => touches(dispatch, route, session, options.describeWebhook))
          .map(({ name }) => name),
      );
    });
  };
  const unsubscribe = sessions.onChanged(follow);
  follow(sessions.current);

  return {
    list,

    async save({ name, target, identity, previousName }) {
      const session = signedIn(sessions);
      const key = accountKeyOf(session);
      const before = routesOf(key);
      if (name !== previousName && before.some((route) => route.name === name)) return { kind: 'nameTaken' };
      const draft: NamedRoute = {
        name,
        target,
        identity,
        where: '',
        health: { kind: 'unknown' },
        updatedAtMs: clock.now(),
      };
      const route = { ...draft, ...(await checkRoute(session, draft, options)) };
      const others = routesOf(key).filter((other) => other.name !== name && other.name !== previousName);
      await store(key, [...others, route]);
      return { kind: 'saved', route };
    },

    async remove({ name }) {
      const key = accountKeyOf(signedIn(sessions));
      await store(
        key,
        routesOf(key).filter((route) => route.name !== name),
      );
    },

    async check({ name }) {
      const session = signedIn(sessions);
      const names = name === null ? list().map((route) => route.name) : [name];
      await examineInTurn(session, new Set(names));
      return list().filter((route) => names.includes(route.name));
    },

    resolve(key, name) {
      const route = routesOf(key).find((one) => one.name === name);
      return route ? { target: route.target, identity: route.identity } : null;
    },

    async noteOutcome({ accountKey: key, name, problem }) {
      const route = routesOf(key).find((one) => one.name === name);
      if (!route || (problem === null && route.health.kind === 'ok')) return;
      if (problem !== null && problem.kind !== 'dmClosed') {
        if (key === accountKey()) recheckSoon([name]);
        return;
      }
      const checkedAtMs = clock.now();
      const health: RouteHealth =
        problem === null
          ? { kind: 'ok', checkedAtMs }
          : { kind: 'broken', checkedAtMs, reason: 'dmClosed', permission: null };
      await store(
        key,
        routesOf(key).map((one) => (one.name === name ? { ...one, health } : one)),
      );
    },

    onChanged: changed.on,

    async close() {
      cancelRecheck?.();
      releaseSession();
      unsubscribe();
      changed.clear();
      await checking;
      await file.flush();
    },
  };
}
