import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { composerStrings } from '../../../src/renderer/strings/composer';
import { button, press, renderApp, type } from '../support/render-app';

/** The desk is loaded when it is first wanted. */
const SLOW = { timeout: 8_000 };

async function openMessages() {
  const app = await renderApp();
  press('2', { ctrlKey: true });
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message #general' }, SLOW);
  await waitFor(() =>
    expect(app.store.getState().messages.byChannel[app.double.general]?.load.kind).toBe('ready'),
  );
  return { ...app, field };
}

describe('messages', { timeout: 20_000 }, () => {
  it('sends with Enter, keeps the line with Shift+Enter', async () => {
    const { double, field } = await openMessages();
    type(field, 'first line');
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(double.calls.some((c) => c.channel === 'outbox.submit')).toBe(false);
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(double.calls.some((c) => c.channel === 'outbox.submit')).toBe(true));
    expect(field.value).toBe('');
  });

  it('does not send what is too long and says by how much', async () => {
    const { double, field } = await openMessages();
    type(field, 'x'.repeat(2_003));
    await screen.findByText(composerStrings.over(3));
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(double.calls.some((c) => c.channel === 'outbox.submit')).toBe(false);
    type(field, 'x'.repeat(1_999));
    await screen.findByText(composerStrings.used(1_999, 2_000));
    expect(screen.queryByText(/too many/)).toBeNull();
  });

  it('keeps a draft for each channel', async () => {
    const { double, store, field } = await openMessages();
    type(field, 'half a thought');
    fireEvent.click(button(/^show-notes/));
    const other = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message #show-notes' });
    expect(other.value).toBe('');
    fireEvent.click(button(/^general/));
    const back = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message #general' });
    expect(back.value).toBe('half a thought');
    await store.actions.drafts.flush();
    const saved = double.calls.filter((call) => call.channel === 'drafts.save');
    expect(saved.at(-1)?.input).toMatchObject({
      key: `channel:${double.general}`,
      body: { content: 'half a thought' },
    });
  });

  it('explains a channel one may only read', async () => {
    await openMessages();
    fireEvent.click(button(/^announcements/));
    await screen.findAllByText('The bot may read here and not write.');
    expect(screen.queryByRole('textbox', { name: /^Message/ })).toBeNull();
  });

  it('says why the history cannot be read and reads it again on demand', async () => {
    const { double } = await renderApp();
    const { AppError } = await import('../../../src/shared/errors/app-error');
    const restore = double.answer('messages.list', () => {
      throw new AppError('rest/network', 'down', { retryable: true });
    });
    press('2', { ctrlKey: true });
    await screen.findByText('The messages could not be read');
    restore();
    fireEvent.click(button('Try again'));
    await waitFor(() => expect(screen.queryByText('The messages could not be read')).toBeNull());
    await screen.findByRole('log');
  });

  it('names the permissions that reading a history takes', async () => {
    const { double } = await renderApp();
    const { AppError } = await import('../../../src/shared/errors/app-error');
    double.answer('messages.list', () => {
      throw new AppError('rest/missing-permission', '403');
    });
    press('2', { ctrlKey: true });
    expect(await screen.findByText(/View Channel and Read Message History/, {}, SLOW)).toBeTruthy();
  });
});
