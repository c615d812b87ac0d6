import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createSessionRecorder } from '../../src/main/recording';
import { createChildReviewHost } from '../../src/main/review-process/child-host';
import type { ReviewEvent } from '../../src/main/review-process/protocol';
import { silentLogger } from '../../src/main/support/logger';
import { SteppedClock } from '../support/stepped-clock';
import { record, temporaryFolder } from './recording-support';

it('the review process opens a session, takes commands and ends when it is told', async () => {
  const sessionDir = join(await temporaryFolder(), 'one');
  const clock = new SteppedClock();
  const recorder = await createSessionRecorder(
    { sessionDir, title: 't', guild: { id: '1', name: 'g' }, channel: { id: '2', name: 'c' } },
    { clock },
  );
  const speaker = {
    userId: '10',
    ssrc: 1,
    clicksMs: [],
    pauses: 'counts',
    firstSequence: 0,
    firstTimestamp: 0,
  } as const;
  await record(recorder, clock, [{ ...speaker, talks: [[0, 3_000]] }], 3_000);
  await recorder.stop();

  const child = fork('src/main/review-process/entry.ts', { execArgv: ['--import', 'tsx'] });
  const host = createChildReviewHost({
    spawn: () => ({
      send: (message) => void child.send(message as object),
      onMessage: (listener) => {
        child.on('message', listener);
        return () => child.off('message', listener);
      },
      onExit: (listener) => {
        child.once('exit', listener);
        return () => child.off('exit', listener);
      },
      kill: () => void child.kill(),
    }),
    logger: silentLogger,
  });
  const next = (): Promise<ReviewEvent> =>
    new Promise((resolve) => {
      const stop = host.onEvent((event) => {
        stop();
        resolve(event);
      });
    });
  let event = next();
  host.send({
    type: 'open',
    recordingId: 'one',
    sessionDir,
    durationMs: 3_000,
    tracks: [
      { trackId: 'a', path: join(sessionDir, 'tracks', '01-Member-10-10.opus') },
      { trackId: 'b', path: join(sessionDir, 'tracks', 'nobody.opus') },
    ],
  });
  expect(await event).toMatchObject({
    type: 'state',
    state: {
      kind: 'paused',
      durationMs: 3_000,
      unreadable: [{ trackId: 'b', reason: 'the file is missing' }],
    },
  });
  event = next();
  host.send({ type: 'seek', positionMs: 1_234 });
  expect(await event).toMatchObject({ state: { kind: 'paused', positionMs: 1_234 } });
  event = next();
  host.send({ type: 'repair', requestId: 9, sessionDir });
  expect(await event).toEqual({ type: 'repaired', requestId: 9, outcome: 'whole', reason: '' });
  const ended = once(child, 'exit');
  await host.close();
  expect((await ended)[0]).toBe(0);
});
