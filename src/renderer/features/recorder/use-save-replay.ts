import { useCallback } from 'react';
import { useAppStore } from '../../state/react';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import { recorderStrings } from '../../strings/recorder';
import { useAttempt } from '../trouble';

const words = recorderStrings.replay;

/** Makes a recording of the last minutes and offers to open it. */
export async function saveReplay({ actions }: AppStore): Promise<void> {
  const { recordingId } = await actions.recorder.ask.saveReplay();
  if (recordingId === null) {
    actions.view.toast({ title: words.nothing, stayMs: 3_000 });
    return;
  }
  actions.view.toast({
    title: words.saved,
    stayMs: 8_000,
    action: {
      label: strings.call.review,
      run: () => {
        actions.view.goTo('library');
        void actions.recordings.openReview(recordingId);
      },
    },
  });
}

export function useSaveReplay(): () => void {
  const store = useAppStore();
  const attempt = useAttempt();
  return useCallback(() => attempt(() => saveReplay(store)), [attempt, store]);
}
