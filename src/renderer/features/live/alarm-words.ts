import type { AlarmKind, SignalAlarm } from '@shared/models/sentinel';
import { strings } from '../../strings';

const words = strings.live.alarms;

/** The gravest first within each direction. */
const ORDER: Readonly<Record<AlarmKind, number>> = {
  stranger: 0,
  noPackets: 1,
  deadAir: 2,
  undecryptable: 3,
  loss: 4,
  late: 5,
  clipping: 6,
};

/** Who should not be there, then our own signal before others', the grave before the annoying, the older before the newer. */
export function sortAlarms(alarms: readonly SignalAlarm[]): SignalAlarm[] {
  const weight = (alarm: SignalAlarm) =>
    (alarm.kind === 'stranger' || alarm.direction === 'out' ? 0 : 10) + ORDER[alarm.kind];
  return [...alarms].sort((a, b) => weight(a) - weight(b) || a.sinceMs - b.sinceMs);
}

/** What is wrong, as a sentence without its full stop; before it the further room of the broadcast that it is of. */
export function alarmSentence(alarm: SignalAlarm, name: string, roomName?: string): string {
  const what =
    alarm.direction === 'out'
      ? words.out[alarm.kind](alarm.figure)
      : words.in[alarm.kind](name, alarm.figure);
  return alarm.guildId === undefined ? what : words.inRoom(roomName ?? words.furtherRoom, what);
}

/** What to do about it. */
export function alarmAdvice(alarm: SignalAlarm): string {
  return alarm.direction === 'out' ? words.doOut[alarm.kind] : words.doIn[alarm.kind];
}
