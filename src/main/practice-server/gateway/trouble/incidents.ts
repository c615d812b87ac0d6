import type { Clock } from '../../../support/clock';
import type { GatewayConnection } from '../connection';
import type { GatewayHub } from '../hub';
import type { GatewayDial, GatewayTroubleCounts } from './gateway-dial';

const RECONNECT_GRACE_MS = 5000;

/** Trouble of the main gateway that comes by the clock: cuts, op 7, dead lines, frames of an absurd size. */
export class Incidents {
  readonly #hub: GatewayHub;
  readonly #dial: GatewayDial;
  readonly #clock: Clock;
  readonly #timers = new Set<() => void>();
  readonly #silent = new Set<GatewayConnection>();

  constructor(hub: GatewayHub, dial: GatewayDial, clock: Clock) {
    this.#hub = hub;
    this.#dial = dial;
    this.#clock = clock;
    hub.onConnection = (connection) => this.#meet(connection);
  }

  /** Begins anew with what the dial says now. */
  restart(): void {
    this.close();
    const { cut, reconnect, hugeFrame, forMs } = this.#dial.settings ?? {};
    if (cut) {
      this.#every(cut, 'cuts', () => {
        for (const connection of this.#hub.connections) {
          if (cut.code === null) connection.terminate();
          else connection.close({ code: cut.code, reason: '' });
        }
      });
    }
    if (reconnect) this.#every(reconnect, 'reconnects', () => this.#hub.reconnectAll(RECONNECT_GRACE_MS));
    if (hugeFrame) {
      this.#every(hugeFrame, 'hugeFrames', () => {
        const filler = 'x'.repeat(hugeFrame.bytes);
        for (const session of this.#hub.sessions) session.dispatch('PRACTICE_HUGE_EVENT', { filler });
      });
    }
    for (const connection of this.#hub.connections) this.#meet(connection);
    if (forMs !== undefined) this.#after(forMs, () => this.close());
  }

  /** Ends what is going on; a line that has gone dead stays dead, so those are cut. */
  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    for (const connection of this.#silent) connection.terminate();
    this.#silent.clear();
    for (const connection of this.#hub.connections) connection.numbness = null;
  }

  #meet(connection: GatewayConnection): void {
    const zombie = this.#dial.takeZombie();
    if (!zombie) return;
    this.#after(zombie.afterMs, () => {
      if (!this.#hub.connections.includes(connection)) return;
      connection.numbness = zombie.mode;
      if (zombie.mode === 'silent') this.#silent.add(connection);
    });
  }

  #every(
    { everyMs, count }: { everyMs: number; count?: number | undefined },
    what: keyof GatewayTroubleCounts,
    act: () => void,
  ): void {
    this.#after(everyMs, () => {
      this.#dial.count(what);
      act();
      if (count === undefined || this.#dial.counted(what) < count) this.#every({ everyMs, count }, what, act);
    });
  }

  #after(delayMs: number, act: () => void): void {
    const cancel = this.#clock.setTimer(() => {
      this.#timers.delete(cancel);
      act();
    }, delayMs);
    this.#timers.add(cancel);
  }
}
