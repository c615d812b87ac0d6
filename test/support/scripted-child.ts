import type { ChildPort } from '../../src/main/support/child-port';
import { Emitter } from '../../src/main/support/emitter';

/** A process of ours as a test plays it: keeps what it was sent, says and dies what and when it is told. */
export class ScriptedChild implements ChildPort {
  readonly sent: unknown[] = [];
  readonly ports: unknown[] = [];
  killed = false;
  readonly #messages = new Emitter<unknown>();
  readonly #exits = new Emitter<number>();
  onMessage = this.#messages.on;
  onExit = this.#exits.on;

  send(message: unknown, ports: readonly unknown[] = []): void {
    this.sent.push(message);
    this.ports.push(...ports);
  }

  say(message: unknown): void {
    this.#messages.emit(message);
  }

  exit(code: number): void {
    this.#exits.emit(code);
  }

  kill(): void {
    this.killed = true;
    this.exit(143);
  }
}
