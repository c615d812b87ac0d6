import type { ArchiveHost } from './archive-process/port';
import type { JobHost } from './export-process/port';
import type { IpcTransport } from './ipc/transport';
import type { ReviewHost } from './review-process/port';
import type { SaveFileDialog } from './services/archive/index';
import type { FileDialog } from './services/files/index';
import type { AudioFilesDialog, OnAirSign, SystemShortcuts, SystemSoundAbility } from './services/live/index';
import type { SystemNotices } from './services/notices/index';
import type { PickFolder, PickImport } from './services/recordings/index';
import type { KeychainBackend } from './services/vault/index';
import type { SpawnChild } from './support/child-port';
import type { Clock } from './support/clock';
import type { LogSink } from './support/logger';
import type { VoiceHost } from './voice-process/port';

export interface AppConfig {
  version: string;
  /** Null in plain Node. */
  electronVersion: string | null;
  /** Settings, accounts, vault, practice snapshot. */
  dataDir: string;
  /** The library; each recording is a folder in it. */
  recordingsDir: string;
  /** The simulated members' prerecorded voices. */
  practiceVoicesDir: string;
  /** Parse replies and events too; on in development and tests. */
  checkOutputs: boolean;
}

/** What differs between Electron, plain Node and tests. */
export interface AppPorts {
  transport: IpcTransport;
  dialogs: AudioFilesDialog &
    FileDialog & {
      showInFolder(path: string): void;
      pickSavePath?: SaveFileDialog;
      /** Left out where nobody can be asked: nothing is exported or imported then. */
      pickFolder?: PickFolder;
      pickImport?: PickImport;
    };
  /** A small picture of a picture file as a data URL; left out in plain Node. */
  shrinkPicture?: (path: string, maxPx: number) => Promise<string | null>;
  /** Tells when the computer wakes; without it a gap in the clock tells. */
  onWake?: (listener: () => void) => () => void;
  /** Left out in plain Node: notices are shown in the window alone. */
  systemNotices?: SystemNotices;
  /** Shows outside the window that we are on air; left out in plain Node. */
  onAirSign?: OnAirSign;
  /** Keys that work while another app is in front; left out in plain Node. */
  shortcuts?: SystemShortcuts;
  /** Whether the computer's own sound can be captured; left out where nobody asks. */
  systemSound?: SystemSoundAbility;
  /** Null where the system has no keychain we trust. */
  keychain: KeychainBackend | null;
  spawn: SpawnChild;
  logSink: LogSink;
  clock?: Clock;
  random?: () => number;
  /** In process in tests; otherwise processes of their own, made with `spawn`. */
  voiceHost?: VoiceHost;
  reviewHost?: ReviewHost;
  archiveHost?: ArchiveHost;
  jobHost?: JobHost;
}
