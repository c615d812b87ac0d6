import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { MessageId } from '../../../src/shared/discord/snowflake';
import { renderApp } from '../support/render-app';

async function ended(more: object) {
  const app = await renderApp();
  const { double } = app;
  const messageIds = [MessageId.parse('900000000000000001'), MessageId.parse('900000000000000002')];
  const deletion = { deletionId: 'd1', channelId: double.general, messageIds, executesAtMs: Date.now() };
  double.emit('messages', 'changed', {
    changes: [{ type: 'deletionEnded', deletion, problem: null, ...more }],
  });
  return app;
}

describe('messages that could not be deleted', () => {
  it('are back with the reason of a refusal, on whatever desk one is', async () => {
    const { store } = await ended({ problem: { kind: 'missingPermission', permission: 'Manage Messages' } });
    expect(store.getState().view.desk).toBe('rooms');
    expect(await screen.findByText('2 messages are back')).toBeTruthy();
    expect(screen.getByText(/lacks Manage Messages here\. Give it that permission/)).toBeTruthy();
  });

  it('are back with what failed and what to do', async () => {
    await ended({ error: { code: 'rest/network', message: 'x', retryable: true, details: {} } });
    expect(await screen.findByText('2 messages are back')).toBeTruthy();
    expect(screen.getByText('Discord cannot be reached. Check the network, then try again.')).toBeTruthy();
  });

  it('say nothing when the person took the deletion back', async () => {
    const { store } = await ended({});
    expect(store.getState().view.toasts).toEqual([]);
  });
});
