import type { LiveInputId } from '@shared/models/console';
import { createContext, useContext, useEffect } from 'react';
import { logToMain } from '../../api';
import { selectActiveCall } from '../../state/call/selectors';
import { selectLiveSettings } from '../../state/live/selectors';
import { useActions, useApp, useAppStore } from '../../state/react';
import { selectSettings } from '../../state/settings/selectors';
import { useAttempt } from '../trouble';
import type { Sound } from './sound';

const SoundContext = createContext<Sound | null>(null);
export const SoundProvider = SoundContext.Provider;

/** The window's sound; throws outside a `SoundProvider`. */
export function useSound(): Sound {
  const sound = useContext(SoundContext);
  if (!sound) throw new Error('SoundProvider is missing above this component');
  return sound;
}

/** Connects meters and monitor while a call is up or the Live desk is open, and silences them after. */
export function useCallSound(): void {
  const sound = useSound();
  const { api } = useAppStore();
  const ready = useApp((state) => selectActiveCall(state)?.readyAtMs ?? null);
  const atDesk = useApp((state) => state.view.desk === 'live' && state.accounts.load.kind === 'ready');
  useEffect(() => {
    if (ready === null && !atDesk) return;
    const why = ready === null ? 'desk' : 'call';
    (why === 'call' ? sound.startCall() : sound.startDesk()).catch((error: unknown) => {
      const message = `levels and monitor are not connected: ${error instanceof Error ? error.message : String(error)}`;
      logToMain(api, 'error', 'window/sound', message);
    });
    return () => (why === 'call' ? sound.stopCall() : sound.stopDesk());
  }, [ready, atDesk, sound, api]);
  useEffect(
    () =>
      api.live.onEngineLost(() => {
        sound.reconnect().catch((error: unknown) => {
          const message = `levels and monitor are not connected again: ${error instanceof Error ? error.message : String(error)}`;
          logToMain(api, 'error', 'window/sound', message);
        });
      }),
    [sound, api],
  );
}

/** Keeps the inputs open that the desk's settings ask for, wherever the person is in the window. */
export function useInputs(): void {
  const sound = useSound();
  const { live } = useActions();
  const attempt = useAttempt();
  const { deskSound } = useApp(selectSettings);
  const microphone = useApp((state) => selectLiveSettings(state).microphone.enabled);
  const system = useApp((state) => selectLiveSettings(state).system.enabled);
  const deviceId = useApp((state) => selectLiveSettings(state).microphoneDeviceId);
  useEffect(
    () =>
      sound.onCapture({
        state: (input, state) => attempt(() => live.captureChanged(input, state)),
        devices: (devices) => live.devicesChanged(devices),
      }),
    [sound, live, attempt],
  );
  useWanted(sound, 'microphone', microphone, deviceId, deskSound);
  useWanted(sound, 'system', system, null, RAW);
}

const RAW = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

function useWanted(
  sound: Sound,
  input: LiveInputId,
  enabled: boolean,
  deviceId: string | null,
  processing: typeof RAW,
): void {
  const { echoCancellation, noiseSuppression, autoGainControl } = processing;
  useEffect(() => {
    const wanted = { deviceId, processing: { echoCancellation, noiseSuppression, autoGainControl } };
    sound.wantInput(input, enabled ? wanted : null);
  }, [sound, input, enabled, deviceId, echoCancellation, noiseSuppression, autoGainControl]);
}
