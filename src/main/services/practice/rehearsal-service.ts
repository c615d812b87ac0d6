import { AppError } from '@shared/errors/app-error';
import { CALM, type Incident, type Rehearsal } from '@shared/models/practice';
import { type StormInput, StormReport } from '@shared/models/practice-storm';
import { TroubleSettings } from '@shared/models/practice-trouble';
import { z } from 'zod';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import type { Logger } from '../../support/logger';
import { type ControlAddress, callControl } from './control-client';

/** While something goes on that may end by itself, it is looked at this often. */
const LOOK_EVERY_MS = 1_000;

const TroubleAnswer = z.object({ inForce: TroubleSettings });

export interface RehearsalOptions {
  /** The practice server that runs; null when none does. */
  address: () => ControlAddress | null;
  clock: Clock;
  logger: Logger;
}

/** Turns the practice server's trouble dial and storms, and keeps the window told of what is on. */
export class RehearsalService {
  readonly #changed = new Emitter<Rehearsal>((error) =>
    this.options.logger.error('a listener failed', { error }),
  );
  readonly onChanged = this.#changed.on;
  #state: Rehearsal = CALM;
  #cancelLook: () => void = () => undefined;
  #closed = false;

  constructor(private readonly options: RehearsalOptions) {}

  get state(): Rehearsal {
    return this.#state;
  }

  /** The practice server has come or gone: what is shown begins anew. */
  async serverChanged(): Promise<void> {
    this.#cancelLook();
    if (!this.options.address()) {
      this.#show(CALM);
      return;
    }
    await this.#look();
  }

  /** Replaces all trouble. */
  async setTrouble(settings: TroubleSettings): Promise<Rehearsal> {
    return this.#turn('PUT', 'trouble', settings);
  }

  /** No trouble, and no storm. */
  async calm(): Promise<Rehearsal> {
    await callControl(this.#address(), 'DELETE', 'storm');
    return this.#turn('PUT', 'trouble', {});
  }

  async startStorm(input: StormInput): Promise<Rehearsal> {
    return this.#turn('POST', 'storm', input);
  }

  async stopStorm(): Promise<Rehearsal> {
    return this.#turn('DELETE', 'storm');
  }

  /** Makes one thing happen now. */
  async incident(incident: Incident): Promise<void> {
    const address = this.#address();
    const post = (path: string, body: unknown = {}) => callControl(address, 'POST', path, body);
    switch (incident.kind) {
      case 'cut':
        await (incident.code === null
          ? post('gateway/drop')
          : post('gateway/close', { code: incident.code }));
        return;
      case 'reconnect':
        await post('gateway/reconnect');
        return;
      case 'invalidSession':
        await post('gateway/invalid-session', { resumable: incident.resumable });
        return;
      case 'heartbeat':
        await post('gateway/heartbeat');
        return;
      case 'voiceCut':
        await post('voice/close', { code: incident.code });
        return;
      case 'voiceMove':
        await post('voice/move');
        return;
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancelLook();
    this.#changed.clear();
  }

  async #turn(method: 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Rehearsal> {
    await callControl(this.#address(), method, path, body);
    this.#cancelLook();
    this.#show(await this.#read());
    return this.#state;
  }

  #address(): ControlAddress {
    const address = this.options.address();
    if (!address) throw new AppError('practice/stopped', 'The practice server does not run');
    return address;
  }

  async #read(): Promise<Rehearsal> {
    const address = this.#address();
    const [trouble, storm] = await Promise.all([
      callControl(address, 'GET', 'trouble'),
      callControl(address, 'GET', 'storm'),
    ]);
    const answers = z.object({ trouble: TroubleAnswer, storm: StormReport }).safeParse({ trouble, storm });
    if (!answers.success) {
      const cause = answers.error;
      throw new AppError('practice/refused', 'The practice server answered in no known form', { cause });
    }
    return { available: true, trouble: answers.data.trouble.inForce, storm: answers.data.storm };
  }

  async #look(): Promise<void> {
    try {
      this.#show(await this.#read());
    } catch (error) {
      // It may be stopping just now; its end is announced by itself.
      this.options.logger.debug('the trouble dial could not be read', { error });
    }
  }

  #show(state: Rehearsal): void {
    const before = JSON.stringify(this.#state);
    this.#state = state;
    if (JSON.stringify(state) !== before) this.#changed.emit(state);
    const goesOn = state.available && (state.storm.running || mayEnd(state.trouble));
    this.#cancelLook();
    if (!goesOn || this.#closed) return;
    this.#cancelLook = this.options.clock.setTimer(() => {
      this.#look().then(
        () => undefined,
        (error: unknown) => this.options.logger.error('looking at the dial failed', { error }),
      );
    }, LOOK_EVERY_MS);
  }
}

/** Whether some of it ends by itself. */
function mayEnd({ rest, gateway, voice }: TroubleSettings): boolean {
  return (
    gateway.forMs !== undefined ||
    voice.forMs !== undefined ||
    rest.faults.some((fault) => fault.forMs !== undefined || fault.count !== undefined)
  );
}
