import { formatDateTime } from '../ui/format';

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString()} ${n === 1 ? one : many}`;

/** Words of choosing when a message goes. */
export const scheduleStrings = {
  title: 'Send later',
  presets: { hour: 'In 1 hour', tomorrow: 'Tomorrow, 9:00', monday: 'Monday, 9:00' },
  at: 'Date and time',
  zone: 'Time zone',
  repeat: 'Repeat',
  every: {
    never: 'Once',
    hour: 'Every hour',
    day: 'Every day',
    weekday: 'Monday to Friday',
    week: 'Every week',
    month: 'Every month',
  },
  until: 'Until (optional)',
  next: 'It goes',
  none: 'Never: the end is before the beginning.',
  noTime: 'Choose a date and a time.',
  past: 'This moment has passed.',
  choose: 'Schedule',
} as const;

/** Words of templates. */
export const templateStrings = {
  title: 'Templates',
  description:
    'Text with {{variables}} that are asked for when it is used. Nobody is notified by a template until you switch it on.',
  none: 'No templates yet. Write a message and save it here under a name.',
  use: 'Insert',
  remove: (name: string) => `Remove ${name}`,
  removed: (name: string) => `Template “${name}” is removed`,
  saved: (name: string) => `Template “${name}” is saved`,
  saveAs: 'Save what is written as',
  saveHint: 'Files are not kept in a template.',
  replaces: (name: string) => `Replaces the template “${name}”.`,
  save: 'Save',
  replace: 'Replace',
  valuesHint: 'What should stand in for each variable? What you leave empty stays as it is.',
  layout: 'A layout of components',
} as const;

/** Words of the outbox. */
export const outboxStrings = {
  title: 'Outbox',
  open: 'Open the outbox',
  badge: (n: number) => count(n, 'message'),
  failedBadge: (n: number) => `${count(n, 'message')} not sent`,
  groups: {
    failed: 'Not sent',
    going: 'On the way',
    scheduled: 'Later',
    sent: 'Sent',
    cancelled: 'Taken back',
  },
  emptyTitle: 'Nothing is waiting',
  emptyBody: 'Messages you send, schedule or repeat appear here until they are out, and stay if they fail.',
  loadFailed: 'The outbox could not be read',
  filter: 'Find in the outbox',
  noMatch: 'Nothing in the outbox matches.',
  clearSettled: 'Clear sent and taken back',
  holding: (seconds: number) => `goes in ${seconds} s`,
  queued: {
    turn: 'in line',
    offline: 'waits until the connection is back',
    slowMode: 'waits for slow mode',
  },
  until: (time: string) => `until ${time}`,
  sending: 'sending…',
  uploading: (percent: number) => `uploading, ${percent} %`,
  at: (ms: number) => formatDateTime(ms),
  sentAt: (ms: number) => `sent ${formatDateTime(ms)}`,
  cancelledAt: (ms: number) => `taken back ${formatDateTime(ms)}`,
  attempts: (n: number) => `tried ${n} times`,
  repeats: {
    hour: 'every hour',
    day: 'every day',
    weekday: 'Monday to Friday',
    week: 'every week',
    month: 'every month',
  },
  forward: (excerpt: string) => `Forward: ${excerpt}`,
  parts: (embeds: number, components: number, files: number) =>
    [
      ...(embeds > 0 ? [count(embeds, 'embed')] : []),
      ...(components > 0 ? [count(components, 'component')] : []),
      ...(files > 0 ? [count(files, 'file')] : []),
    ].join(', '),
  cancel: 'Take back',
  sendNow: 'Send now',
  reschedule: 'Another time…',
  retry: 'Try again',
  edit: 'Back to the composer',
  edited: 'It is in the composer again',
  dismiss: 'Remove from the list',
  show: 'Show the message',
  more: (where: string) => `More for the message to ${where}`,
  tooLate: 'Too late: it has already left',
  problem: {
    gone: {
      channel: 'The channel is gone. Put it back in the composer and choose another place.',
      thread: 'The thread is gone. Put it back in the composer and choose another place.',
      webhook: 'The webhook was deleted. Choose another webhook or make a new one.',
      route: 'There is no route of that name any more. Set it up again, or choose another place.',
      user: 'There is no such person any more.',
    },
    tooLarge: (limit: string | null) =>
      limit === null
        ? 'The files are too large for this place. Remove or shrink one.'
        : `The files are too large: at most ${limit} here. Remove or shrink one.`,
    fileMissing: (name: string) => `The copy of “${name}” is gone from this computer. Attach it again.`,
    uncertain:
      'Roomtone stopped while the answer was on its way: it may have arrived. Look before you try again.',
    missed: (time: string) =>
      `It was due ${time} and could not go then. Send it now, or choose another time.`,
  },
} as const;
