/** A MessagePort of whichever kind the transport carries (MessagePortMain in Electron, Node's in tests). */
export type TransferablePort = unknown;

/** How main hears and answers one window. Two kinds: Electron's ipcMain, and an in-memory pair in tests. */
export interface IpcTransport {
  /** Registers the one handler of a channel; what it resolves with is the reply. */
  handle(channel: string, handler: (input: unknown) => Promise<unknown>): () => void;
  /** Sends to every open window; a closed window is not an error. */
  send(channel: string, payload: unknown): void;
  /** Makes a pair, gives one end to the window under `nonce`, and returns the other. */
  openPort(nonce: string): TransferablePort;
}
