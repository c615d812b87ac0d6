import type { Handlers } from '../../../src/shared/ipc/api';
import {
  type ConsentLine,
  DEFAULT_RECORDER_SETTINGS,
  type RecorderState,
} from '../../../src/shared/models/recorder';
import type { ContractDouble } from '../contract-double';

export interface RecorderDouble {
  handlers: { recorder: Handlers['recorder'] };
  state(): RecorderState;
  /** Changes parts of the state and announces them. */
  set(change: Partial<RecorderState>): void;
}

const QUIET: RecorderState = {
  settings: DEFAULT_RECORDER_SETTINGS,
  consent: null,
  replay: { kind: 'off' },
  splitAtMs: null,
  disk: { freeBytes: 400e9, bytesPerHour: 305e6, measured: false, hoursLeft: 1_311, level: 'fine' },
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
  return {
    state: () => state,
    set,
    handlers: {
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
        continueSession: ({ recordingId }) => ({ kind: 'continued', recordingId }),
        consentLog: () => [...consentLines],
      },
    },
  };
}
