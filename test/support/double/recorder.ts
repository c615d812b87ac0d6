import type { Handlers } from '../../../src/shared/ipc/api';
import {
  type ClipSending,
  type ConsentLine,
  DEFAULT_RECORDER_SETTINGS,
  type DiskState,
  type RecorderState,
} from '../../../src/shared/models/recorder';
import type { ContractDouble } from '../contract-double';

export interface RecorderDouble {
  handlers: { recorder: Handlers['recorder']; library: Handlers['library'] };
  state(): RecorderState;
  /** Changes parts of the state and announces them. */
  set(change: Partial<RecorderState>): void;
}

const NO_DISK: DiskState = {
  freeBytes: 400e9,
  bytesPerHour: 305e6,
  measured: false,
  hoursLeft: 1_311,
  level: 'fine',
};
const QUIET: RecorderState = {
  settings: DEFAULT_RECORDER_SETTINGS,
  consent: null,
  restoreTrouble: null,
  replay: { kind: 'off' },
  splitAtMs: null,
  disk: NO_DISK,
};

/** A recorder that keeps what it is told; whatever a room would answer comes from the test by `set`. */
export function createRecorderDouble(
  double: () => ContractDouble,
  consentLines: readonly ConsentLine[] = [],
): RecorderDouble {
  let state = QUIET;
  const set = (change: Partial<RecorderState>) => {
    state = { ...state, ...change };
    double().emit('recorder', 'changed', state);
  };
  const setSettings = (change: Partial<RecorderState['settings']>) => {
    const settings = { ...state.settings, ...change };
    set({ settings, replay: settings.replayMinutes === null ? { kind: 'off' } : state.replay });
    return settings;
  };
  const clips = new Map<string, ClipSending>();
  let trashBytes = 48e6;
  const storage = () => ({
    bytes: 2.4e9,
    trashBytes,
    trashCount: trashBytes === 0 ? 0 : 2,
    disk: state.disk ?? NO_DISK,
  });
  return {
    state: () => state,
    set,
    handlers: {
      library: {
        storage,
        emptyTrash: () => {
          trashBytes = 0;
          return storage();
        },
        estimateClip: () => ({ durationMs: 40_000, bytes: 646_000, limitBytes: 10 * 1_024 * 1_024 }),
        sendClip: ({ recordingId }) => {
          const sendId = `send-${clips.size + 1}`;
          const sending: ClipSending = {
            sendId,
            recordingId,
            label: 'Clip',
            status: 'making',
            progress: 0,
            entryId: null,
            bytes: null,
            problem: null,
          };
          clips.set(sendId, sending);
          return sending;
        },
        cancelClip: ({ sendId }) => {
          const sending = clips.get(sendId);
          if (sending) double().emit('library', 'clipChanged', { ...sending, status: 'cancelled' });
        },
        clearClip: ({ sendId }) => void clips.delete(sendId),
        clips: () => [...clips.values()],
      },
      recorder: {
        state: () => state,
        changeSettings: (patch) =>
          setSettings(
            Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<
              RecorderState['settings']
            >,
          ),
        pickClip: () => setSettings({ spokenClip: 'this-room-is-recorded.wav' }),
        removeClip: () => setSettings({ spokenClip: null }),
        setSkipped: ({ person, skipped }) => {
          const others = state.settings.skipped.filter(({ userId }) => userId !== person.userId);
          return setSettings({ skipped: skipped ? [...others, person] : others });
        },
        saveReplay: () => ({ recordingId: state.replay.kind === 'on' ? 'replay-1' : null }),
        splitNow: () => ({ recordingId: 'split-1' }),
        tellAgain: () => {},
        continueSession: ({ recordingId }) => ({ kind: 'continued', recordingId }),
        consentLog: () => [...consentLines],
      },
    },
  };
}
