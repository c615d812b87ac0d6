import type { ChannelId } from '@shared/discord/snowflake';
import type { SliceContext } from '../app-state';
import {
  addToast,
  applyBack,
  applyDesk,
  applyPlace,
  applyPostGone,
  CHANNEL_PLACE,
  type Desk,
  dropToast,
  type MessagesPlace,
  type Overlay,
  type ThreadSeed,
  type Toast,
} from './apply';

export interface ViewActions {
  goTo(desk: Desk): void;
  chooseGuild(guildId: string): void;
  chooseRoom(roomId: string | null): void;
  /** Reads a channel, thread or DM; its guild comes with it. The desk stays as it is. */
  chooseTextChannel(channelId: string): void;
  /** What the messages desk's main place shows, and the desk itself. */
  showPlace(place: MessagesPlace): void;
  /** Closes a full composer: back to where it was opened from. */
  leavePlace(): void;
  /** The post begun in a forum is sent: its title and tags are no longer kept. */
  forgetPost(channelId: ChannelId): void;
  /** Asks for the name and kind of a new thread, on a message or on its own. */
  startThread(seed: ThreadSeed): void;
  openOverlay(overlay: Overlay): void;
  closeOverlay(): void;
  /** Shows a toast and returns its id. */
  toast(toast: Partial<Omit<Toast, 'id' | 'times'>> & { title: string }): number;
  dismissToast(id: number): void;
  announce(text: string): void;
  /** Takes desk, guild and channel from the settings, once, at start. */
  restore(): void;
}

export function createViewActions(
  { get, update }: SliceContext,
  save: (patch: SavedView) => void,
  keepPost: (channelId: ChannelId) => void,
): ViewActions {
  let nextToast = 1;
  const goTo = (desk: Desk) => {
    update('view', (view) => applyDesk(view, desk));
    if (desk !== 'settings' && desk !== 'diagnostics') save({ desk });
  };
  return {
    goTo,
    chooseGuild(guildId) {
      update('view', (view) => ({
        ...view,
        guildId,
        roomId: null,
        textChannelId: view.textChannelByGuild[guildId] ?? null,
        place: CHANNEL_PLACE,
      }));
      save({ lastGuildId: guildId });
    },
    chooseRoom: (roomId) => update('view', (view) => (view.roomId === roomId ? view : { ...view, roomId })),
    chooseTextChannel(channelId) {
      const { textChannels, threads } = get().workspace;
      const own = (textChannels[channelId] ?? threads[channelId])?.guildId;
      update('view', (view) => {
        const guildId = own ?? view.guildId;
        const before = view.textChannelByGuild;
        return {
          ...view,
          guildId,
          roomId: guildId === view.guildId ? view.roomId : null,
          textChannelId: channelId,
          textChannelByGuild: own === undefined ? before : { ...before, [own]: channelId },
          place: CHANNEL_PLACE,
        };
      });
      save(
        own === undefined
          ? { lastTextChannelId: channelId }
          : { lastTextChannelId: channelId, lastGuildId: own },
      );
    },
    showPlace(place) {
      const before = get().view.begunPosts;
      update('view', (view) => applyPlace(view, place));
      goTo('messages');
      if (place.kind !== 'compose' || place.destination.kind !== 'forumPost') return;
      const { channelId } = place.destination;
      if (get().view.begunPosts[channelId] !== before[channelId]) keepPost(channelId);
    },
    leavePlace: () => update('view', applyBack),
    forgetPost: (channelId) => update('view', (view) => applyPostGone(view, channelId)),
    startThread: (threadSeed) => update('view', (view) => ({ ...view, threadSeed, overlay: 'newThread' })),
    openOverlay: (overlay) => update('view', (view) => ({ ...view, overlay })),
    closeOverlay: () => update('view', (view) => (view.overlay === null ? view : { ...view, overlay: null })),
    toast({ tone = 'info', title, body = null, action = null, stayMs = 6_000 }) {
      const id = nextToast;
      nextToast += 1;
      update('view', (view) => addToast(view, { id, tone, title, body, action, stayMs, times: 1 }));
      return id;
    },
    dismissToast: (id) => update('view', (view) => dropToast(view, id)),
    announce: (announcement) => update('view', (view) => ({ ...view, announcement })),
    restore() {
      const { desk, lastGuildId, lastTextChannelId } = get().settings.settings;
      update('view', (view) => ({ ...view, desk, guildId: lastGuildId, textChannelId: lastTextChannelId }));
    },
  };
}

export interface SavedView {
  desk?: Exclude<Desk, 'settings' | 'diagnostics'>;
  lastGuildId?: string;
  lastTextChannelId?: string;
}
