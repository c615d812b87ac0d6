import type { Logger } from '../support/logger';

export interface QuitGuardOptions<Stake> {
  /** What an end now would cut short; null when nothing. */
  atStake: () => Stake | null;
  /** Asks the person; true: end all the same. */
  ask: (stake: Stake) => Promise<boolean>;
  /** Ends the app; the guard lets it pass. */
  quit: () => void;
  logger: Logger;
}

/**
 * Stands between a closed window, or a quit, and the end of the app: one slip of a key must not end a show. Asks once at a
 * time, and never again once the end is agreed.
 */
export class QuitGuard<Stake> {
  #state: 'free' | 'asking' | 'agreed' = 'free';

  constructor(private readonly options: QuitGuardOptions<Stake>) {}

  /** Whether the attempt may go on. If not, the person is being asked, and `quit` comes when they agree. */
  mayEnd(): boolean {
    if (this.#state === 'agreed') return true;
    if (this.#state === 'asking') return false;
    const stake = this.options.atStake();
    if (stake === null) return true;
    this.#state = 'asking';
    void this.#ask(stake);
    return false;
  }

  /** The end is wanted, by who need not be asked: the system shuts down, or a person has said so elsewhere. */
  agree(): void {
    this.#state = 'agreed';
  }

  async #ask(stake: Stake): Promise<void> {
    const { ask, quit, logger } = this.options;
    let agreed = false;
    try {
      agreed = await ask(stake);
    } catch (error) {
      // Who cannot be asked has not agreed.
      logger.error('the person could not be asked', { error });
    }
    // The system may have decided while the question stood.
    if (this.#state !== 'asking') return;
    this.#state = agreed ? 'agreed' : 'free';
    if (agreed) quit();
  }
}
