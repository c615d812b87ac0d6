/** When a microphone is heard: a noise gate and voice activation, both driven by the level of each frame. */

/** The level must fall this far below the threshold to close: speech that wavers around it would flutter. */
const HYSTERESIS_DB = 4;

/** Open or closed by a threshold with hysteresis and hold. Time is counted in the frames it is given. */
export class LevelGate {
  #open = false;
  #heldMs = 0;

  get open(): boolean {
    return this.#open;
  }

  /** `levelDbfs`: level of this frame; returns whether it is to be heard. */
  tick(levelDbfs: number, thresholdDbfs: number, holdMs: number, frameMs: number): boolean {
    const above = levelDbfs >= (this.#open ? thresholdDbfs - HYSTERESIS_DB : thresholdDbfs);
    if (above) {
      this.#open = true;
      this.#heldMs = 0;
    } else if (this.#open) {
      this.#heldMs += frameMs;
      if (this.#heldMs > holdMs) this.#open = false;
    }
    return this.#open;
  }

  close(): void {
    this.#open = false;
    this.#heldMs = 0;
  }
}
