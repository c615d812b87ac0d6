import { compareSnowflakes } from '@shared/discord/snowflake';
import type { WireMessage } from '@shared/discord/wire/objects';

/**
 * The messages this computer has seen in the running session: what live changes are applied to, and what local
 * search looks through. An interface, because the lasting archive takes its place.
 */
export interface MessageStore {
  put(messages: readonly WireMessage[]): void;
  get(channelId: string, messageId: string): WireMessage | undefined;
  /** Replaces a message that is here; one that is not stays away. */
  replace(message: WireMessage): void;
  remove(channelId: string, messageIds: readonly string[]): void;
  removeChannel(channelId: string): void;
  /** Channels that hold something. */
  channels(): Iterable<string>;
  /** What is held now, newest first; later changes do not show in it. */
  newestFirst(channelId: string): readonly StoredMessage[];
  clear(): void;
}

export interface StoredMessage {
  message: WireMessage;
  /** What search compares, made when first asked for and kept; see `searchableText`. */
  folded: string | null;
}

export interface MessageStoreLimits {
  /** The oldest go first. */
  perChannel: number;
  /** Channels nobody has looked at or written in for longest go first. */
  total: number;
}

const DEFAULT_LIMITS: MessageStoreLimits = { perChannel: 5_000, total: 100_000 };

interface Shelf {
  byId: Map<string, StoredMessage>;
  /** Oldest first. */
  order: StoredMessage[];
}

export function createMemoryMessageStore(limits: MessageStoreLimits = DEFAULT_LIMITS): MessageStore {
  /** Least recently touched first. */
  const shelves = new Map<string, Shelf>();
  let total = 0;

  const touched = (channelId: string): Shelf => {
    const shelf = shelves.get(channelId) ?? { byId: new Map(), order: [] };
    shelves.delete(channelId);
    shelves.set(channelId, shelf);
    return shelf;
  };
  const drop = (shelf: Shelf, messageId: string) => {
    if (!shelf.byId.delete(messageId)) return;
    total -= 1;
    shelf.order.splice(indexOf(shelf.order, messageId), 1);
  };
  const change = (shelf: Shelf, message: WireMessage): boolean => {
    const stored = shelf.byId.get(message.id);
    if (!stored) return false;
    stored.message = message;
    stored.folded = null;
    return true;
  };
  const shrink = () => {
    for (const [channelId, shelf] of shelves) {
      if (total <= limits.total || shelves.size === 1) return;
      total -= shelf.byId.size;
      shelves.delete(channelId);
    }
  };

  return {
    put(messages) {
      for (const message of messages) {
        const shelf = touched(message.channel_id);
        if (change(shelf, message)) continue;
        const stored = { message, folded: null };
        total += 1;
        shelf.order.splice(indexOf(shelf.order, message.id), 0, stored);
        shelf.byId.set(message.id, stored);
        while (shelf.order.length > limits.perChannel) drop(shelf, shelf.order[0]?.message.id ?? '');
      }
      shrink();
    },
    get: (channelId, messageId) => shelves.get(channelId)?.byId.get(messageId)?.message,
    replace(message) {
      const shelf = shelves.get(message.channel_id);
      if (shelf) change(shelf, message);
    },
    remove(channelId, messageIds) {
      const shelf = shelves.get(channelId);
      if (shelf) for (const messageId of messageIds) drop(shelf, messageId);
    },
    removeChannel(channelId) {
      total -= shelves.get(channelId)?.byId.size ?? 0;
      shelves.delete(channelId);
    },
    channels: () => shelves.keys(),
    newestFirst: (channelId) => [...(shelves.get(channelId)?.order ?? [])].reverse(),
    clear() {
      shelves.clear();
      total = 0;
    },
  };
}

/** Where an id is or belongs in an order of oldest first; new ones belong at the end, which is looked at first. */
function indexOf(order: readonly StoredMessage[], id: string): number {
  const last = order.at(-1)?.message.id;
  if (last === undefined || compareSnowflakes(last, id) < 0) return order.length;
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSnowflakes(order[middle]?.message.id ?? '', id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
