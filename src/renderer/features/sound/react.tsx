import { createContext, useContext, useEffect } from 'react';
import { logToMain } from '../../api';
import { selectActiveCall } from '../../state/call/selectors';
import { useApp, useAppStore } from '../../state/react';
import type { Sound } from './sound';

const SoundContext = createContext<Sound | null>(null);
export const SoundProvider = SoundContext.Provider;

/** The window's sound; throws outside a `SoundProvider`. */
export function useSound(): Sound {
  const sound = useContext(SoundContext);
  if (!sound) throw new Error('SoundProvider is missing above this component');
  return sound;
}

/** Connects meters and monitor while a call is up, and silences them after. */
export function useCallSound(): void {
  const sound = useSound();
  const { api } = useAppStore();
  const ready = useApp((state) => selectActiveCall(state)?.readyAtMs ?? null);
  useEffect(() => {
    if (ready === null) return;
    sound.startCall().catch((error: unknown) => {
      const message = `the call cannot be heard: ${error instanceof Error ? error.message : String(error)}`;
      logToMain(api, 'error', 'window/sound', message);
    });
    return () => sound.stopCall();
  }, [ready, sound, api]);
}
