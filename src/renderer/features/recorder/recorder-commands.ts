import type { AppState } from '../../state/app-state';
import { selectIsRecording } from '../../state/call/selectors';
import type { AppStore } from '../../state/store';
import { recorderStrings } from '../../strings/recorder';
import { saveReplay } from './use-save-replay';

/** What the recorder offers to keys and palette: the shape of the shell's commands. */
export function createRecorderCommands(store: AppStore, keys: { saveReplay: string }) {
  const words = recorderStrings.commands;
  return [
    {
      id: 'saveReplay',
      title: words.saveReplay,
      keys: keys.saveReplay as string | null,
      available: (state: AppState) => state.recorder.state?.replay.kind === 'on',
      run: () => saveReplay(store),
    },
    {
      id: 'splitRecording',
      title: words.split,
      keys: null,
      available: selectIsRecording,
      run: async () => {
        await store.actions.recorder.ask.splitNow();
      },
    },
  ];
}
