import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { CALM } from '../../../src/shared/models/practice';
import { TroubleSettings } from '../../../src/shared/models/practice-trouble';
import { renderApp } from '../support/render-app';

const click = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

async function openPanel() {
  const app = await renderApp();
  act(() => app.store.actions.rehearsal.show(true));
  const panel = await screen.findByRole('dialog', { name: 'Rehearsal' });
  await within(panel).findByRole('heading', { name: 'Rehearsal' });
  const called = (name: string) => app.double.calls.filter(({ channel }) => channel === `practice.${name}`);
  return { ...app, panel, called };
}

it('turns a preset on, says so at the top of the window, and goes back to calm by one click', async () => {
  const { called } = await openPanel();
  click(/^Bad Wi-Fi/);
  // In the rail, and beside the connection.
  expect(await screen.findAllByRole('button', { name: 'Rehearsal: Bad Wi-Fi', hidden: true })).toHaveLength(
    2,
  );
  expect(screen.getByRole('button', { name: /^Bad Wi-Fi/ }).getAttribute('aria-pressed')).toBe('true');
  expect(called('setTrouble').at(-1)?.input).toMatchObject({ gateway: { latencyMs: 150 } });
  fireEvent.click(screen.getAllByRole('button', { name: 'Back to calm', hidden: true })[0] as HTMLElement);
  await waitFor(() => {
    expect(screen.queryByRole('button', { name: 'Rehearsal: Bad Wi-Fi', hidden: true })).toBeNull();
  });
});

it('starts and stops a storm, and tells how far it is', async () => {
  const { called } = await openPanel();
  click('Start for a minute');
  await screen.findByText('0 of 18,000 changes made');
  expect(called('startStorm').at(-1)?.input).toMatchObject({ eventsPerSecond: 300, forMs: 60_000 });
  click('Stop the storm');
  await screen.findByRole('button', { name: 'Start for a minute' });
});

it('a dial moved by the keyboard is sent when it is let go', async () => {
  const { panel, called } = await openPanel();
  const dial = within(panel).getByRole('slider', { name: 'Events: Doubled' });
  fireEvent.keyDown(dial, { key: 'ArrowRight' });
  await waitFor(() => expect(called('setTrouble')).toHaveLength(1));
  expect(called('setTrouble')[0]?.input).toMatchObject({ gateway: { duplicateRate: 0.01 } });
  await waitFor(() => expect(dial.getAttribute('aria-valuetext')).toBe('1 %'));
});

it('makes things happen once', async () => {
  const { called } = await openPanel();
  click('Cut the line');
  await waitFor(() => expect(called('incident')[0]?.input).toEqual({ kind: 'cut', code: null }));
});

it('shows what somebody else turned on, on every desk, and nothing without a practice server', async () => {
  const { double, store } = await renderApp();
  const trouble = TroubleSettings.parse({ gateway: { latencyMs: 33 } });
  act(() => double.emit('practice', 'rehearsalChanged', { ...CALM, available: true, trouble }));
  expect(await screen.findAllByRole('button', { name: 'Rehearsal: Own mix' })).toHaveLength(2);
  act(() => store.actions.view.goTo('library'));
  await waitFor(() => expect(screen.getAllByRole('button', { name: 'Rehearsal: Own mix' })).toHaveLength(1));
  act(() => double.emit('practice', 'rehearsalChanged', CALM));
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Rehearsal/ })).toBeNull());
});
