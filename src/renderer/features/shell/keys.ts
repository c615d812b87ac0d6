import type { KeyActions } from '../../ui/key-map';
import { latinKey } from '../../ui/latin-key';
import { DESK_KEYS, PAD_KEYS, TALK_KEY } from '../live';
import { LANE_KEYS, REVIEW_KEYS } from '../recordings';

/** Every key of the window: what it does, where it works. The key sheet, the palette and the tooltips read this. */
export interface KeyBinding {
  keys: string;
  label: string;
  where: 'everywhere' | 'rooms' | 'messages' | 'live' | 'archive' | 'review';
}

/** Desks whose single keys a person can change, each with what of it stays as it is and which keys it does not hear. */
export const CHANGEABLE = {
  live: { actions: DESK_KEYS, fixed: [TALK_KEY, PAD_KEYS], never: /^(Mod|Alt)\+/ },
  review: {
    actions: REVIEW_KEYS,
    never: /^Mod\+/,
    fixed: [LANE_KEYS, { keys: 'ArrowUp', label: LANE_KEYS.label }],
  },
} as const satisfies Record<
  string,
  { actions: KeyActions; fixed: readonly { keys: string; label: string }[]; never: RegExp }
>;
export type ChangeableDesk = keyof typeof CHANGEABLE;

