import { AppError } from '@shared/errors/app-error';
import { PORT_CHANNEL } from '@shared/ipc/channels';
import { BrowserWindow, type IpcMainInvokeEvent, ipcMain, MessageChannelMain } from 'electron';
import type { IpcTransport } from '../ipc/transport';
import { APP_ORIGIN } from './app-protocol';

/**
 * IPC over Electron. Every request is checked for its sender before anything reads it: our window's main
 * frame at our own origin (Electron security checklist, "Validate the sender of all IPC messages").
 */
export function createIpcTransport(): IpcTransport {
  let portReceiver: Electron.WebContents | undefined;
  return {
    handle(channel, handler) {
      ipcMain.handle(channel, async (event, input) => {
        if (!isOurMainFrame(event)) {
          const error = new AppError('ipc/forbidden-sender', `${channel} was called from outside the window`);
          return { ok: false, error: error.toView() };
        }
        portReceiver = event.sender;
        return handler(input);
      });
      return () => ipcMain.removeHandler(channel);
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

function isOurMainFrame(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null) return false;
  const url = new URL(frame.url);
  return `${url.protocol}//${url.host}` === APP_ORIGIN;
}
