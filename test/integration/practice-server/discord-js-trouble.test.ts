import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import { type CounterpartRun, runCounterpart } from './counterpart';

/** The same session of discord.js as on a good day, under limits nobody would guess and on a bad network. */
let server: PracticeServer;
let run: CounterpartRun;
beforeAll(async () => {
  server = await startPracticeServer({
    seed: 'bad day',
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 0,
    limits: { profile: 'odd' },
    trouble: {
      rest: {
        latencyMs: 5,
        jitterMs: 20,
        clockSkewMs: 5 * 3_600_000,
        // Of three tries in a row one gets through: the library gives up after the third retry.
        faults: [1, 4, 7].map((skip) => ({
          kind: 'status' as const,
          statuses: [500, 502],
          skip,
          count: 2,
          methods: ['GET' as const],
        })),
      },
    },
  });
  run = await runCounterpart('discord-js.mjs', server.info);
});
afterAll(() => server.close());

describe('discord.js on a bad day', () => {
  it('gets to the same end', () => {
    expect(run.steps.get('failed')).toBeUndefined();
    expect(run.steps.get('clientError')).toBeUndefined();
    expect(run.steps.has('done')).toBe(true);
    expect(run.steps.get('sent')).toMatchObject({ sameForSameNonce: true, echoed: true });
    expect(run.steps.get('refused')).toEqual({ unknownChannel: 10003, hiddenChannel: 50001, status: 403 });
  });

  it('met trouble on the way', async () => {
    const response = await fetch(new URL('/practice/trouble', server.rest), {
      headers: { Authorization: `Bot ${server.controlToken}` },
    });
    const { rest } = (await response.json()) as { rest: { faults: { fired: number }[] } };
    expect(rest.faults.some(({ fired }) => fired > 0)).toBe(true);
  });
});
