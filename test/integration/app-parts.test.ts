import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInProcessArchiveHost } from '../../src/main/archive-process/in-process';
import { createInProcessJobHost } from '../../src/main/export-process/in-process';
import { createHeadlessApp } from '../../src/main/headless';
import { createInProcessReviewHost } from '../../src/main/review-process/in-process';
import { createInProcessVoiceHost } from '../../src/main/voice-process/in-process';
import { createInMemoryTransport } from '../support/in-memory-transport';

describe('the parts of the app', () => {
  let dataDir: string;
  let ended: string[];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'roomtone-parts-'));
    ended = [];
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  /** The host itself, which also writes down that it was closed. */
  const noted = <T extends { close(): Promise<void> | void }>(name: string, host: T): T => {
    const close = host.close.bind(host);
    host.close = () => {
      ended.push(name);
      return close();
    };
    return host;
  };

  const start = () => {
    const { transport, window } = createInMemoryTransport();
    const app = createHeadlessApp(
      {
        version: '0.0.0-test',
        electronVersion: null,
        dataDir,
        recordingsDir: join(dataDir, 'recordings'),
        practiceVoicesDir: join(process.cwd(), 'resources', 'practice-voices'),
        checkOutputs: true,
      },
      {
        transport,
        dialogs: { pickAudioFiles: async () => [], pickFiles: async () => [], showInFolder: () => undefined },
        logSink: () => undefined,
        voiceHost: noted('voice', createInProcessVoiceHost()),
        reviewHost: noted('review', createInProcessReviewHost()),
        archiveHost: noted('archive', createInProcessArchiveHost()),
        jobHost: noted('export', createInProcessJobHost()),
      },
    );
    return { app, window };
  };

  it('end in one order, whichever was ready first: calls, then the library, then what was written', async () => {
    const { app, window } = start();
    const { close } = await app;
    expect(await window.invoke('app.info', undefined)).toMatchObject({ ok: true });
    await close();
    expect(ended).toEqual(['voice', 'export', 'review', 'archive']);
  });

  it('that were made are ended when another cannot be, and the failure is told', async () => {
    await mkdir(join(dataDir, 'outbox.jsonl'));
    await expect(start().app).rejects.toThrow(/EISDIR/);
    await expect.poll(() => [...ended].sort()).toEqual(['archive', 'export', 'review']);
  });
});
