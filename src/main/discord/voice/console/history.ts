/** Going back over what was made for slots to come: everything on the desk to how it stood before those frames. */
import type { Audience } from './audience';
import type { ConsoleMeters } from './console-meters';
import type { Programme } from './programme';
import type { Rack } from './rack';
import { WayBack } from './way-back';

export class History {
  readonly #rack: Rack;
  readonly #programme: Programme;
  readonly #audience: Audience;
  readonly #meters: ConsoleMeters;
  readonly #wayBack = new WayBack();
  readonly #scratch: unknown[] = [];

  constructor(rack: Rack, programme: Programme, audience: Audience, meters: ConsoleMeters) {
    this.#rack = rack;
    this.#programme = programme;
    this.#audience = audience;
    this.#meters = meters;
  }

  /** Before a frame is made. */
  begin(): void {
    const { bed, fader, master } = this.#rack;
    this.#meters.begin(this.#audience.levels);
    this.#wayBack.begin(this.#line(), {
      crossfader: fader.place,
      master: master.state,
      programme: this.#programme.place,
      bedSilentMs: bed.silentMs,
    });
  }

  /** Once it is made. What happened now and cannot happen again ends the way back. */
  end(inputsHeard: boolean): void {
    const { ducking, echo } = this.#rack;
    this.#wayBack.end(this.#line());
    if (inputsHeard || ducking.active || echo.phase !== 'off') this.#wayBack.close();
  }

  /** Goes back over the last `frames` frames, or as many of them as there is a way back over; answers how many. */
  takeBack(frames: number): number {
    const count = Math.min(frames, this.#wayBack.length);
    if (count <= 0) return 0;
    const passing = this.#programme.passing?.strip;
    const strips = this.#rack.soundingStrips.filter((strip) => strip !== passing);
    if (!strips.every((strip) => strip.canTakeBack(count))) return 0;
    const note = this.#wayBack.takeBack(count);
    if (!note) return 0;
    passing?.track?.untakePackets(count);
    for (const strip of strips) strip.takeBack(count);
    this.#programme.takeBack(count, note.programme);
    this.#meters.takeBack(count);
    this.#rack.bed.silentMs = note.bedSilentMs;
    this.#rack.fader.place = note.crossfader;
    this.#rack.master.state = note.master;
    this.#audience.ticks -= count;
    return count;
  }

  /** Something other than time has passed: there is no way back over that. */
  close(): void {
    this.#wayBack.close();
  }

  /** What ends the way back when it changes; valid until the next call. */
  #line(): readonly unknown[] {
    const { bed, deckList, fader, pads } = this.#rack;
    const line = this.#scratch;
    line.length = 0;
    line.push(this.#programme.mode, this.#programme.passing, fader.fadingTo, bed.phase, bed.strip.sounding);
    for (const { status, strip } of deckList) line.push(status, strip.track, strip.sounding);
    for (const strip of pads.sounding) line.push(strip);
    return line;
  }
}
