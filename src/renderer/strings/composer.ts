import { formatDateTime } from '../ui/format';

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString()} ${n === 1 ? one : many}`;

/** "A", "A and B", "A, B and 3 more". */
function listed(names: readonly string[], atMost = 3): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= atMost) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, atMost - 1).join(', ')} and ${names.length - atMost + 1} more`;
}

function seconds(ms: number): string {
  if (ms < 950) return 'less than a second';
  if (ms < 90_000) return `about ${count(Math.round(ms / 1_000), 'second')}`;
  return `about ${count(Math.round(ms / 60_000), 'minute')}`;
}

/** Words of everything one writes messages with. */
export const composerStrings = {
  to: (label: string) => `Message ${label}`,
  send: 'Send',
  sendLater: 'Send later…',
  attach: 'Attach files…',
  more: 'Add to the message',
  options: 'How it is sent',
  openFull: 'Open the full composer',
  fullTitle: 'Compose',
  emptyPage: 'Discard the draft',
  discarded: 'The draft is discarded',
  lacks: (permission: string) => `The bot may read here and not write: it lacks ${permission}.`,
  locked: 'This thread is locked. Only people with Manage Threads write here.',
  archived: 'This thread is archived; writing in it opens it again.',
  slowMode: (s: string) => `Slow mode: one message every ${s}`,
  used: (used: number, limit: number) => `${used.toLocaleString()} / ${limit.toLocaleString()}`,
  over: (n: number) => `${count(n, 'character')} too many`,
  notSaved: 'The draft could not be saved. It is tried again; keep the window open.',
  notAccepted: 'Not accepted; it is back in the composer',
  tooLate: 'Too late: it has already left',
  sendingTo: (where: string) => `Sending to ${where}`,
  scheduledFor: (where: string, ms: number) => `${where}: goes ${formatDateTime(ms)}`,
  parts: (embeds: number, components: number) =>
    [
      ...(embeds > 0 ? [count(embeds, 'embed')] : []),
      ...(components > 0 ? [count(components, 'component')] : []),
    ].join(' and '),
  partsAttached: (parts: string) => `${parts} in this draft`,
  show: 'Show',
  suggestions: {
    label: 'Suggestions',
    titles: { mention: 'People and roles', channel: 'Channels', emoji: 'Emoji', template: 'Templates' },
    role: 'role',
  },
  conflict: {
    title: 'There is another version of this draft',
    body: 'Both are kept.',
    swap: 'Show the other',
    drop: 'Remove the other',
  },
  reply: {
    to: (name: string) => `Reply to ${name}`,
    ping: 'Notify them',
    pingOn: 'They are notified; click to leave them in peace',
    pingOff: 'They are not notified; click to notify them',
    cancel: 'No reply after all',
  },
  files: {
    label: 'Files',
    adding: (n: number) => `Adding ${count(n, 'file')}`,
    pasted: 'pasted.png',
    dropHere: (label: string) => `Drop to attach to ${label}`,
    busy: 'Copying…',
    remove: (name: string) => `Remove ${name}`,
    edit: (name: string) => `Name and description of ${name}`,
    spoiler: 'Spoiler',
    hide: (name: string) => `Hide ${name} behind a spoiler`,
    name: 'File name',
    description: 'Description',
    descriptionHint: 'Read to those who do not see the picture.',
    earlier: (name: string) => `Move ${name} to the front`,
    later: (name: string) => `Move ${name} back`,
    none: 'This channel takes no files: the bot lacks Attach Files.',
    count: (n: number, limit: number) => `${n} of ${limit} files`,
    done: 'Done',
  },
  mentions: {
    title: 'Notify',
    users: 'People named in it',
    roles: 'Roles named in it',
    everyone: '@everyone and @here',
    repliedUser: 'Whoever it replies to',
    silent: 'Send silently',
    silentHint: 'No sound and no push for anybody',
    suppressEmbeds: 'No previews of links',
    templates: 'Templates',
  },
  blast: {
    notifies: (people: number, exact: boolean, names: readonly string[]) =>
      `Notifies ${exact ? '' : 'about '}${count(people, 'person', 'people')}: ${listed(names)}`,
    nobody: 'Nobody is notified',
    unnotified: (names: readonly string[]) => `${listed(names)} will not be notified`,
    cost: (requests: number, ms: number) => `${count(requests, 'request')}, ${seconds(ms)}`,
    upload: (size: string) => `${size} to upload`,
    switchOn: 'Notify them',
    silent: 'silently',
    askTitle: (people: number) => `Notify ${count(people, 'person', 'people')}?`,
    askBody: (mention: string, where: string) =>
      `${mention} calls everybody it stands for in ${where}, at once. This cannot be taken back once it has left.`,
    askSend: (people: number) => `Notify ${count(people, 'person', 'people')}`,
    quiet: 'Send without notifying',
    looking: 'Working out who is notified…',
  },
} as const;
