import { useCallback } from 'react';
import { selectActiveCall } from '../../state/call/selectors';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';

/** Starts recording, or stops it and offers the review. */
export function useToggleRecording(): () => void {
  const store = useAppStore();
  const { call, recordings, view } = useActions();
  const attempt = useAttempt();
  return useCallback(
    () =>
      attempt(async () => {
        const active = selectActiveCall(store.getState());
        if (active?.recording.kind !== 'recording') {
          await call.startRecording();
          return;
        }
        const recordingId = await call.stopRecording();
        view.toast({
          title: strings.call.recordingSaved,
          stayMs: 8_000,
          action:
            recordingId === null
              ? null
              : {
                  label: strings.call.review,
                  run: () => {
                    view.goTo('library');
                    attempt(() => recordings.openReview(recordingId));
                  },
                },
        });
      }),
    [attempt, call, recordings, store, view],
  );
}
