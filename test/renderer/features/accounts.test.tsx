import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ADVICE } from '../../../src/renderer/advice';
import { ERROR_CODES } from '../../../src/shared/errors/app-error';
import { button, renderApp, type } from '../support/render-app';

const TOKEN = 'MTA1.secret-token-planted-for-this-test.value';

async function connectDialog() {
  fireEvent.click(button('Connect a bot'));
  const dialog = await screen.findByRole('dialog', { name: 'Connect a bot' });
  return { dialog, field: within(dialog).getByLabelText<HTMLInputElement>('Bot token') };
}

describe('signing in', () => {
  it('starts the practice server with one click', async () => {
    await renderApp({});
    fireEvent.click(button('Start practising'));
    await screen.findByRole('heading', { name: 'Practice Guild' });
    expect(button(/^Lobby/)).toBeTruthy();
  });

  it('hands the token on and keeps nothing of it', async () => {
    const { double, store } = await renderApp({});
    const { dialog, field } = await connectDialog();
    expect(field.type).toBe('password');
    field.value = TOKEN;
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }));
    await screen.findByRole('heading', { name: 'Practice Guild' });
    expect(double.calls.find((c) => c.channel === 'accounts.connectBot')?.input).toMatchObject({
      token: TOKEN,
    });
    expect(JSON.stringify(store.getState())).not.toContain('secret-token');
    expect(document.documentElement.outerHTML).not.toContain('secret-token');
    expect(field.value).toBe('');
  });

  it('empties the field and says what to do when the token is wrong', async () => {
    await renderApp({});
    const { dialog, field } = await connectDialog();
    field.value = 'short';
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }));
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toMatch(/does not accept this token/);
    expect(field.value).toBe('');
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('says where a remembered token rests', async () => {
    await renderApp({});
    const { dialog } = await connectDialog();
    const remember = within(dialog).getByLabelText('Remember this account');
    const id = remember.getAttribute('aria-describedby');
    expect(id && document.getElementById(id)?.textContent).toMatch(/no keychain/);
  });

  it('passes an address from Advanced', async () => {
    const { double } = await renderApp({});
    const { dialog, field } = await connectDialog();
    field.value = TOKEN;
    type(within(dialog).getByLabelText('Server address'), 'http://127.0.0.1:4010/api');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Connect' }));
    await waitFor(() =>
      expect(double.calls.find((c) => c.channel === 'accounts.connectBot')?.input).toMatchObject({
        baseUrl: 'http://127.0.0.1:4010/api',
      }),
    );
  });

  it('reaches the library without an account', async () => {
    await renderApp({});
    fireEvent.click(button('Open the library'));
    await screen.findByRole('heading', { name: 'Library' });
  });
});

it('has advice for every error code: what happened, what is safe, what to do', () => {
  for (const code of ERROR_CODES) {
    const advice = ADVICE[code];
    for (const part of [advice.title, advice.safe, advice.next]) expect(part.length).toBeGreaterThan(8);
  }
});
