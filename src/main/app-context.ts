import type { AppConfig, AppPorts } from './app-ports';
import { type Clock, systemClock } from './support/clock';
import { LogBuffer } from './support/log-buffer';
import { createLogger, type Logger } from './support/logger';
import type { Scope } from './support/scope';

/** What every part of the app is made with. */
export interface AppContext {
  readonly config: AppConfig;
  readonly ports: AppPorts;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** The newest log lines, for the diagnostics. */
  readonly recent: LogBuffer;
  /** Whatever has a lifetime registers here when it is made; it ends with the part it belongs to. */
  readonly scope: Scope;
  readonly onError: (error: unknown) => void;
}

export function createContext(config: AppConfig, ports: AppPorts, scope: Scope): AppContext {
  const clock = ports.clock ?? systemClock;
  const recent = new LogBuffer();
  const logger = createLogger(
    'main',
    (entry) => {
      recent.sink(entry);
      ports.logSink(entry);
    },
    () => clock.now(),
  );
  return {
    config,
    ports,
    clock,
    random: ports.random ?? Math.random,
    logger,
    recent,
    scope,
    onError: (error) => logger.error('a listener failed', { error }),
  };
}

/**
 * A part's own lifetime, which ends as a whole. Its turn at the end is given here, not when its services are ready, so
 * that parts can be made side by side and still end in one order.
 */
export function partOf(app: AppContext): AppContext {
  return { ...app, scope: app.scope.child() };
}
