import { describe, expect, it } from 'vitest';
import type { RendererApi } from '../../../src/renderer/api';
import { DIRECT, selectUnreadTotal } from '../../../src/renderer/state/read-states/selectors';
import { createAppStore } from '../../../src/renderer/state/store';
import { createPracticeDouble } from '../../support/practice-double';

async function aStore() {
  const double = createPracticeDouble({ signedIn: true, fullDesk: true });
  const store = createAppStore(double.api as RendererApi);
  await store.start();
  return { double, store };
}

describe('read states', () => {
  it('add up for each guild, and apart for conversations', async () => {
    const { double, store } = await aStore();
    expect(selectUnreadTotal(double.guildId)(store.getState())).toEqual({ unread: 6, mentions: 1 });
    expect(selectUnreadTotal(DIRECT)(store.getState())).toEqual({ unread: 1, mentions: 1 });
    double.unread('301', 3, 2);
    expect(selectUnreadTotal(double.guildId)(store.getState())).toEqual({ unread: 9, mentions: 3 });
    await store.close();
  });

  it('keep the identity of totals when nothing counts differently', async () => {
    const { double, store } = await aStore();
    const before = selectUnreadTotal(double.guildId)(store.getState());
    store.actions.readStates.changed(await double.api.messages.readStates());
    expect(selectUnreadTotal(double.guildId)(store.getState())).toBe(before);
    await store.close();
  });

  it('show a channel as read before main has answered, and tell main up to where', async () => {
    const { double, store } = await aStore();
    const newest = store.getState().readStates.byChannel['302']?.lastMessageId;
    const marked = store.actions.readStates.markRead('302');
    expect(store.getState().readStates.byChannel['302']).toMatchObject({ unread: 0, mentions: 0 });
    await marked;
    const asked = double.calls.filter((call) => call.channel === 'messages.markRead');
    expect(asked.map((call) => call.input)).toEqual([{ channelId: '302', messageId: newest }]);
    await store.close();
  });

  it('ask main nothing for what is read already', async () => {
    const { double, store } = await aStore();
    await store.actions.readStates.markRead('301');
    await store.actions.readStates.markRead('302');
    await store.actions.readStates.markRead('302');
    expect(double.calls.filter((call) => call.channel === 'messages.markRead')).toHaveLength(1);
    await store.close();
  });

  it('read a whole guild and leave the conversations unread', async () => {
    const { double, store } = await aStore();
    await store.actions.readStates.markAllRead(double.guildId);
    expect(selectUnreadTotal(double.guildId)(store.getState())).toEqual({ unread: 0, mentions: 0 });
    expect(selectUnreadTotal(DIRECT)(store.getState())).toEqual({ unread: 1, mentions: 1 });
    await store.actions.readStates.markAllRead(null);
    expect(selectUnreadTotal(DIRECT)(store.getState())).toEqual({ unread: 0, mentions: 0 });
    await store.close();
  });
});
