import { expect, test } from 'vitest';
import { Scope } from '../../../src/main/support/scope';

test('ends what it owns, last first, and waits for each', async () => {
  const order: string[] = [];
  const scope = new Scope();
  scope.add(() => void order.push('first'));
  scope.add(async () => {
    await Promise.resolve();
    order.push('second');
  });
  await scope.close();
  expect(order).toEqual(['second', 'first']);
});

test('closing twice is the same as once', async () => {
  let count = 0;
  const scope = new Scope();
  scope.add(() => {
    count += 1;
  });
  await Promise.all([scope.close(), scope.close()]);
  expect(count).toBe(1);
});

test('one failing disposal does not keep the others from ending', async () => {
  const scope = new Scope();
  let ended = false;
  scope.add(() => {
    ended = true;
  });
  scope.add(() => {
    throw new Error('socket is stuck');
  });
  await expect(scope.close()).rejects.toMatchObject({ errors: [{ message: 'socket is stuck' }] });
  expect(ended).toBe(true);
});

test('what is added late ends at once', async () => {
  const scope = new Scope();
  await scope.close();
  let ended = false;
  scope.add(() => {
    ended = true;
  });
  expect(ended).toBe(true);
});

test('a child ends with its parent and aborts its signal', async () => {
  const parent = new Scope();
  const child = parent.child();
  await parent.close();
  expect(child.closed).toBe(true);
  expect(child.signal.aborted).toBe(true);
});
