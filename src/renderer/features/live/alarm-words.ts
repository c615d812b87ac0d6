import type { AlarmKind, SignalAlarm } from '@shared/models/sentinel';
import type { AppState } from '../../state/app-state';
import { selectActiveCall, selectSpeaker } from '../../state/call/selectors';
import { occupantKey } from '../../state/workspace/apply';
import { selectOccupant } from '../../state/workspace/selectors';
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
export function alarmLine(state: AppState, alarm: SignalAlarm): string {
  const { guildId } = alarm;
  const name = nameIn(state, alarm) ?? words.somebody;
  if (guildId === undefined) return sentence(alarm, name);
  return words.inRoom(furtherRoom(state, guildId), sentence(alarm, name));
}

/** What a further room is called; with its guild where another of our rooms has the same name. */
function furtherRoom(state: AppState, guildId: string): string {
  const { broadcast } = state.live.state;
  const room = broadcast.find((one) => one.guildId === guildId);
  if (!room) return words.furtherRoom;
  const others = broadcast.filter((one) => one !== room).map((one) => one.roomName);
  const taken = [selectActiveCall(state)?.roomName, ...others].includes(room.roomName);
  return taken ? `${room.roomName} (${room.guildName})` : room.roomName;
}

/** Whom it is of: somebody in our room, or in the further room. */
function nameIn(state: AppState, { userId, guildId }: SignalAlarm): string | undefined {
  if (userId === null) return undefined;
  if (guildId === undefined) return selectSpeaker(userId)(state)?.displayName;
  return selectOccupant(occupantKey(guildId, userId))(state)?.displayName;
}

function sentence(alarm: SignalAlarm, name: string): string {
  return alarm.direction === 'out'
    ? words.out[alarm.kind](alarm.figure)
    : words.in[alarm.kind](name, alarm.figure);
}

/** What to do about it. */
export function alarmAdvice(alarm: SignalAlarm): string {
  return alarm.direction === 'out' ? words.doOut[alarm.kind] : words.doIn[alarm.kind];
}
