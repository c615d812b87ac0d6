import type { Address } from './session';

/** Addresses that no datagram comes from or goes to any more, as after a router has forgotten a mapping. */
export class BlackHoles {
  readonly #swallowed = new Set<string>();

  swallow({ address, port }: Address): void {
    this.#swallowed.add(`${address}:${port}`);
  }

  has({ address, port }: Address): boolean {
    return this.#swallowed.size > 0 && this.#swallowed.has(`${address}:${port}`);
  }
}
