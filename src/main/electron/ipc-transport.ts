import { AppError } from '@shared/errors/failure';
import { channelName, channels, PORT_CHANNEL } from '@shared/ipc/channels';
import { BrowserWindow, type IpcMainInvokeEvent, ipcMain, MessageChannelMain } from 'electron';
import type { IpcTransport } from '../ipc/transport';
import { APP_ORIGIN } from './app-protocol';

type Handler = (input: unknown) => Promise<unknown>;

/**
 * IPC over Electron. Every request is checked for its sender before anything reads it: our window's main
 * frame at our own origin (Electron security checklist, "Validate the sender of all IPC messages"). A request
 * that comes before its handler waits for it, so that the window can load while the services start.
 */
export function createIpcTransport(): IpcTransport {
  const handlers = new Map<string, Handler>();
  const waiting = new Map<string, ((handler: Handler) => void)[]>();
  let portReceiver: Electron.WebContents | undefined;

  function handlerOf(channel: string): Promise<Handler> {
    const handler = handlers.get(channel);
    if (handler) return Promise.resolve(handler);
    return new Promise((resolve) => {
      waiting.set(channel, [...(waiting.get(channel) ?? []), resolve]);
    });
  }

  for (const channel of requestChannels()) {
    ipcMain.handle(channel, async (event, input) => {
      if (!isOurMainFrame(event)) {
        const error = new AppError('ipc/forbidden-sender', `${channel} was called from outside the window`);
        return { ok: false, error: error.toView() };
      }
      const handler = await handlerOf(channel);
      // Set in the same turn as the handler runs: a port goes to the window that asked for it.
      portReceiver = event.sender;
      return handler(input);
    });
  }

  return {
    handle(channel, handler) {
      handlers.set(channel, handler);
      for (const resolve of waiting.get(channel) ?? []) resolve(handler);
      waiting.delete(channel);
      return () => {
        handlers.delete(channel);
        ipcMain.removeHandler(channel);
      };
    },
    send(channel, payload) {
      for (const window of BrowserWindow.getAllWindows()) {
        if (!window.isDestroyed()) window.webContents.send(channel, payload);
      }
    },
    openPort(nonce) {
      const { port1, port2 } = new MessageChannelMain();
      portReceiver?.postMessage(PORT_CHANNEL, { nonce }, [port2]);
      return port1;
    },
  };
}

/** What a window can ask for: calls and ports. */
function requestChannels(): string[] {
  return Object.entries(channels).flatMap(([domain, names]) =>
    Object.entries(names)
      .filter(([, kind]) => kind !== 'event')
      .map(([name]) => channelName(domain, name)),
  );
}

function isOurMainFrame(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null) return false;
  const url = new URL(frame.url);
  return `${url.protocol}//${url.host}` === APP_ORIGIN;
}
