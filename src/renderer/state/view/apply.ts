/** Where the person is in the window, and what floats above it. */
export type Desk = 'rooms' | 'messages' | 'live' | 'library' | 'settings';
export type Overlay = 'palette' | 'keys' | 'createRoom' | 'connectBot' | 'vault' | null;

export interface Toast {
  id: number;
  tone: 'info' | 'trouble';
  title: string;
  body: string | null;
  action: { label: string; run: () => void } | null;
  /** How long it stays, ms; null until it is put away. */
  stayMs: number | null;
}

export interface ViewState {
  desk: Desk;
  guildId: string | null;
  roomId: string | null;
  textChannelId: string | null;
  overlay: Overlay;
  toasts: readonly Toast[];
  /** Rooms about to end unless undone, with the moment they do (Unix ms). */
  endingRooms: Readonly<Record<string, number>>;
  /** The last thing worth saying to a screen reader. */
  announcement: string;
}

export const initialView: ViewState = {
  desk: 'rooms',
  guildId: null,
  roomId: null,
  textChannelId: null,
  overlay: null,
  toasts: [],
  endingRooms: {},
  announcement: '',
};

/** More than this many at once is a wall; the oldest goes. */
export const MAX_TOASTS = 4;

export function addToast(view: ViewState, toast: Toast): ViewState {
  return { ...view, toasts: [...view.toasts, toast].slice(-MAX_TOASTS) };
}

export function dropToast(view: ViewState, id: number): ViewState {
  const toasts = view.toasts.filter((toast) => toast.id !== id);
  return toasts.length === view.toasts.length ? view : { ...view, toasts };
}
