import type { AppState } from '../../state/app-state';
import { selectAir } from '../../state/live/air';
import { selectNextCue } from '../../state/live/selectors';
import { strings } from '../../strings';
import { alarmLine, sortAlarms } from './alarm-words';

const words = strings.live;

/** What a listener of a screen reader should hear about a change of the desk; null for nothing. */
export function liveAnnouncement(before: AppState, after: AppState): string | null {
  const was = before.live.state;
  const is = after.live.state;
  const fresh = is.alarms.filter((alarm) => !was.alarms.some((one) => one.alarmId === alarm.alarmId));
  const gravest = sortAlarms(fresh)[0];
  if (gravest) return words.alarms.said(alarmLine(after, gravest));
  if (was.alarms.length > 0 && is.alarms.length === 0) return words.alarms.cleared;
  const [wasOnAir, isOnAir] = [before, after].map((state) => selectAir(state).kind === 'onAir');
  if (wasOnAir !== isOnAir) return isOnAir ? words.say.onAir : words.say.offAir;
  if (is.run && was.run?.nextCueId !== is.run.nextCueId) {
    const next = selectNextCue(after);
    return next ? words.show.saidNext(next.label) : words.show.saidAll;
  }
  const [wasMic, isMic] = [was.console.inputs[0].open, is.console.inputs[0].open];
  // Voice activation opens and closes with every sentence: nobody wants to hear that.
  if (wasMic !== isMic && is.console.inputs[0].mode !== 'voiceActivation') {
    return isMic ? words.say.micOpen : words.say.micClosed;
  }
  return null;
}
