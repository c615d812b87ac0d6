import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, startDesk } from './outbox-support';

describe('the outbox', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(async () => {
    await desk.close();
    await desk.server.close();
  });

  it('posts plain text to a channel under its nonce, and tells each state on the way', async () => {
    const states: string[] = [];
    desk.api.outbox.onChanged(({ upserted }) => states.push(...upserted.map(({ state }) => state.kind)));
    const entry = await desk.submit({ body: { content: 'Doors open at eight' } });
    expect(entry.where).toMatch(/^#.+ · .+$/);
    expect(entry.channelId).toBe(desk.channelId);

    const sent = await desk.reaches(entry.entryId, 'sent');
    const page = await desk.api.messages.list({
      channelId: desk.channelId,
      from: { kind: 'newest' },
      limit: 5,
    });
    const newest = page.messages.at(-1);
    expect(newest).toMatchObject({ content: 'Doors open at eight', messageId: sent.state.messageId });
    expect(states.at(-1)).toBe('sent');
  });
});
