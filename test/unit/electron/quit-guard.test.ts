import { expect, test } from 'vitest';
import { QuitGuard } from '../../../src/main/electron/quit-guard';
import { silentLogger } from '../../../src/main/support/logger';

function aGuard(atStake: () => string | null) {
  const asked: { stake: string; answer: (agreed: boolean) => void; fail: (error: Error) => void }[] = [];
  let quits = 0;
  const guard = new QuitGuard<string>({
    atStake,
    ask: (stake) => new Promise((answer, fail) => asked.push({ stake, answer, fail })),
    quit: () => {
      quits += 1;
    },
    logger: silentLogger,
  });
  return { guard, asked, quits: () => quits };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('with nothing at stake the app ends unasked', () => {
  const { guard, asked } = aGuard(() => null);
  expect(guard.mayEnd()).toBe(true);
  expect(asked).toEqual([]);
});

test('on air it asks once however often the window is closed, and stays when told so', async () => {
  const { guard, asked, quits } = aGuard(() => 'on air');
  expect([guard.mayEnd(), guard.mayEnd(), guard.mayEnd()]).toEqual([false, false, false]);
  expect(asked.map(({ stake }) => stake)).toEqual(['on air']);
  asked[0]?.answer(false);
  await turn();
  expect(quits()).toBe(0);
  // The next slip asks again.
  expect(guard.mayEnd()).toBe(false);
  expect(asked).toHaveLength(2);
});

test('agreed, it ends the app and lets every later attempt pass', async () => {
  const { guard, asked, quits } = aGuard(() => 'on air');
  guard.mayEnd();
  asked[0]?.answer(true);
  await turn();
  expect(quits()).toBe(1);
  expect(guard.mayEnd()).toBe(true);
});

test('who cannot be asked has not agreed', async () => {
  const { guard, asked, quits } = aGuard(() => 'on air');
  guard.mayEnd();
  asked[0]?.fail(new Error('no window'));
  await turn();
  expect(quits()).toBe(0);
  expect(guard.mayEnd()).toBe(false);
});

test('a system that shuts down asks nothing, not even while the question stands', async () => {
  const { guard, asked, quits } = aGuard(() => 'on air');
  guard.mayEnd();
  guard.agree();
  expect(guard.mayEnd()).toBe(true);
  asked[0]?.answer(false);
  await turn();
  expect(guard.mayEnd()).toBe(true);
  expect(quits()).toBe(0);
});
