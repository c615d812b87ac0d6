import type { TimelineKind } from '@shared/models/archive';

/** What is known of an event besides its kind; each may be unknown. */
export interface EventFacts {
  hasWho: boolean;
  hasRoom: boolean;
  hasFrom: boolean;
  hasBy: boolean;
  detail: string | null;
}

type Sentence = (facts: EventFacts) => string;

const inRoom = (text: string): Sentence => {
  return ({ hasRoom }) => (hasRoom ? `${text} in {room}` : text);
};
const bySelfOrServer = (self: string, server: string): Sentence => {
  return (facts) =>
    facts.detail === 'server'
      ? inRoom(facts.hasBy ? `${server} by {by}` : `${server} by a moderator`)(facts)
      : inRoom(self)(facts);
};

/** What happened: the timeline's sentences, its filters, and what it shares with attendance. */
export const timelineStrings = {
  label: 'Timeline',
  loading: 'Reading the timeline…',
  loadFailed: 'The timeline could not be read',
  olderFailed: 'Older events could not be read',
  emptyTitle: 'Nothing kept yet',
  emptyBody:
    'While an account is connected, Roomtone notes who comes and goes, what happens to rooms, and what it does itself. It appears here as it happens.',
  noMatchTitle: 'Nothing fits',
  noMatchBody: 'Nothing that was kept fits what you chose.',
  clearFilters: 'Show everything',
  loadingOlder: 'Reading older events…',
  start: 'Here the timeline begins.',
  newer: (n: number) => (n === 1 ? '1 new event' : `${n} new events`),
  by: (time: string) => `by ${time}`,
  uncertain: 'seen later',
  uncertainHint: (time: string) => `It happened while nobody watched, and was found at ${time}.`,
  away: 'While we were away',
  awaySpan: (from: string, to: string, span: string) => `${from} to ${to}, ${span}`,
  awayHint: 'Roomtone was not connected. What it could tell afterwards stands above as “seen later”.',
  onlyThis: (name: string) => `Only ${name}`,
  somebody: 'Somebody',
  aRoom: 'a room',
  sentences: {
    joined: () => '{who} joined {room}',
    left: () => '{who} left {room}',
    moved: ({ hasFrom }) => (hasFrom ? '{who} moved from {from} to {room}' : '{who} moved to {room}'),
    muted: bySelfOrServer('{who} muted themselves', '{who} was muted'),
    unmuted: bySelfOrServer('{who} unmuted themselves', '{who} was unmuted'),
    deafened: bySelfOrServer('{who} deafened themselves', '{who} was deafened'),
    undeafened: bySelfOrServer('{who} undeafened themselves', '{who} was undeafened'),
    streamStarted: inRoom('{who} started sharing a screen'),
    streamEnded: inRoom('{who} stopped sharing a screen'),
    cameraOn: inRoom('{who} turned the camera on'),
    cameraOff: inRoom('{who} turned the camera off'),
    roomOpened: () => '{room} was opened',
    roomEnded: () => '{room} was ended',
    roomRenamed: ({ detail }) => (detail === null ? '{room} was renamed' : '{detail} was renamed to {room}'),
    roomStatus: ({ detail }) =>
      detail === null ? 'The status of {room} was cleared' : '{room} has a new status: “{detail}”',
    stageStarted: ({ detail }) => (detail === null ? '{room} went live' : '{room} went live: “{detail}”'),
    stageTopic: ({ detail }) =>
      detail === null ? '{room} has a new topic' : '{room} has a new topic: “{detail}”',
    stageEnded: () => '{room} is no longer live',
    messageEdited: ({ hasWho }) =>
      hasWho ? '{who} edited a message in {room}' : 'A message in {room} was edited',
    messageDeleted: ({ hasWho, detail }) => {
      if (detail !== null) return '{detail} messages in {room} were deleted';
      return hasWho ? 'A message of {who} in {room} was deleted' : 'A message in {room} was deleted';
    },
    memberJoined: () => '{who} joined the community',
    memberLeft: () => '{who} left the community',
    threadOpened: () => 'The thread {room} was opened',
    threadEnded: () => 'The thread {room} was deleted',
    ownAction: ({ detail, hasWho, hasRoom }) => {
      const what = `With Roomtone: ${detail === null ? 'done' : '{detail}'}`;
      if (!hasWho) return hasRoom ? `${what} {room}` : what;
      if (!hasRoom) return `${what} {who}`;
      return detail === 'moved' ? `${what} {who} to {room}` : `${what} {who} in {room}`;
    },
    away: () => 'While we were away',
  } satisfies Record<TimelineKind, Sentence>,
  kinds: 'What happened',
  groups: {
    presence: 'Coming and going',
    sound: 'Sound and picture',
    rooms: 'Rooms',
    stages: 'Stages',
    messages: 'Messages',
    members: 'Members',
    threads: 'Threads',
    own: 'Done with Roomtone',
  },
  where: {
    label: 'Where',
    anywhere: 'Everywhere',
    guild: (name: string) => `All of ${name}`,
    ended: (name: string) => `${name} (ended)`,
    direct: 'Direct messages',
  },
  person: {
    label: 'Person',
    placeholder: 'Anybody',
    remove: (name: string) => `No longer only ${name}`,
    none: 'Nobody of that name.',
  },
  period: {
    label: 'Period',
    any: 'Any time',
    today: 'Today',
    yesterday: 'Yesterday',
    week: '7 days',
    month: 'This month',
    custom: 'From … to …',
    from: 'From',
    to: 'To',
    backwards: 'The end lies before the beginning.',
    missing: 'Choose a beginning and an end.',
  },
  export: {
    open: 'Export',
    formats: {
      csv: 'Table (CSV)',
      markdown: 'Markdown',
      json: 'JSON',
      html: 'Web page (HTML)',
      text: 'Plain text',
    },
  },
} as const;

export type TimelineGroup = keyof typeof timelineStrings.groups;
