import { useEffect } from 'react';
import type { AppState } from '../../state/app-state';
import { selectActiveCall } from '../../state/call/selectors';
import { useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { liveAnnouncement } from '../live';

/** What a listener of a screen reader should hear about this change; null for nothing. */
export function announcementOf(before: AppState, after: AppState): string | null {
  const was = selectActiveCall(before);
  const is = selectActiveCall(after);
  if (is && is.phase === 'ready' && was?.phase !== 'ready') return strings.call.onAir(is.roomName);
  if (was && !is) return strings.call.left(was.roomName);
  if (!was || !is) return null;
  if (was.recording.kind !== is.recording.kind) {
    return is.recording.kind === 'recording' ? strings.call.recordingOn : strings.call.recordingOff;
  }
  const here = new Set<string>(is.speakers.map((speaker) => speaker.userId));
  const left = was.speakers.find((speaker) => !here.has(speaker.userId));
  if (left) return strings.call.leftSay(left.displayName, is.roomName);
  const known = new Set<string>(was.speakers.map((speaker) => speaker.userId));
  const joined = is.speakers.find((speaker) => !known.has(speaker.userId));
  return joined ? strings.call.joinedSay(joined.displayName, is.roomName) : null;
}

/** The live region for joins, leaves, on air and recording. */
export function Announcer() {
  const store = useAppStore();
  const text = useApp((state) => state.view.announcement);
  useEffect(
    () =>
      store.subscribe((after, before) => {
        if (after.call === before.call && after.live === before.live) return;
        const words = announcementOf(before, after) ?? liveAnnouncement(before, after);
        if (words !== null) store.actions.view.announce(words);
      }),
    [store],
  );
  return (
    <p className="visually-hidden" role="status">
      {text}
    </p>
  );
}
