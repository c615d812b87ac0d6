import { Emitter } from '../support/emitter';
import { createJobEngine } from './engine';
import type { JobHost } from './port';
import type { JobEvent } from './protocol';

/** Exports and imports in this very process, for tests and headless runs. */
export function createInProcessJobHost(): JobHost {
  const events = new Emitter<JobEvent>();
  const engine = createJobEngine((event) => events.emit(event));
  let closed = false;
  return {
    send(command) {
      if (!closed) engine.command(command);
    },
    onEvent: events.on,
    async close() {
      if (closed) return;
      closed = true;
      await engine.close();
      events.clear();
    },
  };
}
