import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { press, renderApp } from '../support/render-app';

async function sheet() {
  const app = await renderApp({});
  press('?');
  const dialog = await screen.findByRole('dialog', { name: 'Keys' }, { timeout: 10_000 });
  const field = (label: string) =>
    within(dialog).getByRole('button', { name: new RegExp(`^Change the key of “${label}”`) });
  const choose = (label: string, key: string, more: KeyboardEventInit = {}) => {
    field(label).focus();
    fireEvent.click(field(label));
    fireEvent.keyDown(field(label), { key, ...more });
  };
  return { ...app, dialog, field, choose, keys: () => app.store.getState().settings.settings.keys };
}

it('a key is changed by choosing it and pressing another, and comes back as it was', async () => {
  const { dialog, field, choose, keys } = await sheet();
  choose('Set a marker', 'b');
  await waitFor(() => expect(keys()).toEqual({ 'review.marker': 'B' }));
  expect(field('Set a marker').getAttribute('aria-label')).toContain('now B');
  fireEvent.click(within(dialog).getByRole('button', { name: 'The first key again for “Set a marker”' }));
  await waitFor(() => expect(keys()).toEqual({}));
});

it('who has a key already is told, and gives it up only when asked', async () => {
  const { dialog, choose, keys } = await sheet();
  choose('Make a clip of the stretch', 'm');
  const alert = await within(dialog).findByRole('alert');
  expect(alert.textContent).toContain('M is taken: Set a marker.');
  expect(keys()).toEqual({});
  fireEvent.click(within(alert).getByRole('button', { name: 'Use it here' }));
  await waitFor(() => expect(keys()).toEqual({ 'review.clip': 'M', 'review.marker': null }));
  fireEvent.click(within(dialog).getByRole('button', { name: 'All keys of Review as at the start' }));
  await waitFor(() => expect(keys()).toEqual({}));
});

it('keys of the whole window and of lists are refused, and Escape leaves it as it was', async () => {
  const { dialog, choose, field, keys } = await sheet();
  choose('Set a marker', 'k', { ctrlKey: true });
  expect((await within(dialog).findByRole('alert')).textContent).toContain('Mod+K cannot be used here');
  choose('Set a marker', 'ArrowDown');
  expect((await within(dialog).findByRole('alert')).textContent).toContain('ArrowDown cannot be used here');
  choose('Set a marker', 'Escape');
  await waitFor(() => expect(field('Set a marker').getAttribute('aria-pressed')).toBe('false'));
  expect(dialog.isConnected).toBe(true);
  expect(keys()).toEqual({});
});
