import { expect, test } from 'vitest';
import { Emitter } from '../../../src/main/support/emitter';

test('a listener that throws does not keep the others from hearing', () => {
  const errors: unknown[] = [];
  const heard: number[] = [];
  const emitter = new Emitter<number>((error) => errors.push(error));
  emitter.on(() => {
    throw new Error('broken view');
  });
  emitter.on((value) => heard.push(value));
  emitter.emit(7);
  expect(heard).toEqual([7]);
  expect(errors).toHaveLength(1);
});

test('unsubscribing while an event goes out is safe', () => {
  const heard: string[] = [];
  const emitter = new Emitter<void>();
  const off = emitter.on(() => {
    heard.push('a');
    off();
  });
  emitter.on(() => heard.push('b'));
  emitter.emit();
  emitter.emit();
  expect(heard).toEqual(['a', 'b', 'b']);
});
