import { AppError, type AppErrorView } from '@shared/errors/app-error';
import type { Clock } from '../../support/clock';
import type { VoiceSignalling } from './ports';

/** The goodbye is to arrive before the next join, and the engine to be cleared away. */
export const RETURN_AFTER_MS = 250;
/** What crashes a second time within this would go on doing so. */
const ONCE_IN_MS = 60_000;

/** Why a room is being joined anew, in a person's words. */
export const CRASH_REASON = 'The audio engine stopped and is started again';

/** Whether we go back into our rooms by ourselves after the engine has crashed: once, and not again within a minute. */
export class ReturnAfterCrash {
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /** To be asked at each crash, once. */
  crashed(): 'return' | 'stay out' {
    const nowMs = this.clock.monotonicMs();
    const sinceMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    return sinceMs < ONCE_IN_MS ? 'stay out' : 'return';
  }
}

export function engineCrashed(): AppErrorView {
  return new AppError('voice/engine-crashed', 'The audio engine stopped', { retryable: true }).toView();
}

/** Says op 4 for an engine that cannot any more: Discord would leave us standing in the room, unheard. */
export function sayGoodbye(signalling: VoiceSignalling | null, guildId: string): void {
  signalling?.sendVoiceState({ guild_id: guildId, channel_id: null, self_mute: false, self_deaf: false });
}
