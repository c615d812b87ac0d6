import type { AppPorts } from '../app-ports';
import type { IpcTransport } from '../ipc/transport';
import type { Logger, LogSink } from '../support/logger';
import { systemSoundAbility } from './audio-capture';
import { nativeDialogs } from './dialogs';
import { createSystemShortcuts } from './global-shortcuts';
import { createKeychain } from './keychain';
import { createOnAirSign } from './on-air-sign';
import { shrinkPicture } from './shrink-picture';
import { createSystemNotices } from './system-notices';
import { createSpawnChild } from './utility-child';
import { onWake } from './wake';

/** What Electron gives the services. Loaded with them, behind the window: nothing here is needed to open it. */
export function createNativePorts(options: {
  transport: IpcTransport;
  /** The folder of the built entries, from which processes are started. */
  outDir: string;
  /** Brings the window to the front, or opens one. */
  showWindow: () => void;
  logger: Logger;
  logSink: LogSink;
}): AppPorts {
  const { transport, outDir, showWindow, logger, logSink } = options;
  return {
    transport,
    dialogs: nativeDialogs,
    shrinkPicture,
    systemNotices: createSystemNotices(showWindow),
    onAirSign: createOnAirSign(showWindow, logger.child('on-air')),
    shortcuts: createSystemShortcuts(),
    systemSound: systemSoundAbility(),
    keychain: createKeychain(),
    onWake,
    spawn: createSpawnChild(outDir, logger),
    logSink,
  };
}
