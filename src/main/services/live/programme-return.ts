import type { BroadcastPort, CallPort } from './ports';

export interface ProgrammeReturnOptions {
  call: CallPort;
  broadcast: Pick<BroadcastPort, 'rooms' | 'onChanged'>;
  /** The room is there again: what was cut off goes on. */
  goOn: () => void;
  /** The room is not coming back, or nobody heard us: what was cut off stays where it is. */
  letBe: () => void;
}

/**
 * After the engine has crashed the programme goes on as soon as its room is there again: the call's, and without a call the
 * first of the further rooms. Calls and broadcast decide whether they come back; here that is only watched.
 */
export class ProgrammeReturn {
  #waitsFor: 'call' | 'furtherRooms' | null = null;

  constructor(private readonly options: ProgrammeReturnOptions) {}

  /** To be told at each crash, after calls and broadcast have heard of it: what of theirs lasts is coming back. */
  engineLost(): void {
    const { call, broadcast, letBe } = this.options;
    if (call.state().kind === 'active') this.#waitsFor = 'call';
    else if (broadcast.rooms().some(({ phase }) => phase !== 'ended')) this.#waitsFor = 'furtherRooms';
    else {
      this.#waitsFor = null;
      letBe();
    }
  }

  /** The call, or a further room, may stand otherwise than before. */
  look(): void {
    if (this.#waitsFor === null) return;
    const phases = this.#waitsFor === 'call' ? this.#ofCall() : this.#ofFurtherRooms();
    const back = phases.includes('ready');
    if (!back && phases.some((phase) => phase !== 'ended')) return;
    this.#waitsFor = null;
    if (back) this.options.goOn();
    else this.options.letBe();
  }

  #ofCall(): string[] {
    const state = this.options.call.state();
    return state.kind === 'active' ? [state.phase] : [];
  }

  #ofFurtherRooms(): string[] {
    return this.options.broadcast.rooms().map(({ phase }) => phase);
  }
}
