import type { MessageId } from '@shared/discord/snowflake';
import type { ReadState } from '@shared/models/messages';
import { logToMain } from '../../api';
import type { SliceContext } from '../app-state';
import { applyRead, applyReadStates, initialReadStates, isUnread } from './apply';

export interface ReadStatesActions {
  load(): Promise<void>;
  changed(states: readonly ReadState[]): void;
  /** Reads a channel up to a message, or to its newest. Nothing happens where nothing is unread. */
  markRead(channelId: string, messageId?: MessageId): Promise<void>;
  /** All channels of a guild, or everything (null). */
  markAllRead(guildId: string | null): Promise<void>;
  clear(): void;
}

export function createReadStatesActions({ api, get, update }: SliceContext): ReadStatesActions {
  const markRead = async (channelId: string, messageId?: MessageId) => {
    const state = get().readStates.byChannel[channelId];
    const upTo = messageId ?? state?.lastMessageId ?? null;
    if (!state || upTo === null || !isUnread(state)) return;
    update('readStates', (s) => applyRead(s, channelId, upTo));
    await api.messages.markRead({ channelId: state.channelId, messageId: upTo });
  };
  return {
    async load() {
      try {
        const states = await api.messages.readStates();
        update('readStates', (s) => applyReadStates(s, states));
      } catch (error) {
        // Without them nothing is bold; what arrives from now on still is.
        const reason = error instanceof Error ? error.message : String(error);
        logToMain(api, 'warn', 'window/read-states', `read states could not be loaded: ${reason}`);
      }
    },
    changed: (states) => update('readStates', (s) => applyReadStates(s, states)),
    markRead,
    async markAllRead(guildId) {
      const all = Object.values(get().readStates.byChannel);
      const wanted = all.filter((one) => isUnread(one) && (guildId === null || one.guildId === guildId));
      await Promise.all(wanted.map((one) => markRead(one.channelId)));
    },
    clear: () => update('readStates', () => initialReadStates),
  };
}
