import { channelName, channels, PORT_CHANNEL, takesPath } from '@shared/ipc/channels';
import { contextBridge, ipcRenderer, webUtils } from 'electron';

/**
 * The one bridge between main and the window: the contract's names as functions, and nothing generic. A page
 * that is taken over can say what the contract lets it say, and main checks each of those sentences.
 */
type Exposed = Record<string, Record<string, unknown>>;

const bridge: { calls: Exposed; events: Exposed; ports: Exposed } = { calls: {}, events: {}, ports: {} };

for (const [domain, names] of Object.entries(channels)) {
  const calls: Record<string, unknown> = {};
  const events: Record<string, unknown> = {};
  const ports: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(names)) {
    const channel = channelName(domain, name);
    if (kind === 'call' && !takesPath(channel))
      calls[name] = (input: unknown) => ipcRenderer.invoke(channel, input);
    if (kind === 'port') ports[name] = (nonce: string) => ipcRenderer.invoke(channel, nonce);
    if (kind === 'event') {
      events[name] = (listener: (payload: unknown) => void) => {
        const forward = (_event: unknown, payload: unknown) => listener(payload);
        ipcRenderer.on(channel, forward);
        return () => {
          ipcRenderer.removeListener(channel, forward);
        };
      };
    }
  }
  bridge.calls[domain] = calls;
  bridge.events[domain] = events;
  bridge.ports[domain] = ports;
}

/**
 * The path of a File that came from a drop or a file dialog; '' for anything else, and main refuses that. Anything a
 * page makes up itself, a File of its own or an object that only looks like one, has none. Electron 32 moved the path
 * from the File itself to webUtils.
 */
function pathOfDroppedFile(file: unknown): string {
  if (!(file instanceof File)) return '';
  if (webUtils?.getPathForFile) return webUtils.getPathForFile(file);
  return (file as { path?: string }).path ?? '';
}

contextBridge.exposeInMainWorld('roomtone', {
  ...bridge,
  stageDroppedFile: (file: unknown) =>
    ipcRenderer.invoke(channelName('files', 'stageDropped'), { path: pathOfDroppedFile(file) }),
  openDroppedForLive: (files: unknown) =>
    ipcRenderer.invoke(channelName('live', 'openDropped'), {
      paths: (Array.isArray(files) ? files : [files]).map(pathOfDroppedFile),
    }),
  importDropped: (file: unknown) =>
    ipcRenderer.invoke(channelName('imports', 'startDropped'), { path: pathOfDroppedFile(file) }),
});

ipcRenderer.on(PORT_CHANNEL, (event, message: { nonce: string }) => {
  window.postMessage({ roomtonePort: message.nonce }, window.location.origin, event.ports);
});