export const KEYS = {
  palette: { keys: 'Mod+K', label: 'Commands', where: 'everywhere' },
  keySheet: { keys: '?', label: 'This list of keys', where: 'everywhere' },
  putAway: { keys: 'F8', label: 'Put the latest notification away', where: 'everywhere' },
  rooms: { keys: 'Mod+1', label: 'Go to Rooms', where: 'everywhere' },
  messages: { keys: 'Mod+2', label: 'Go to Messages', where: 'everywhere' },
  live: { keys: 'Mod+3', label: 'Go to Live', where: 'everywhere' },
  library: { keys: 'Mod+4', label: 'Go to Library', where: 'everywhere' },
  archive: { keys: 'Mod+5', label: 'Go to Archive', where: 'everywhere' },
  settings: { keys: 'Mod+,', label: 'Go to Settings', where: 'everywhere' },
  diagnostics: { keys: 'Mod+Shift+D', label: 'Open diagnostics', where: 'everywhere' },
  mute: { keys: 'Mod+Shift+M', label: 'Mute or unmute yourself', where: 'everywhere' },
  record: { keys: 'Mod+Shift+E', label: 'Start or stop recording', where: 'everywhere' },
  saveReplay: { keys: 'Mod+Shift+B', label: 'Save the last minutes as a recording', where: 'everywhere' },
  leave: { keys: 'Mod+Shift+L', label: 'Leave the room', where: 'everywhere' },
  listen: { keys: 'Mod+Shift+H', label: 'Hear the mix, or not', where: 'everywhere' },
  newRoom: { keys: 'N', label: 'New room', where: 'rooms' },
  joinRoom: { keys: 'Enter', label: 'Join the focused room', where: 'rooms' },
  moveRooms: { keys: 'ArrowDown', label: 'Next room (↑ the one before)', where: 'rooms' },
  placeRoom: { keys: 'Alt+ArrowDown', label: 'Move the focused room down (↑ up)', where: 'rooms' },
  manyRooms: { keys: 'Shift+N', label: 'Several new rooms', where: 'rooms' },
  findRoom: { keys: '/', label: 'Find a room or a person', where: 'rooms' },
  editRoom: { keys: 'E', label: 'Edit the focused room', where: 'rooms' },
  roomStatus: { keys: 'S', label: 'Status of the focused room', where: 'rooms' },
  endRoom: { keys: 'Delete', label: 'End the focused room', where: 'rooms' },
  roomPeople: { keys: 'ArrowRight', label: 'To the people in the room (← back)', where: 'rooms' },
  choosePerson: { keys: 'Space', label: 'Choose the focused person, or no longer', where: 'rooms' },
  personDetails: { keys: 'Enter', label: 'The focused person: roles, nickname, time-out', where: 'rooms' },
  movePerson: { keys: 'V', label: 'Move the focused or chosen people', where: 'rooms' },
  mutePerson: { keys: 'M', label: 'Mute or unmute the focused person', where: 'rooms' },
  deafenPerson: { keys: 'D', label: 'Deafen or undeafen the focused person', where: 'rooms' },
  speakPerson: { keys: 'S', label: 'On a stage: invite to speak, or to the audience', where: 'rooms' },
  timeOutPerson: { keys: 'T', label: 'Time out the focused person', where: 'rooms' },
  rolesPerson: { keys: 'R', label: 'Roles of the focused person', where: 'rooms' },
  disconnectPerson: { keys: 'X', label: 'Disconnect; again: at once', where: 'rooms' },
  nextChannel: { keys: 'Alt+ArrowDown', label: 'Next channel (↑ the one before)', where: 'messages' },
  nextUnread: {
    keys: 'Alt+Shift+ArrowDown',
    label: 'Next channel with something unread (↑ the one before)',
    where: 'messages',
  },
  markRead: { keys: 'Escape', label: 'Mark the channel as read', where: 'messages' },
  markAllRead: { keys: 'Shift+Escape', label: 'Mark everything as read', where: 'messages' },
  send: { keys: 'Enter', label: 'Send the message', where: 'messages' },
  newLine: { keys: 'Shift+Enter', label: 'New line in the message', where: 'messages' },
  compose: { keys: 'Mod+Shift+K', label: 'Open the full composer', where: 'messages' },
  sendComposed: { keys: 'Mod+Enter', label: 'Send from the full composer', where: 'messages' },
  undoWriting: { keys: 'Mod+Z', label: 'Undo in the draft (with Shift: redo)', where: 'messages' },
  bold: { keys: 'Mod+B', label: 'Bold', where: 'messages' },
  italic: { keys: 'Mod+I', label: 'Italic', where: 'messages' },
  underline: { keys: 'Mod+U', label: 'Underlined', where: 'messages' },
  strike: { keys: 'Mod+Shift+X', label: 'Struck through', where: 'messages' },
  spoiler: { keys: 'Mod+Shift+S', label: 'Spoiler', where: 'messages' },
  code: { keys: 'Mod+E', label: 'Code', where: 'messages' },
  movePart: {
    keys: 'Alt+ArrowUp',
    label: 'Move an embed, field or component up (↓ down)',
    where: 'messages',
  },
  focusMessage: { keys: 'ArrowUp', label: 'Message above (↓ below, Esc back to writing)', where: 'messages' },
  replyMessage: { keys: 'R', label: 'Reply to the focused message', where: 'messages' },
  editMessage: { keys: 'E', label: 'Edit it (↑ in an empty composer: your last one)', where: 'messages' },
  reactMessage: { keys: '+', label: 'Add a reaction', where: 'messages' },
  forwardMessage: { keys: 'F', label: 'Forward it', where: 'messages' },
  threadMessage: { keys: 'T', label: 'Open or create its thread', where: 'messages' },
  pinMessage: { keys: 'P', label: 'Pin or unpin it', where: 'messages' },
  copyMessage: { keys: 'C', label: 'Copy its text (L its link)', where: 'messages' },
  unreadMessage: { keys: 'M', label: 'Mark unread from it', where: 'messages' },
  selectMessages: { keys: 'X', label: 'Select several messages', where: 'messages' },
  deleteMessage: { keys: 'Delete', label: 'Delete it', where: 'messages' },
  talk: { ...TALK_KEY, where: 'everywhere' },
  pads: { ...PAD_KEYS, where: 'live' },
  searchArchive: { keys: '/', label: 'To the search', where: 'archive' },
  hitArchive: { keys: 'ArrowDown', label: 'Next found message (↑ the one before)', where: 'archive' },
  showArchived: { keys: 'Enter', label: 'Show the focused message in its channel', where: 'archive' },
  lane: { ...LANE_KEYS, where: 'review' },
} as const satisfies Record<string, KeyBinding>;

export const PLACES = {
  everywhere: 'Everywhere',
  rooms: 'Rooms',
  messages: 'Messages',
  live: 'Live',
  archive: 'Archive',
  review: 'Review',
} as const satisfies Record<KeyBinding['where'], string>;

/** Whether an event is this shortcut. `Mod` is Ctrl, or ⌘ on a Mac. */
export function matchesKeys(
  shortcut: string,
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'> & { code?: string },
): boolean {
  const parts = shortcut === '+' ? ['+'] : shortcut.split('+');
  const key = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  if ((event.ctrlKey || event.metaKey) !== mod || event.altKey !== parts.includes('Alt')) return false;
  // `?` and `+` need Shift on many keyboards: for signs only the sign counts.
  if (/^[\p{L}\d]$|^\w{2,}$/u.test(key) && event.shiftKey !== parts.includes('Shift')) return false;
  return latinKey(event).toLowerCase() === (key === 'Space' ? ' ' : key.toLowerCase());
}

/** True when keys belong to what is typed in, not to the window. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
