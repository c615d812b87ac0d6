import { session, systemPreferences } from 'electron';
import type { SystemSoundAbility } from '../services/live/index';
import { APP_ORIGIN } from './app-protocol';
import { mayCapture } from './capture-rules';

/**
 * The permissions the window can have, in our own page: to hear a microphone, and what the computer plays where the
 * platform gives it. Pictures, screens, places and the rest are refused. On macOS the system asks the person in turn.
 */
export function allowMicrophoneOnly(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, decide, details) => {
    const { mediaTypes } = details as { mediaTypes?: string[] };
    const { isMainFrame } = details;
    const wish = { permission, mediaTypes, isMainFrame, isOurs: isOurs(contents.getURL()) };
    const may = mayCapture(wish, systemSoundAbility());
    if (may !== 'microphone' || process.platform !== 'darwin') {
      decide(may !== 'no');
      return;
    }
    systemPreferences.askForMediaAccess('microphone').then(decide, () => decide(false));
  });
  // Without it the devices have no names to choose from.
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, details) => {
    return permission === 'media' && details.mediaType === 'audio' && isOurs(origin);
  });
  if (systemSoundAbility() !== 'yes') return;
  // The window asks for a screen, since there is no other way to ask for its sound; it gets its own picture.
  defaultSession.setDisplayMediaRequestHandler((request, answer) => {
    if (!request.frame || !isOurs(request.frame.url)) answer({});
    else answer({ video: request.frame, audio: 'loopback' });
  });
}

/** Electron captures what the computer plays (`loopback`) on Windows alone. */
export function systemSoundAbility(): SystemSoundAbility {
  return process.platform === 'win32' ? 'yes' : 'no';
}

function isOurs(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}
