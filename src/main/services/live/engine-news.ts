import type { EchoState, LiveState } from '@shared/models/live';
import type { PersonSignal, SignalAlarm } from '@shared/models/sentinel';
import { Emitter } from '../../support/emitter';
import type { VoiceEvent } from '../../voice-process/protocol';

const NO_ECHO: EchoState = { phase: 'off', remainingMs: 0, peakDbfs: -60 };

/** What the engine says of itself and the desk only passes on: alarms, how everybody's packets do, the echo test. */
export class EngineNews {
  #alarms: SignalAlarm[] = [];
  #signals: PersonSignal[] = [];
  #echo = NO_ECHO;
  readonly #echoed: Emitter<void>;
  readonly onEcho: Emitter<void>['on'];

  constructor(
    private readonly onChanged: (...parts: (keyof LiveState)[]) => void,
    onError: (error: unknown) => void,
  ) {
    this.#echoed = new Emitter(onError);
    this.onEcho = this.#echoed.on;
  }

  get alarms(): SignalAlarm[] {
    return this.#alarms;
  }

  get signals(): PersonSignal[] {
    return this.#signals;
  }

  get echo(): EchoState {
    return this.#echo;
  }

  heard(event: VoiceEvent): void {
    if (event.type === 'alarms') this.#alarms = event.alarms;
    else if (event.type === 'signals') this.#signals = event.signals;
    else if (event.type === 'echo') this.#echo = event.echo;
    else if (event.type === 'connection' && event.connection.kind === 'ended') {
      // Nobody's packets come any more; how they did is the recording's to keep.
      if (this.#signals.length === 0) return;
      this.#signals = [];
      this.onChanged('signals');
      return;
    } else return;
    this.onChanged(event.type);
    if (event.type === 'echo') this.#echoed.emit();
  }

  /** The engine is gone with all it said. */
  forget(): void {
    this.#alarms = [];
    this.#signals = [];
    this.#echo = NO_ECHO;
    this.onChanged('alarms', 'signals', 'echo');
    this.#echoed.emit();
  }
}
