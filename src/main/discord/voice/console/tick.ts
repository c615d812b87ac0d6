/** One tick of the console: everything on the desk 20 ms further, for the air or for the own ears alone. */
import type { Announcer } from './announcer';
import type { Audience } from './audience';
import type { Buses } from './buses';
import type { ProgrammeFrame, Speech } from './console-types';
import { applyRamp } from './dsp/ramp';
import type { History } from './history';
import type { OwnMonitor } from './own-monitor';
import type { Programme } from './programme';
import type { Rack } from './rack';
import { Show } from './show';

/** 12 × 20 ms: positions are told about four times a second. */
const REPORT_EVERY_TICKS = 12;

export interface TickPorts {
  rack: Rack;
  audience: Audience;
  buses: Buses;
  monitor: OwnMonitor;
  programme: Programme;
  history: History;
  announcer: Announcer;
}

export class Tick {
  readonly #ports: TickPorts;
  readonly #show = new Show();

  constructor(ports: TickPorts) {
    this.#ports = ports;
  }

  /** A frame went out in the last tick. */
  get onAir(): boolean {
    return this.#show.onAir;
  }

  /** Something was on air, and nobody has stopped it on purpose. */
  get showOn(): boolean {
    return this.#show.on;
  }

  /** The next 20 ms for the air, or null when there is nothing to send. */
  pull(speech: readonly Speech[]): ProgrammeFrame | null {
    const { announcer, audience, history, programme, rack } = this.#ports;
    const { ducking, echo, fader, inputs } = rack;
    audience.ticks += 1;
    history.begin();
    const heardInputs = rack.tickInputs();
    if (ducking.tick(speech, inputs.microphone.levelDbfs)) announcer.changed();
    fader.tick();
    const frame = programme.pull(heardInputs);
    echo.record(frame?.pcm ?? null);
    if (frame && frame.pcm.length > 0) audience.noteSound(frame.pcm);
    this.#settle(frame !== null);
    history.end(heardInputs.length > 0);
    return frame;
  }

  /**
   * A tick in which nothing can go on air. What would is heard in the own ears: decks, pads and crossfader can be
   * rehearsed; the echo test and the inputs' meters go on.
   */
  rest(): void {
    const { audience, buses, history, monitor, rack } = this.#ports;
    const { echo, fader, inputList, master } = rack;
    history.close();
    if (echo.phase === 'recording') {
      this.pull([]);
      return;
    }
    audience.ticks += 1;
    const monitored = inputList.filter((input) => input.tick() && input.settings.monitor);
    fader.tick();
    buses.clear();
    const played = buses.mixFiles(null, 1);
    for (const input of monitored) input.mix(buses.air);
    const before = master.value;
    applyRamp(buses.air, before, master.tick());
    monitor.tick(played || monitored.length > 0 ? buses.air : null);
    this.#settle(false);
  }

  /** Somebody stopped something: when nothing else plays, silence is what they want. */
  stopped(): void {
    if (!this.#playsToAir()) this.#show.stop();
  }

  /** Whether a frame went out. */
  setOnAir(sent: boolean): void {
    if (this.#show.tick(sent, () => this.#playsToAir())) this.#ports.announcer.changed();
  }

  #playsToAir(): boolean {
    return this.#ports.rack.deckList.some(({ status, cue }) => status === 'playing' && !cue);
  }

  #settle(sent: boolean): void {
    const { announcer, audience, rack } = this.#ports;
    rack.settle();
    this.setOnAir(sent);
    if (audience.ticks % REPORT_EVERY_TICKS !== 0) return;
    if (rack.played || rack.fader.fadingTo) announcer.changed();
  }
}
