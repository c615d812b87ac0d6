import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../fuzz/mutate';
import { churn } from '../support/dave-churn';

it('hears and is heard by members and an unmodified @discordjs/voice in one room, while people come and go', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-churn-'));
  try {
    const random = seededRandom(11);
    const report = await churn(12, (below) => random.int(below), folder);
    expect(report.late).toMatchObject({ ours: 0, ofUs: 0 });
    expect(report.strangers).toBe(0);
    expect(report.opened.ofUs).toBeGreaterThan(20);
    expect(report.opened.byUs).toBeGreaterThan(20);
    expect(report.peerHeardUs).toBeGreaterThan(100);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 90_000);
