import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import { App } from '../../../src/renderer/features/shell';
import { type CaptureListener, type Sound, SoundProvider } from '../../../src/renderer/features/sound';
import { StoreProvider } from '../../../src/renderer/state/react';
import { type AppStore, createAppStore } from '../../../src/renderer/state/store';
import {
  createPracticeDouble,
  type PracticeDouble,
  type PracticeDoubleOptions,
} from '../../support/practice-double';

/** A sound without loudspeakers: says what it was asked to do. */
export function aSound(): Sound & { asked: string[]; captured: Set<CaptureListener> } {
  const asked: string[] = [];
  const captured = new Set<CaptureListener>();
  return {
    asked,
    subscribeLevel: () => () => undefined,
    subscribeConsole: () => () => undefined,
    startDesk: async () => void asked.push('startDesk'),
    stopDesk: () => void asked.push('stopDesk'),
    wantInput: (input, wanted) => void asked.push(`wantInput ${input} ${wanted === null ? 'off' : 'on'}`),
    reconnect: async () => void asked.push('reconnect'),
    retryInput: (input) => void asked.push(`retryInput ${input}`),
    refreshDevices: () => undefined,
    onCapture: (listener) => {
      captured.add(listener);
      return () => captured.delete(listener);
    },
    captured,
    startCall: async () => void asked.push('startCall'),
    stopCall: () => void asked.push('stopCall'),
    openReview: async () => void asked.push('openReview'),
    closeReview: () => void asked.push('closeReview'),
    setReviewGain: () => undefined,
    reviewPositionMs: () => null,
    close: () => undefined,
  };
}

const open: AppStore[] = [];

afterEach(async () => {
  cleanup();
  for (const store of open.splice(0)) await store.close();
  delete document.documentElement.dataset.ready;
  sessionStorage.clear();
});

/** The whole window on the contract double, started and ready. */
export async function renderApp(options: PracticeDoubleOptions = { signedIn: true }): Promise<{
  double: PracticeDouble;
  store: AppStore;
  sound: ReturnType<typeof aSound>;
}> {
  const double = createPracticeDouble(options);
  const store = createAppStore(double.api as RendererApi);
  const sound = aSound();
  open.push(store);
  render(
    <StoreProvider value={store}>
      <SoundProvider value={sound}>
        <App />
      </SoundProvider>
    </StoreProvider>,
  );
  await store.start();
  await waitFor(() => {
    if (document.documentElement.dataset.ready !== 'true') throw new Error('not ready');
  });
  return { double, store, sound };
}

export function button(name: string | RegExp): HTMLElement {
  return screen.getByRole('button', { name });
}

export function press(key: string, more: KeyboardEventInit = {}): void {
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
}

/** Puts text in a field that React does not control, or does. */
export function type(field: HTMLElement, value: string): void {
  fireEvent.change(field, { target: { value } });
}
