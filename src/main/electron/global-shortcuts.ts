import { globalShortcut } from 'electron';
import type { SystemShortcuts } from '../services/live/index';

/**
 * Keys of the whole system. Under Wayland an app cannot take keys while another has the focus, so there they are said
 * to be unavailable. Only key-down is told on every platform.
 */
export function createSystemShortcuts(): SystemShortcuts {
  const wayland = process.platform === 'linux' && process.env['XDG_SESSION_TYPE'] === 'wayland';
  return {
    available: !wayland,
    take(accelerator, onPressed) {
      try {
        return globalShortcut.register(accelerator, onPressed);
      } catch {
        // Electron throws at what is no accelerator: to whoever asked it is a key that cannot be had.
        return false;
      }
    },
    releaseAll: () => globalShortcut.unregisterAll(),
  };
}
