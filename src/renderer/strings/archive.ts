import type { ArchivedChannel, ExportFormat, PersonalTraces } from '@shared/models/archive';
import { formatDateTime } from '../ui/format';

const number = (n: number) => n.toLocaleString();
const count = (n: number, one: string, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** The archive: what is kept, found again, exported and forgotten. */
export const archiveStrings = {
  title: 'Archive',
  tabs: { search: 'Search', timeline: 'Timeline', attendance: 'Attendance', kept: 'Kept' },
  tabsLabel: 'Parts of the archive',
  loadFailed: 'The archive could not be read',
  state: {
    off: 'Nothing kept yet',
    recording: 'Keeping what happens',
    reading: 'Signed out: reading only',
    failed: 'Not keeping anything now',
  },
  summary: (messages: number, size: string) => `${count(messages, 'message')} · ${size}`,
  emptyTitle: 'Nothing has been kept yet',
  emptyBody:
    'From the moment an account is connected, Roomtone keeps its messages, what happens in rooms and who was there, on this computer. What was kept can be searched, also signed out.',
  practice: 'Start the practice server',
  connect: 'Connect a bot',
  dropped: (n: number) => `${count(n, 'event')} came faster than could be kept and is missing.`,
  noticesTitle: 'About the archive',

  text: 'Search everything kept',
  textHint: 'Words, or a "whole phrase"',
  filters: 'Narrow down',
  guild: 'Guild',
  anyGuild: 'Every guild',
  channel: 'Channel',
  anyChannel: 'Every channel',
  person: 'From',
  when: 'When',
  personPlaceholder: 'Name or Discord id',
  personNone: (text: string) => `Nobody found for "${text}". A Discord id works too.`,
  personById: (id: string) => `The person with the id ${id}`,
  clearPerson: (name: string) => `Not only from ${name}`,
  deletedToo: 'Deleted too',
  has: { link: 'Link', file: 'File', image: 'Image', embed: 'Embed', pin: 'Pinned' },
  searching: 'Searching…',
  failed: 'The search did not work',
  found: (n: number, more: boolean, ms: number) =>
    `${more ? `The newest ${number(n)}` : count(n, 'message')} · ${Math.max(1, Math.round(ms))} ms`,
  nothingTitle: 'No messages kept yet',
  nothingBody: 'They are kept as they come. Under Kept, the history of a channel can be fetched.',
  noneTitle: 'No message fits',
  noneBody: 'Try fewer words or filters. Words of three letters and more also find what begins with them.',
  clearFilters: 'Clear all filters',
  more: 'Reading on…',
  results: 'Found messages, newest first',
  show: 'Show in channel',
  onlyFrom: (name: string) => `Only from ${name}`,
  directMessages: 'Direct messages',
  deleted: (ms: number, by: string | null) =>
    by === null ? `Deleted ${formatDateTime(ms)}` : `Deleted by ${by}, ${formatDateTime(ms)}`,
  edited: 'Edited',
  versions: (n: number) => count(n, 'earlier version'),
  until: (ms: number) => `until ${formatDateTime(ms)}`,

  facts: {
    messages: 'Messages',
    events: 'Events',
    visits: 'Visits to rooms',
    bytes: 'On this computer',
    since: 'Since',
  },
  channels: 'Channels',
  channelsHint: 'Messages are kept as they come. History fetches what was said before.',
  filterChannels: 'Find a channel',
  noChannels: 'No channel has been seen yet.',
  noChannelMatch: 'No channel has this name.',
  columns: { channel: 'Channel', messages: 'Messages', span: 'Kept from, to', history: 'History' },
  ended: 'no longer exists',
  nothingIn: 'nothing yet',
  backfill: (state: ArchivedChannel['backfill']): string => {
    switch (state.kind) {
      case 'none':
        return 'Only what was seen live';
      case 'waiting':
        return 'Waiting for its turn';
      case 'running':
        return state.oldestMs === null
          ? `Fetching: ${number(state.fetched)}`
          : `Fetching: ${number(state.fetched)}, back to ${formatDateTime(state.oldestMs)}`;
      case 'paused':
        return `Paused after ${number(state.fetched)}`;
      case 'stopped':
        return `Stopped: ${state.reason}`;
      case 'complete':
        return 'Complete';
    }
  },
  fetch: 'Fetch history',
  resume: 'Go on',
  tryAgain: 'Try again',
  pause: 'Pause',
  fetchOf: (verb: string, name: string) => `${verb}: ${name}`,
  needsConnection: 'Connect the account to fetch history.',

  retention: 'How long it is kept',
  retentionHint:
    'Messages, events and visits that are older are deleted from this computer for good, at once. Recordings stay.',
  everywhere: 'Everywhere',
  forever: 'For ever',
  asEverywhere: 'As everywhere',
  notKept: 'Keep nothing new',
  days: (n: number) => {
    if (n % 365 === 0) return count(n / 365, 'year');
    return count(n, 'day');
  },
  confirmShorter: 'Delete what is older?',
  confirmShorterBody: (where: string, kept: string) =>
    `${where}: messages, events and visits older than ${kept} are deleted from this computer now. On Discord nothing changes.`,
  deleteOlder: 'Delete what is older',
  settingsSaved: 'Saved',

  people: 'Forget a person',
  peopleHint:
    'Deletes all that is kept of somebody and keeps nothing of them from then on. On Discord nothing changes.',
  personToForget: 'Person',
  look: 'See what is kept',
  forgetTitle: (name: string) => `Forget ${name}?`,
  nothingKept: (name: string) => `Nothing is kept of ${name}. From now on nothing will be.`,
  willDelete: 'This is deleted from this computer, for good:',
  traces: (t: PersonalTraces): string[] =>
    [
      t.messages > 0 && count(t.messages, 'message'),
      t.versions > 0 && count(t.versions, 'earlier version'),
      t.reactions > 0 && count(t.reactions, 'reaction'),
      t.voiceSessions > 0 && count(t.voiceSessions, 'visit to a room', 'visits to rooms'),
      t.events > 0 && count(t.events, 'event'),
    ].filter((line) => line !== false),
  forgetRest: 'Recordings, exported files, and what others wrote about them stay.',
  forget: 'Forget for good',
  forgot: (name: string) => `${name} is forgotten`,
  forgotBody: (what: string) => (what === '' ? 'Nothing had been kept.' : `Deleted: ${what}.`),
  forgottenList: 'Forgotten',
  forgottenSince: (ms: number) => `since ${formatDateTime(ms)}`,
  remember: 'Archive again',
  rememberOf: (id: string) => `Archive ${id} again`,
  remembered: 'What they do from now on is kept again.',
  noneForgotten: 'Nobody is forgotten. Their names are not kept either, only their ids.',

  export: 'Export…',
  exportTitle: 'Export messages',
  exportFormat: 'Format',
  formats: {
    html: 'Web page, to read',
    text: 'Plain text',
    markdown: 'Markdown',
    csv: 'Table (CSV)',
    json: 'JSON, everything',
  } satisfies Record<ExportFormat, string>,
  exportScope: 'What',
  scopeSearch: 'What the search finds',
  scopeAll: 'Everything kept',
  exportName: 'Title',
  exportNameMissing: 'Give it a title.',
  exportGo: 'Choose a file…',
  exports: 'Exports',
  exporting: (n: number) => `${number(n)} written`,
  exported: (rows: number, file: string) => `${count(rows, 'row')} in ${file}`,
  exportCancelled: 'Cancelled; no file was left.',
  exportFailed: (reason: string) => `Failed: ${reason}`,
  cancelExport: (title: string) => `Cancel ${title}`,
  dismissExport: (title: string) => `Put ${title} away`,
  cancel: 'Cancel',
} as const;
