const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Words of the channel list and of a channel's head. */
export const channelStrings = {
  list: 'Channels',
  filter: 'Find a channel',
  clearFilter: 'Clear',
  noMatch: (text: string) => `No channel, thread or DM is called “${text}”.`,
  direct: 'Direct messages',
  newDirect: 'New direct message',
  unread: (n: number) => count(n, 'unread message'),
  mentions: (n: number) => count(n, 'mention'),
  readOnly: 'read only',
  readOnlyHint: 'The bot may read here and not write: it lacks Send Messages.',
  noHistory:
    'The bot may not read back here: it lacks Read Message History. What comes from now on is shown.',
  moreThreads: (n: number) => count(n, 'more thread'),
  foldThreads: 'Fold the threads away',
  unfoldThreads: 'Show the threads',
  kinds: {
    text: 'Text channel',
    announcement: 'Announcement channel',
    forum: 'Forum',
    media: 'Media forum',
    roomChat: 'Chat of a room',
    thread: 'Thread',
    direct: 'Direct message',
  },
  markRead: 'Mark as read',
  markGuildRead: 'Mark the whole guild as read',
  allRead: 'Everything is read',
  copyLink: 'Copy link',
  copyId: 'Copy id',
  copied: 'Copied',
  notCopied: 'It could not be copied',
  newThread: 'New thread…',
  newPost: 'New post…',
  threads: 'Threads',
  threadsOf: 'Threads…',
  webhooks: 'Webhooks',
  routes: 'Routes',
  brokenRoutes: (n: number) => count(n, 'broken route'),
  wholeTopic: 'Show the whole topic',
  slowMode: (wait: string) => `Slow mode: one message every ${wait}`,
  slowModeOff: 'Slow mode does not hold the bot: it may bypass it.',
  members: (n: number) => count(n, 'member'),
  backTo: (name: string) => `Back to ${name}`,
  archived: 'archived',
  locked: 'locked',
  private: 'private',
  pins: 'Pinned messages',
  search: 'Search',
  outbox: 'Outbox',
  more: 'More',
  nsfw: 'age-restricted',
  panelWidth: 'Width of the panel',
  closePanel: 'Close the panel',
  noneTitle: 'No channels to read',
  noneBody: 'The bot sees no text channel in this guild. Give it the View Channel permission.',
  goneTitle: 'This channel is gone',
  goneBody: 'It was deleted, or the bot can no longer see it. Drafts for it are kept.',
  loadFailed: 'The channels could not be read',
  seconds: (n: number) => `${n} s`,
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
} as const;

/** A span as slow mode names it: 5 s, 10 min, 6 h. */
export function wordSpan(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return channelStrings.seconds(seconds);
  if (seconds < 3_600) return channelStrings.minutes(Math.round(seconds / 60));
  return channelStrings.hours(Math.round(seconds / 3_600));
}
