import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConsoleRig } from './console-support';

let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.create();
});
afterEach(() => rig.close());

it('integrated loudness counts from the moment it is reset, also when frames pulled ahead are taken back', async () => {
  const one = '0.5*sin(997*2*PI*t)';
  rig.load('a', await rig.make('a.wav', `aevalsrc=${one}|${one}:s=48000:d=12`));
  await rig.ready('a');
  // As the engine does it: what was pulled ahead comes back before a hand.
  rig.console.onHand(() => rig.console.takeBack(3));
  await rig.pull(150);
  expect(rig.console.takeLevels().integratedLufs).toBeCloseTo(-6, 0);
  rig.console.setMaster(-20);
  await rig.pull(5);
  rig.console.resetLoudness();
  expect(rig.console.takeLevels()).toMatchObject({ integratedLufs: null });
  await rig.pull(150);
  const { integratedLufs, shortTermLufs } = rig.console.takeLevels();
  expect(integratedLufs).toBeCloseTo(-26, 0);
  expect(shortTermLufs).toBeCloseTo(-26, 0);
});
