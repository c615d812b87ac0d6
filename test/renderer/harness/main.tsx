import { createRoot } from 'react-dom/client';
import type { RendererApi } from '../../../src/renderer/api';
import { App } from '../../../src/renderer/features/shell';
import { createSound, SoundProvider } from '../../../src/renderer/features/sound';
import { StoreProvider } from '../../../src/renderer/state/react';
import { createAppStore } from '../../../src/renderer/state/store';
import { watchTheme } from '../../../src/renderer/ui/canvas';
import '../../../src/renderer/ui/base.css';
import { createPracticeDouble } from '../../support/practice-double';

// The whole window on the contract double: for looking at every view in a browser, without main.
const query = new URLSearchParams(location.search);
const double = createPracticeDouble({
  signedIn: query.has('in'),
  recordings: !query.has('empty'),
  archive: !query.has('empty'),
  fullDesk: query.has('desk'),
  messageCount: query.has('empty') ? 0 : 130,
  settings: { theme: (query.get('theme') as 'light' | 'dark' | null) ?? 'system' },
});
const api = double.api as RendererApi;
const store = createAppStore(api);

double.onPort((channel, port) => {
  if (channel !== 'calls.levels') return;
  let tick = 0;
  const timer = setInterval(() => {
    tick += 1;
    const call = double.call();
    if (call.kind !== 'active') return clearInterval(timer);
    const level = (seed: number) => {
      const rmsDbfs = -34 + 18 * Math.sin(tick / 7 + seed) + 6 * Math.sin(tick / 2.1 + seed);
      return { rmsDbfs: Math.max(-60, rmsDbfs), peakDbfs: Math.min(0, Math.max(-60, rmsDbfs + 7)) };
    };
    port.postMessage({
      tMs: tick * 50,
      master: level(0),
      programme: level(2),
      speakers: call.speakers.map((s, i) => ({ userId: s.userId, ...level(i * 1.7) })),
    });
  }, 50);
});

Object.assign(window, { double, store });
watchTheme();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StoreProvider value={store}>
      <SoundProvider value={createSound(api)}>
        <App />
      </SoundProvider>
    </StoreProvider>,
  );
}
void store.start();
