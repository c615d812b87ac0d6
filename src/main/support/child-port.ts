/**
 * A process of our own (voice, review, practice server) as its parent sees it. Electron's utilityProcess and
 * Node's child_process both fit; `ports` are transferred only where the platform can.
 */
export interface ChildPort {
  send(message: unknown, ports?: readonly unknown[]): void;
  onMessage(listener: (message: unknown) => void): () => void;
  /** Called once with the exit code, also after `kill`. */
  onExit(listener: (code: number) => void): () => void;
  kill(): void;
}

/** Starts the process; named by its built entry file without extension, e.g. `voice-process`. */
export type SpawnChild = (
  entry: 'voice-process' | 'review-process' | 'archive-process' | 'export-process' | 'practice-server',
) => ChildPort;
