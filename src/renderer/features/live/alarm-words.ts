import type { AlarmKind, SignalAlarm } from '@shared/models/sentinel';
import { strings } from '../../strings';

const words = strings.live.alarms;

/** The gravest first within each direction. */
const ORDER: Readonly<Record<AlarmKind, number>> = {
  noPackets: 0,
  deadAir: 1,
  undecryptable: 2,
  loss: 3,
  late: 4,
  clipping: 5,
};

/** Our own signal before others', the grave before the annoying, the older before the newer. */
export function sortAlarms(alarms: readonly SignalAlarm[]): SignalAlarm[] {
  const weight = (alarm: SignalAlarm) => (alarm.direction === 'out' ? 0 : 10) + ORDER[alarm.kind];
  return [...alarms].sort((a, b) => weight(a) - weight(b) || a.sinceMs - b.sinceMs);
}

/** What is wrong, as a sentence without its full stop. */
export function alarmSentence(alarm: SignalAlarm, name: string): string {
  return alarm.direction === 'out'
    ? words.out[alarm.kind](alarm.figure)
    : words.in[alarm.kind](name, alarm.figure);
}

/** What to do about it. */
export function alarmAdvice(alarm: SignalAlarm): string {
  return alarm.direction === 'out' ? words.doOut[alarm.kind] : words.doIn[alarm.kind];
}
