import { ChannelId } from '@shared/discord/snowflake';
import { EMPTY_BODY } from '@shared/models/message-body';
import type { OutboxEntry, OutboxState } from '@shared/models/outbox';
import type { StoredEntry } from '../../../../src/main/services/outbox/stored-entry';

export const A_CHANNEL = ChannelId.parse('200000000000000001');

export function aStored(
  state: OutboxState,
  change: Partial<StoredEntry> = {},
  entry: Partial<OutboxEntry> = {},
): StoredEntry {
  return {
    entry: {
      entryId: 'e1',
      nonce: 'n1',
      accountKey: 'practice-1',
      destination: { kind: 'channel', channelId: A_CHANNEL },
      where: '#general · Harbour',
      channelId: A_CHANNEL,
      content: { type: 'message', body: { ...EMPTY_BODY, content: 'Hello' } },
      repeat: null,
      createdAtMs: 0,
      attempts: 0,
      state,
      ...entry,
    },
    anchorMs: null,
    dueMs: null,
    unansweredSinceMs: null,
    attemptedAtMs: null,
    ...change,
  };
}
