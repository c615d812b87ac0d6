import { ChannelId } from '@shared/discord/snowflake';
import type { SlotState } from '@shared/models/room-plans';
import type { Clock } from '../../support/clock';
import type { PlanStore } from './plan-store';
import type { StoredSlot } from './stored';

/** The channel is the slot's from now on, and in the ledger of what is ours to end. */
export function adopt(
  { store, clock }: { store: PlanStore; clock: Clock },
  accountKey: string,
  setId: string,
  { slotId, marker }: StoredSlot,
  id: string,
): void {
  const set = store.find(setId);
  if (!set) return;
  const channelId = ChannelId.parse(id);
  const createdAtMs = clock.now();
  const state: SlotState = {
    kind: 'open',
    channelId,
    createdAtMs,
    emptySinceMs: createdAtMs,
    everUsed: false,
    endsAtMs: null,
    endsFor: null,
  };
  const { content } = store;
  store.set({
    ...content,
    ledger: [...content.ledger, { accountKey, guildId: set.guildId, channelId, marker, createdAtMs }],
    sets: content.sets.map((one) =>
      one.setId === setId
        ? { ...one, slots: one.slots.map((slot) => (slot.slotId === slotId ? { ...slot, state } : slot)) }
        : one,
    ),
  });
}
