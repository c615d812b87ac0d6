import { toAppError } from '@shared/errors/failure';
import type { MessageChange } from '@shared/models/messages';
import type { SliceContext } from '../app-state';
import { failedLoad, LOADING } from '../load-state';
import {
  addPending,
  applyMessageChange,
  applyNewestPage,
  applyOlderPage,
  channelOf,
  confirmSent,
  dropPending,
  failPending,
  initialMessages,
  type MessagesState,
  patchChannel,
  type SendProblem,
  trimChannel,
} from './apply';

export const PAGE_SIZE = 50;

export interface MessagesActions {
  /** Shows a channel: loads its newest page unless it is there, and clears its unread count. */
  open(channelId: string): Promise<void>;
  leave(channelId: string): void;
  reload(channelId: string): Promise<void>;
  loadOlder(channelId: string): Promise<void>;
  send(channelId: string, content: string): Promise<void>;
  retry(channelId: string, nonce: string): Promise<void>;
  discard(channelId: string, nonce: string): void;
  changed(changes: readonly MessageChange[]): void;
  clear(): void;
}

export function createMessagesActions({ api, get, update }: SliceContext): MessagesActions {
  const patch = (channelId: string, change: Parameters<typeof patchChannel>[2]) =>
    update('messages', (state) => patchChannel(state, channelId, change));
  const idOf = (channelId: string) => get().workspace.textChannels[channelId]?.channelId;

  const reload = async (channelId: string) => {
    const id = idOf(channelId);
    if (!id) return;
    patch(channelId, (c) => ({ ...c, load: LOADING }));
    try {
      const page = await api.messages.list({ channelId: id, before: null, limit: PAGE_SIZE });
      patch(channelId, (c) => applyNewestPage(c, page));
    } catch (error) {
      patch(channelId, (c) => ({ ...c, load: failedLoad(error) }));
    }
  };

  const deliver = async (channelId: string, nonce: string, content: string) => {
    const id = idOf(channelId);
    const problem = (found: SendProblem) => patch(channelId, (c) => failPending(c, nonce, found));
    if (!id) return problem({ kind: 'channelGone' });
    try {
      const outcome = await api.messages.send({ channelId: id, content, nonce });
      if (outcome.kind === 'sent') patch(channelId, (c) => confirmSent(c, nonce, outcome.message));
      else problem(outcome);
    } catch (error) {
      const { code } = toAppError(error);
      problem({ kind: 'failed', code });
    }
  };

  return {
    async open(channelId) {
      update('messages', (state) => withoutUnread(state, channelId));
      const { load } = channelOf(get().messages, channelId);
      if (load.kind === 'idle' || load.kind === 'failed') await reload(channelId);
    },
    leave: (channelId) => patch(channelId, trimChannel),
    reload,
    async loadOlder(channelId) {
      const id = idOf(channelId);
      const channel = channelOf(get().messages, channelId);
      const oldest = channel.messages[0];
      if (!id || !oldest || !channel.hasOlder || channel.loadingOlder) return;
      patch(channelId, (c) => ({ ...c, loadingOlder: true }));
      try {
        const page = await api.messages.list({ channelId: id, before: oldest.messageId, limit: PAGE_SIZE });
        patch(channelId, (c) => applyOlderPage(c, page));
      } catch (error) {
        patch(channelId, (c) => ({ ...c, loadingOlder: false }));
        throw toAppError(error);
      }
    },
    async send(channelId, content) {
      const nonce = newNonce();
      patch(channelId, (c) => addPending(c, { nonce, content, atMs: Date.now(), problem: null }));
      await deliver(channelId, nonce, content);
    },
    async retry(channelId, nonce) {
      const entry = channelOf(get().messages, channelId).pending.find((p) => p.nonce === nonce);
      if (!entry) return;
      // The same nonce: Discord drops a repeat of a message that did arrive although its answer was lost.
      patch(channelId, (c) => addPending(c, { ...entry, atMs: Date.now(), problem: null }));
      await deliver(channelId, nonce, entry.content);
    },
    discard: (channelId, nonce) => patch(channelId, (c) => dropPending(c, nonce)),
    changed(changes) {
      const { desk, textChannelId } = get().view;
      const visible = desk === 'messages' ? textChannelId : null;
      update('messages', (state) => changes.reduce((s, c) => applyMessageChange(s, c, visible), state));
    },
    clear: () => update('messages', () => initialMessages),
  };
}

function withoutUnread(state: MessagesState, channelId: string): MessagesState {
  if (!(channelId in state.unread)) return state;
  const { [channelId]: _read, ...unread } = state.unread;
  return { ...state, unread };
}

let lastNonce = 0;

/** At most 25 characters, unique in this window and unlikely to meet another's. */
function newNonce(): string {
  lastNonce += 1;
  return `${Date.now().toString(36)}-${lastNonce.toString(36)}-${Math.floor(Math.random() * 36 ** 4).toString(36)}`;
}
