import type { Page } from '@playwright/test';

interface PageWindow {
  latencies: number[];
  document: {
    querySelector(css: string): Field | null;
  };
  requestAnimationFrame(then: () => void): void;
  MessageChannel: new () => {
    port1: { onmessage: (() => void) | null };
    port2: { postMessage(value: unknown): void };
  };
}
interface Field {
  focus(): void;
  value: string;
  addEventListener(type: 'keydown' | 'input', heard: (event: { timeStamp: number }) => void): void;
}

/** Odd against the 16.7 ms of a frame, so that keys do not fall into step with it. */
const PAUSE_MS = 61;
const TEXT = 'The quick brown fox **jumps** over the lazy dog, again and again, until the line is full. ';

/**
 * Types `keys` letters with real key events and answers, for each, the time from the key (as the browser stamped it)
 * to the end of the frame that painted the letter, ms.
 */
export async function measureTyping(page: Page, keys: number): Promise<number[]> {
  await page.evaluate(() => {
    const self = globalThis as unknown as PageWindow;
    const field = self.document.querySelector('textarea[id^="text-"]');
    if (!field) throw new Error('no composer is shown');
    self.latencies = [];
    let pressedMs = 0;
    field.addEventListener('keydown', (event) => {
      pressedMs = event.timeStamp;
    });
    field.addEventListener('input', () => {
      const fromMs = pressedMs;
      self.requestAnimationFrame(() => {
        // A task after the frame's callback runs once the frame has been painted.
        const channel = new self.MessageChannel();
        channel.port1.onmessage = () => self.latencies.push(performance.now() - fromMs);
        channel.port2.postMessage(null);
      });
    });
    field.focus();
  });
  for (let at = 0; at < keys; at += 1) {
    await page.keyboard.press(TEXT[at % TEXT.length] ?? 'x');
    await page.waitForTimeout(PAUSE_MS);
  }
  const latencies = await page.evaluate(() => (globalThis as unknown as PageWindow).latencies);
  if (latencies.length < keys * 0.9)
    throw new Error(`only ${latencies.length} of ${keys} letters were painted`);
  return latencies;
}
