import { afterEach, beforeEach, expect, test } from 'vitest';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import { RehearsalService } from '../../src/main/services/practice';
import { systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';
import type { Rehearsal } from '../../src/shared/models/practice';
import { StormInput } from '../../src/shared/models/practice-storm';
import { TroubleSettings } from '../../src/shared/models/practice-trouble';
import { RawGateway } from './practice-server/clients';

let server: PracticeServer | null;
let rehearsal: RehearsalService;
let shown: Rehearsal[];
beforeEach(async () => {
  server = await startPracticeServer({ startVoice: null, scripted: false, identifyIntervalMs: 0 });
  shown = [];
  rehearsal = new RehearsalService({
    address: () => server && { rest: server.rest, controlToken: new Secret(server.controlToken) },
    clock: systemClock,
    logger: silentLogger,
  });
  rehearsal.onChanged((state) => shown.push(state));
  await rehearsal.serverChanged();
});
afterEach(async () => {
  rehearsal.close();
  await server?.close();
});

/** The next state that matches, whenever it comes. */
function until(matches: (state: Rehearsal) => boolean): Promise<Rehearsal> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`not so: ${JSON.stringify(rehearsal.state)}`)), 5000);
    const off = rehearsal.onChanged((state) => {
      if (!matches(state)) return;
      clearTimeout(limit);
      off();
      resolve(state);
    });
  });
}

test('what is turned is in force on the server and told to the window', async () => {
  expect(shown.at(-1)).toMatchObject({ available: true, storm: { running: false } });
  const settings = TroubleSettings.parse({ gateway: { latencyMs: 70, cut: { everyMs: 30_000 } } });
  expect(await rehearsal.setTrouble(settings)).toMatchObject({ trouble: settings });
  expect(server?.hub.trouble.settings).toMatchObject({ latencyMs: 70 });
  expect(shown.at(-1)?.trouble.gateway.cut).toEqual({ everyMs: 30_000, code: null });
});

test('trouble with an end is shown as over when it is over', async () => {
  await rehearsal.setTrouble(TroubleSettings.parse({ gateway: { latencyMs: 70, forMs: 300 } }));
  const calm = await until((state) => state.trouble.gateway.latencyMs === 0);
  expect(calm.trouble).toEqual(TroubleSettings.parse({}));
});

test('a storm is followed to its end with exact counts, and calm ends one at once', async () => {
  const input = StormInput.parse({ eventsPerSecond: 500, forMs: 1_000 });
  expect((await rehearsal.startStorm(input)).storm).toMatchObject({ running: true, planned: 500 });
  const over = await until((state) => !state.storm.running);
  expect(over.storm.done).toBe(500);
  await rehearsal.startStorm({ ...input, forMs: 60_000 });
  const calm = await rehearsal.calm();
  expect(calm.storm.running).toBe(false);
});

test('incidents happen now', async () => {
  const running = server as PracticeServer;
  const gateway = new RawGateway(running.gateway);
  await gateway.op(10);
  gateway.identify(running.token, 1);
  await gateway.dispatch('READY');
  await rehearsal.incident({ kind: 'heartbeat' });
  expect((await gateway.op(1)).d).toBeNull();
  await rehearsal.incident({ kind: 'cut', code: 4000 });
  expect(await gateway.closed()).toBe(4000);
});

test('without a practice server there is nothing to turn', async () => {
  const running = server as PracticeServer;
  server = null;
  await rehearsal.serverChanged();
  expect(shown.at(-1)?.available).toBe(false);
  await expect(rehearsal.calm()).rejects.toMatchObject({ code: 'practice/stopped' });
  await running.close();
});
