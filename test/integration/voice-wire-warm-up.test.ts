import { describe, expect, it } from 'vitest';
import { warmUp } from '../../src/main/discord/voice/wire/warm-up';

const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'UDPWrap').length;

describe('warming up the wire', () => {
  it('runs the slots it is told to without waiting for them, and leaves no socket open', async () => {
    const before = sockets();
    const startMs = performance.now();

    await expect(warmUp({ slots: 500, durationMs: 8_000 })).resolves.toBe(500);

    // 500 slots are ten seconds.
    expect(performance.now() - startMs).toBeLessThan(8_000);
    await new Promise(setImmediate);
    expect(sockets()).toBe(before);
  });

  it('ends when its time is over, however many slots are left', async () => {
    const slots = await warmUp({ slots: 1_000_000_000, durationMs: 30 });

    expect(slots).toBeGreaterThan(0);
    expect(slots).toBeLessThan(1_000_000_000);
  });
});
