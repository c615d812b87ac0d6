import { useCallback } from 'react';
import { useActions } from '../../state/react';
import { recorderStrings } from '../../strings/recorder';
import { useAttempt } from '../trouble';

const words = recorderStrings.goOn;

/** Goes on in a session that was cut off, or says why not. */
export function useContinue(): (recordingId: string) => void {
  const { recorder, view } = useActions();
  const attempt = useAttempt();
  return useCallback(
    (recordingId) =>
      attempt(async () => {
        const outcome = await recorder.ask.continueSession({ recordingId });
        switch (outcome.kind) {
          case 'continued':
            view.toast({ title: words.continued, stayMs: 5_000 });
            view.goTo('live');
            break;
          case 'otherRoom':
            view.toast({ title: words.otherRoom(outcome.roomName), stayMs: 8_000 });
            break;
          case 'notInRoom':
          case 'recordingAlready':
          case 'notCutOff':
            view.toast({ title: words[outcome.kind], stayMs: 8_000 });
            break;
        }
      }),
    [attempt, recorder, view],
  );
}
