import { Emitter } from '../../src/main/support/emitter';
import type { VoiceHost, VoiceLife } from '../../src/main/voice-process/port';
import type { VoiceCommand, VoiceEvent } from '../../src/main/voice-process/protocol';

/** The far side of the voice port: keeps what it was told and says what a test lets it say. */
export class ScriptedVoiceHost implements VoiceHost {
  commands: VoiceCommand[] = [];
  running = false;
  readonly events = new Emitter<VoiceEvent>();
  readonly lives = new Emitter<VoiceLife>();
  onEvent = this.events.on;
  onLife = this.lives.on;

  start(): void {
    if (this.running) return;
    this.running = true;
    this.lives.emit('started');
  }

  /** As with a process: what is sent while none runs is lost. */
  send(command: VoiceCommand): void {
    if (command.type === 'join') this.start();
    if (this.running) this.commands.push(command);
  }

  crash(): void {
    this.running = false;
    this.lives.emit('crashed');
  }

  connectPort(): void {}
  async close(): Promise<void> {}

  sent<T extends VoiceCommand['type']>(type: T): Extract<VoiceCommand, { type: T }>[] {
    return this.commands.filter((command) => command.type === type) as Extract<VoiceCommand, { type: T }>[];
  }

  forget(): void {
    this.commands = [];
  }
}
