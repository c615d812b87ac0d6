import type { SystemSoundAbility } from '../services/live/index';

/** What the window asks to capture, as Electron tells it. */
export interface CaptureWish {
  permission: string;
  /** What devices: `audio`, `video`. Empty when it is no device but the screen and what the computer plays. */
  mediaTypes: readonly string[] | undefined;
  isMainFrame: boolean;
  /** It comes from our own page. */
  isOurs: boolean;
}

/**
 * Whether a wish is heard at all: a microphone, and where the platform gives it, what the computer plays. For the latter
 * Chromium asks for `media` without devices, later versions for `display-capture`; what it gets is decided by the handler
 * for display media, which gives our own picture and never opens a picker.
 */
export function mayCapture(
  wish: CaptureWish,
  systemSound: SystemSoundAbility,
): 'microphone' | 'system' | 'no' {
  const { permission, mediaTypes = [], isMainFrame, isOurs } = wish;
  if (!isMainFrame || !isOurs) return 'no';
  if (permission === 'media' && mediaTypes.length === 1 && mediaTypes[0] === 'audio') return 'microphone';
  const isScreen = permission === 'display-capture' || (permission === 'media' && mediaTypes.length === 0);
  return isScreen && systemSound === 'yes' ? 'system' : 'no';
}
