import type { Bridge } from '@shared/ipc/api';
import { createRoot } from 'react-dom/client';
import { createApi, logToMain } from './api';
import { App } from './features/shell';
import { createSound, SoundProvider } from './features/sound';
import { StoreProvider } from './state/react';
import { createAppStore } from './state/store';
import { watchTheme } from './ui/canvas';
import './ui/base.css';

declare global {
  interface Window {
    roomtone: Bridge;
  }
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const api = createApi(window.roomtone);
const store = createAppStore(api);
const sound = createSound(api);

const report = (message: string) => logToMain(api, 'error', 'window', message);
window.addEventListener('error', (event) => report(`${event.message} (${event.filename}:${event.lineno})`));
window.addEventListener('unhandledrejection', (event) =>
  report(`unhandled rejection: ${String(event.reason)}`),
);
// Earlier than `pagehide`: main still answers this window, so what was typed last is kept.
window.addEventListener('beforeunload', () => {
  store.actions.settings.flush().catch((error: unknown) => report(`not saved: ${String(error)}`));
});
window.addEventListener('pagehide', () => {
  sound.close();
  // `beforeunload` has saved already and said so if it could not; here only the subscriptions end.
  store.close().catch(() => undefined);
});
// A file dropped beside the deck would otherwise replace the page.
for (const type of ['dragover', 'drop'] as const) {
  window.addEventListener(type, (event) => event.preventDefault());
}

watchTheme();
createRoot(root).render(
  <StoreProvider value={store}>
    <SoundProvider value={sound}>
      <App />
    </SoundProvider>
  </StoreProvider>,
);
store.start().catch((error: unknown) => report(`start failed: ${String(error)}`));
