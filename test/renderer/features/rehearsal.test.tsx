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

it('begins anew in another size, and says what does not go together', async () => {
  const { panel, double } = await openPanel();
  const part = within(panel).getByRole('region', { name: 'Size of the server' });
  const fill = (name: string, value: string) =>
    fireEvent.change(within(part).getByLabelText(name), { target: { value } });
  const start = () =>
    within(part).getByRole<HTMLButtonElement>('button', { name: 'Begin anew in this size' });
  fill('Members', '100');
  fill('In rooms', '200');
  expect(within(part).getByRole('alert').textContent).toBe('More people in rooms than there are members.');
  expect(start().disabled).toBe(true);
  fill('Members', '2000');
  fill('More rooms', '451');
  expect(within(part).getByRole('alert').textContent).toBe('More rooms: a whole number from 0 to 450.');
  fill('More rooms', '60');
  fireEvent.click(start());
  await screen.findByText('The practice server has 2,000 members, 60 more rooms and 200 people in rooms');
  const asked = double.calls.filter(({ channel }) => /^accounts\.(signOut|startPractice)$/.test(channel));
  expect(asked.slice(-2).map(({ channel, input }) => [channel, input])).toEqual([
    ['accounts.signOut', undefined],
    ['accounts.startPractice', { seed: null, size: { members: 2_000, rooms: 60, inVoice: 200 } }],
  ]);
});
