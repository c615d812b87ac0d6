import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ReviewHost } from '../../../../src/main/review-process/port';
import { ReviewService } from '../../../../src/main/services/recordings/review-service';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

let sessionDir: string;
beforeEach(async () => {
  sessionDir = await mkdtemp(join(tmpdir(), 'roomtone-journal-'));
});
afterEach(() => rm(sessionDir, { recursive: true, force: true }));

it('a journal is read once for all who need it, and anew while it is written or once it is another one', async () => {
  const host: ReviewHost = {
    send: () => undefined,
    connectAudio: () => undefined,
    onEvent: () => () => undefined,
    close: async () => undefined,
  };
  const review = await ReviewService.create({
    host,
    sessionOf: () => Promise.reject(new Error('not asked for')),
    openId: () => null,
    clock: new SteppedClock(0),
    logger: silentLogger,
  });
  const session = { recordingId: 'one', sessionDir, live: false };
  const first = review.journal(session);
  expect(review.journal(session)).toBe(first);
  expect(review.journal({ ...session, live: true })).not.toBe(first);
  review.forget('one');
  expect(review.journal(session)).not.toBe(first);
  expect(await first).toEqual({ entries: [], unreadable: 0 });
  await review.close();
});
