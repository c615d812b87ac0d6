import type { SpeakerState } from '@shared/models/calls';
import type { AppState } from '../app-state';
import { memoLast } from '../memo';
import { selectSettings } from '../settings/selectors';
import type { ActiveCall, Monitor } from './apply';

export function selectActiveCall(state: AppState): ActiveCall | null {
  return state.call.state.kind === 'active' ? state.call.state : null;
}

/** Its recording was cut off by the engine's end: it goes on when we are back in the room, and until then nothing is recorded. */
export function isInterrupted(call: ActiveCall | null): boolean {
  return call?.recording.kind === 'recording' && call.readyAtMs === null;
}

/** Something is being recorded at this moment. */
export function selectIsRecording(state: AppState): boolean {
  const call = selectActiveCall(state);
  return call?.recording.kind === 'recording' && !isInterrupted(call);
}

/** What we hear, in a call and out of one: as it is kept, until this window has heard of a call or a choice. */
export function selectMonitor(state: AppState): Monitor {
  return (
    selectActiveCall(state)?.monitor ??
    state.call.monitor ??
    keptMonitor(selectSettings(state).monitorEnabled, selectSettings(state).monitorGainDb)
  );
}
const keptMonitor = memoLast((enabled: boolean, gainDb: number): Monitor => ({ enabled, gainDb }));

export const selectCallRoomId = (state: AppState): string | null =>
  selectActiveCall(state)?.channelId ?? null;
export const selectJoiningId = (state: AppState): string | null => state.call.joining;

const NO_SPEAKERS: readonly SpeakerState[] = [];
const speakerIds = memoLast((speakers: readonly SpeakerState[]) => speakers.map((speaker) => speaker.userId));

export const selectSpeakerIds = (state: AppState): readonly string[] =>
  speakerIds(selectActiveCall(state)?.speakers ?? NO_SPEAKERS);
export const selectSpeaker =
  (userId: string) =>
  (state: AppState): SpeakerState | undefined =>
    selectActiveCall(state)?.speakers.find((speaker) => speaker.userId === userId);
/** Whether this person speaks in our call right now; for people in other rooms nobody knows. */
export const selectIsSpeaking =
  (userId: string) =>
  (state: AppState): boolean =>
    selectSpeaker(userId)(state)?.speaking ?? false;
/** Why Discord lets nobody hear us in our call, or null: in a stage's audience, or muted by a moderator. */
export function selectSilencedBy(state: AppState): 'audience' | 'moderator' | null {
  const channelId = selectCallRoomId(state);
  if (channelId === null) return null;
  const keys = state.workspace.occupantKeysByRoom[channelId] ?? [];
  const own = keys.map((key) => state.workspace.occupants[key]).find((occupant) => occupant?.isSelf);
  if (own?.suppressed) return 'audience';
  return own?.serverMute ? 'moderator' : null;
}
