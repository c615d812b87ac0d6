import { act, fireEvent, renderHook, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useAttempt } from '../../../src/renderer/features/trouble';
import { StoreProvider } from '../../../src/renderer/state/react';
import { button, press, renderApp } from '../support/render-app';

async function withKeySheet() {
  const app = await renderApp({});
  press('?');
  const dialog = await screen.findByRole('dialog', { name: 'Keys' }, { timeout: 10_000 });
  const say = (title: string, run = () => undefined) =>
    act(() => void app.store.actions.view.toast({ title, action: { label: 'Undo', run } }));
  return { ...app, dialog, say };
}

it('are put away by a key, the latest first, also out of a dialog and while somebody types', async () => {
  const { dialog, say } = await withKeySheet();
  say('First');
  say('Second');
  screen.getByRole('searchbox').focus();
  press('F8');
  await waitFor(() => expect(screen.queryByText('Second')).toBeNull());
  expect(screen.queryByText('First')).not.toBeNull();
  press('F8');
  await waitFor(() => expect(screen.queryByText('First')).toBeNull());
  press('F8');
  expect(dialog.isConnected).toBe(true);
});

it('say the same thing once, and ask each time', async () => {
  const { store } = await renderApp({});
  const fail = () =>
    store.actions.view.toast({ title: 'Not sent', body: 'The line is down.', tone: 'trouble' });
  const undo = () =>
    store.actions.view.toast({ title: 'Deleted', action: { label: 'Undo', run: () => undefined } });
  act(() => {
    fail();
    undo();
    undo();
    fail();
  });
  expect(store.getState().view.toasts.map(({ title }) => title)).toEqual(['Deleted', 'Deleted', 'Not sent']);
  expect(screen.getAllByText('Not sent')).toHaveLength(1);
  expect(screen.getByText('2 times')).toBeTruthy();
});

it('say once what failed in a way nobody foresaw, which is logged', async () => {
  const { double, store } = await renderApp({});
  const { result } = renderHook(() => useAttempt(), {
    wrapper: ({ children }) => <StoreProvider value={store}>{children}</StoreProvider>,
  });
  for (let time = 0; time < 3; time += 1)
    result.current(() => Promise.reject(new TypeError('not a function')));
  await screen.findByText('Something went wrong inside Roomtone');
  await waitFor(() =>
    expect(double.calls.filter(({ channel }) => channel === 'app.log').map(({ input }) => input)).toEqual(
      Array.from({ length: 3 }, () => ({
        level: 'error',
        area: 'window',
        message: expect.stringContaining('an action failed: '),
      })),
    ),
  );
  expect(store.getState().view.toasts).toHaveLength(1);
});

it('are answered without closing the dialog under them, and a press beside them closes it', async () => {
  let undone = 0;
  const { dialog, say } = await withKeySheet();
  say('Moved', () => {
    undone += 1;
  });
  // The dialog listens for presses outside of it from the next turn on.
  await new Promise((resolve) => setTimeout(resolve));
  fireEvent.pointerDown(button('Undo'), { button: 0 });
  fireEvent.click(button('Undo'));
  await waitFor(() => expect(screen.queryByText('Moved')).toBeNull());
  expect(undone).toBe(1);
  expect(dialog.isConnected).toBe(true);
  const scrim = document.querySelector('[data-state="open"]:not([role])') ?? document.body;
  fireEvent.pointerDown(scrim, { button: 0 });
  fireEvent.click(scrim);
  await waitFor(() => expect(dialog.isConnected).toBe(false));
});
