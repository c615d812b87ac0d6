import { powerMonitor } from 'electron';

/**
 * Calls back when the computer wakes from sleep or its screen is unlocked: connections may be dead by then
 * without knowing it. Returns how to stop. Only after the app is ready, as Electron demands.
 */
export function onWake(listener: () => void): () => void {
  const wake = () => listener();
  powerMonitor.on('resume', wake);
  powerMonitor.on('unlock-screen', wake);
  return () => {
    powerMonitor.off('resume', wake);
    powerMonitor.off('unlock-screen', wake);
  };
}
