import type { Api } from '@shared/ipc/api';
import type { FailedEnd } from '@shared/models/calls';
import type {
  ClipSending,
  RecorderSettings,
  RecorderSettingsPatch,
  RecorderState,
  SkippedPerson,
} from '@shared/models/recorder';
import type { SliceContext } from '../app-state';
import { failedLoad, READY } from '../load-state';
import { applyClip, applyRecorder } from './apply';

export interface RecorderActions {
  load(): Promise<void>;
  changed(state: RecorderState): void;
  clipChanged(sending: ClipSending): void;
  endFailed(end: FailedEnd): void;
  changeSettings(patch: RecorderSettingsPatch): Promise<void>;
  pickClip(): Promise<void>;
  removeClip(): Promise<void>;
  setSkipped(person: SkippedPerson, skipped: boolean): Promise<void>;
  sendClip(wish: Parameters<Api['library']['sendClip']>[0]): Promise<void>;
  /** Takes one that has ended off the list. */
  clearClip(sendId: string): Promise<void>;
  /** Main's own calls. */
  ask: Pick<Api['recorder'], 'saveReplay' | 'splitNow' | 'tellAgain' | 'continueSession' | 'consentLog'>;
  askLibrary: Pick<Api['library'], 'storage' | 'emptyTrash' | 'estimateClip' | 'cancelClip'>;
}

export function createRecorderActions({ api, get, update }: SliceContext): RecorderActions {
  const take = (settings: RecorderSettings) =>
    update('recorder', (slice) => (slice.state ? applyRecorder(slice, { ...slice.state, settings }) : slice));
  const clipChanged = (sending: ClipSending) => update('recorder', (slice) => applyClip(slice, sending));
  return {
    async load() {
      try {
        const [state, clips] = await Promise.all([api.recorder.state(), api.library.clips()]);
        update('recorder', (slice) => ({ ...applyRecorder(slice, state), clips, load: READY }));
      } catch (error) {
        update('recorder', (slice) => ({ ...slice, load: failedLoad(error) }));
      }
    },
    changed: (state) => update('recorder', (slice) => applyRecorder(slice, state)),
    clipChanged,
    endFailed: (failedEnd) => update('recorder', (slice) => ({ ...slice, failedEnd })),
    changeSettings: async (patch) => take(await api.recorder.changeSettings(patch)),
    pickClip: async () => take(await api.recorder.pickClip()),
    removeClip: async () => take(await api.recorder.removeClip()),
    async setSkipped(person, skipped) {
      const before = get().recorder.state?.settings;
      // Seen at once: a choice about somebody's voice must not look as if it had not been heard.
      if (before) {
        const others = before.skipped.filter(({ userId }) => userId !== person.userId);
        take({ ...before, skipped: skipped ? [...others, person] : others });
      }
      try {
        take(await api.recorder.setSkipped({ person, skipped }));
      } catch (error) {
        if (before) take(before);
        throw error;
      }
    },
    async sendClip(wish) {
      const sending = await api.library.sendClip(wish);
      // The answer may come after the news of what became of it since.
      update('recorder', (slice) =>
        slice.clips.some(({ sendId }) => sendId === sending.sendId) ? slice : applyClip(slice, sending),
      );
    },
    async clearClip(sendId) {
      update('recorder', (slice) => ({
        ...slice,
        clips: slice.clips.filter((sending) => sending.sendId !== sendId),
      }));
      await api.library.clearClip({ sendId });
    },
    ask: api.recorder,
    askLibrary: api.library,
  };
}
