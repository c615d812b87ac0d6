import { compareSnowflakes } from '@shared/discord/snowflake-order';
import type { ReadState } from '@shared/models/messages';
import { share } from '../share';

/** What has been read, by channel, thread or DM. A channel nobody wrote to since we know it has no entry. */
export interface ReadStatesState {
  byChannel: Readonly<Record<string, ReadState>>;
}

export const initialReadStates: ReadStatesState = { byChannel: {} };

/** Takes what main says of some channels; the others stay as they are. */
export function applyReadStates(state: ReadStatesState, states: readonly ReadState[]): ReadStatesState {
  if (states.length === 0) return state;
  const next = Object.fromEntries(states.map((one) => [one.channelId, one]));
  const byChannel = share(state.byChannel, { ...state.byChannel, ...next });
  return byChannel === state.byChannel ? state : { byChannel };
}

/** Shows a channel as read at once; main's own answer follows as a change. */
export function applyRead(state: ReadStatesState, channelId: string, messageId: string): ReadStatesState {
  const before = state.byChannel[channelId];
  if (!before) return state;
  if (before.lastReadId !== null && compareSnowflakes(before.lastReadId, messageId) >= 0 && !isUnread(before))
    return state;
  const newest = before.lastMessageId;
  const all = newest === null || compareSnowflakes(newest, messageId) <= 0;
  if (!all) return state;
  const after = { ...before, lastReadId: before.lastMessageId ?? before.lastReadId, unread: 0, mentions: 0 };
  return { byChannel: { ...state.byChannel, [channelId]: after } };
}

/** Something came that was not read. */
export function isUnread(state: ReadState): boolean {
  return state.unread > 0 || state.mentions > 0;
}
