/** The sentinel's place in the engine: gathers what a sample needs, half a second at a time. */
import { amplitudeToDbfs, METER_FLOOR_DBFS } from '@shared/audio/levels';
import type { SignalAlarm } from '@shared/models/sentinel';
import type { Clock } from '../../../support/clock';
import type { PersonSample } from './sample';
import { Sentinel, type SentinelReport } from './sentinel';

const FULL_SCALE = 32_768;
/** The limiter's ceiling lies well below: what reaches this was cut off. */
const CLIPPED_FROM = 32_766;

export interface WatchedRoom {
  nowMs: number;
  wallMs: number;
  /** The room takes packets now. */
  connected: boolean;
  /** Packets should be leaving: not muted, and there is a programme. */
  expected: boolean;
  /** Silence is a fault now. */
  onAir: boolean;
  packetsSent: number;
  ticks: number;
  lateTicks: number;
  people: readonly PersonSample[];
  /** As the server reports it, 0..1; null when it does not. */
  reportedLoss: number | null;
  /** Who is in the encrypted group and not in the room. */
  strangers: readonly string[];
}

export class SignalWatch {
  readonly #sentinel = new Sentinel();
  #sum = 0;
  #count = 0;
  #clipped = 0;

  /** A frame of ours that goes out, interleaved 16-bit. */
  sent(pcm: Int16Array): void {
    let sum = 0;
    for (let i = 0; i < pcm.length; i += 1) {
      const value = pcm[i] as number;
      sum += value * value;
      if (value >= CLIPPED_FROM || value <= -CLIPPED_FROM) this.#clipped += 1;
    }
    this.#sum += sum;
    this.#count += pcm.length;
  }

  /** The call is over, and with it whatever was wrong. */
  end(clock: Pick<Clock, 'now' | 'monotonicMs'>): readonly SignalAlarm[] {
    const [nowMs, wallMs] = [clock.monotonicMs(), clock.now()];
    return this.#sentinel.observe({ nowMs, wallMs, out: null, people: [], strangers: [] }).alarms;
  }

  /** To be called about twice a second while there is a call. */
  observe(room: WatchedRoom): SentinelReport {
    const { nowMs, wallMs, connected, expected, onAir, packetsSent, ticks, lateTicks, people } = room;
    const { reportedLoss } = room;
    const strangers = connected ? room.strangers : [];
    const rms = Math.sqrt(this.#sum / Math.max(1, this.#count)) / FULL_SCALE;
    const rmsDbfs = this.#count === 0 ? METER_FLOOR_DBFS : amplitudeToDbfs(rms);
    this.#sum = 0;
    this.#count = 0;
    const clipped = this.#clipped;
    const out = { expected, onAir, packetsSent, ticks, lateTicks, rmsDbfs, clipped, reportedLoss };
    return this.#sentinel.observe({ nowMs, wallMs, out: connected ? out : null, people, strangers });
  }
}
