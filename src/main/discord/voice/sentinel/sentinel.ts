/**
 * The signal sentinel: says within three seconds, per direction and per person, what is wrong with the sound,
 * and when it is over. Fed with samples; pure. An alarm stands until its cause was away for a while, so that a
 * fault which comes and goes is one alarm and not a row of them.
 */
import type { SignalAlarm } from '@shared/models/sentinel';
import {
  type Finding,
  isSounding,
  judgeOutgoing,
  judgePerson,
  judgeStranger,
  type OutgoingGrowth,
  type PersonGrowth,
} from './rules';
import type { OutgoingSample, PersonSample, SignalSample } from './sample';
import { CountWindow } from './window';

/** An alarm goes when its cause has been away for this long. */
export const CLEAR_AFTER_MS = 4_000;
/** But for dead air: the first sound ends it, and nobody wants to read of it while the programme is heard. */
const clearAfterMs = ({ kind }: SignalAlarm): number => (kind === 'deadAir' ? 0 : CLEAR_AFTER_MS);

export interface SentinelReport {
  /** Everything that stands now, in the order it arose. */
  alarms: readonly SignalAlarm[];
  raised: readonly SignalAlarm[];
  cleared: readonly SignalAlarm[];
  /** Some alarm was raised or cleared, or its figure has changed. */
  changed: boolean;
}

interface Standing {
  alarm: SignalAlarm;
  goodSinceMs: number | null;
}

export class Sentinel {
  readonly #standing = new Map<string, Standing>();
  readonly #people = new Map<string, CountWindow<keyof PersonGrowth>>();
  #out = new CountWindow<keyof OutgoingGrowth>();
  /** When a packet left last, and when something was to be heard last; null while none is expected. */
  #leftMs: number | null = null;
  #packetsSent = 0;
  #soundedMs: number | null = null;

  observe(sample: SignalSample): SentinelReport {
    const raised: SignalAlarm[] = [];
    const cleared: SignalAlarm[] = [];
    const seen = new Set<string>();
    let changed = false;
    const note = (direction: 'out' | 'in', userId: string | null, findings: readonly Finding[]) => {
      for (const finding of findings) {
        const alarmId = `${direction}:${userId ?? 'own'}:${finding.kind}`;
        seen.add(alarmId);
        const outcome = this.#weigh(alarmId, direction, userId, finding, sample);
        if (outcome === 'raised') raised.push(this.#alarm(alarmId));
        changed ||= outcome !== 'same';
      }
    };
    if (sample.out) note('out', null, this.#judgeOut(sample.out, sample.nowMs));
    else this.#forgetOut();
    const here = new Set<string>();
    for (const person of sample.people) {
      here.add(person.userId);
      note('in', person.userId, this.#judgeIn(person, sample.nowMs));
    }
    for (const userId of sample.strangers) note('in', userId, judgeStranger());
    for (const userId of this.#people.keys()) if (!here.has(userId)) this.#people.delete(userId);
    for (const [alarmId, standing] of this.#standing) {
      // Who left takes the alarms along; for the others the cause has to stay away.
      const gone = !seen.has(alarmId);
      const { alarm, goodSinceMs } = standing;
      const over = goodSinceMs !== null && sample.nowMs - goodSinceMs >= clearAfterMs(alarm);
      if (!gone && !over) continue;
      this.#standing.delete(alarmId);
      cleared.push(standing.alarm);
      changed = true;
    }
    return { alarms: [...this.#standing.values()].map(({ alarm }) => alarm), raised, cleared, changed };
  }

  #judgeOut(out: OutgoingSample, nowMs: number): Finding[] {
    if (!out.expected || out.packetsSent !== this.#packetsSent || this.#leftMs === null) this.#leftMs = nowMs;
    this.#packetsSent = out.packetsSent;
    if (!out.onAir || isSounding(out.rmsDbfs) || this.#soundedMs === null) this.#soundedMs = nowMs;
    const { packetsSent, ticks, lateTicks, clipped } = out;
    const grown = this.#out.push(nowMs, { packetsSent, ticks, lateTicks, clipped });
    return judgeOutgoing(out, grown, nowMs - this.#leftMs, nowMs - this.#soundedMs);
  }

  #judgeIn(person: PersonSample, nowMs: number): Finding[] {
    let window = this.#people.get(person.userId);
    if (!window) {
      window = new CountWindow();
      this.#people.set(person.userId, window);
    }
    const { received, lost, late, undecryptable, clipped } = person;
    const grown = window.push(nowMs, { received, lost, late, undecryptable, clipped });
    return judgePerson(person, grown, nowMs);
  }

  #forgetOut(): void {
    this.#out = new CountWindow();
    this.#leftMs = null;
    this.#soundedMs = null;
  }

  #weigh(
    alarmId: string,
    direction: 'out' | 'in',
    userId: string | null,
    finding: Finding,
    sample: SignalSample,
  ): 'raised' | 'changed' | 'same' {
    const standing = this.#standing.get(alarmId);
    if (!standing) {
      if (finding.state !== 'bad') return 'same';
      const { kind, figure } = finding;
      const alarm: SignalAlarm = { alarmId, direction, userId, kind, sinceMs: sample.wallMs, figure };
      this.#standing.set(alarmId, { alarm, goodSinceMs: null });
      return 'raised';
    }
    if (finding.state === 'good') {
      standing.goodSinceMs ??= sample.nowMs;
      return 'same';
    }
    standing.goodSinceMs = null;
    if (finding.state === 'fair' || finding.figure === standing.alarm.figure) return 'same';
    standing.alarm = { ...standing.alarm, figure: finding.figure };
    return 'changed';
  }

  #alarm(alarmId: string): SignalAlarm {
    const standing = this.#standing.get(alarmId);
    if (!standing) throw new Error('an alarm that was raised stands');
    return standing.alarm;
  }
}
