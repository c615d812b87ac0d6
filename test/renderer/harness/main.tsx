import { createRoot } from 'react-dom/client';
import type { RendererApi } from '../../../src/renderer/api';
import { App } from '../../../src/renderer/features/shell';
import { createSound, SoundProvider } from '../../../src/renderer/features/sound';
import { StoreProvider } from '../../../src/renderer/state/react';
import { createAppStore } from '../../../src/renderer/state/store';
import { watchTheme } from '../../../src/renderer/ui/canvas';
import '../../../src/renderer/ui/base.css';
import { sampleCheck, sampleDesk } from '../../support/double/live-sample';
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
  setInterval(() => {
    tick += 1;
    const call = double.call();
    const speakers = call.kind === 'active' ? call.speakers : [];
    const level = (seed: number) => {
      const rmsDbfs = -34 + 18 * Math.sin(tick / 7 + seed) + 6 * Math.sin(tick / 2.1 + seed);
      return { rmsDbfs: Math.max(-60, rmsDbfs), peakDbfs: Math.min(0, Math.max(-60, rmsDbfs + 7)) };
    };
    port.postMessage({
      tMs: tick * 50,
      master: level(0),
      programme: level(2),
      console: {
        decks: [level(1), level(3)],
        pads: level(4),
        microphone: level(5),
        system: { rmsDbfs: -60, peakDbfs: -60 },
        momentaryLufs: -16 + 3 * Math.sin(tick / 9),
        shortTermLufs: -16.4,
        integratedLufs: -16.1,
        duckingDb: tick % 120 < 40 ? -8 : 0,
        limiterDb: tick % 50 < 8 ? -1.4 : 0,
      },
      speakers: speakers.map((s, i) => ({ userId: s.userId, ...level(i * 1.7) })),
    });
  }, 50);
});

if (query.has('live')) double.setLive(sampleDesk());
Object.assign(window, { double, store, sampleCheck });
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
