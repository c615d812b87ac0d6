import type { TimelineKind } from '@shared/models/archive';

/** What is known of an event besides its kind; each may be unknown. */
export interface EventFacts {
  hasWho: boolean;
  hasRoom: boolean;
  hasFrom: boolean;
  hasBy: boolean;
  detail: string | null;
  /** Of a deed. */
  verb: string | null;
  name: boolean;
}

type Sentence = (facts: EventFacts) => string;

/** Passive sentences end with who did it, where that is known. */
const byWhom = (text: string): Sentence => {
  return ({ hasBy }) => (hasBy ? `${text} by {by}` : text);
};
const inRoom = (text: string): Sentence => {
  return ({ hasRoom }) => (hasRoom ? `${text} in {room}` : text);
};
const bySelfOrServer = (self: string, server: string): Sentence => {
  return (facts) =>
    facts.detail === 'server'
      ? inRoom(facts.hasBy ? `${server} by {by}` : `${server} by a moderator`)(facts)
      : inRoom(self)(facts);
};

type Deed = string | ((hasRoom: boolean, hasName: boolean) => string);
const named = (text: string, what: string): Deed => {
  return (_room, hasName) => `${text} ${hasName ? `the ${what} “{name}”` : `a ${what}`}`;
};
const about = (text: string, rest: string): Deed => {
  return (_room, hasName) => (hasName ? `${text} {name}${rest}` : `${text} roles${rest}`);
};
const there = (text: string): Deed => {
  return (hasRoom) => (hasRoom ? `${text} in {room}` : text);
};

/** What somebody did that has no line of its own, by its verb. */
const DEEDS: Readonly<Record<string, Deed>> & { other: Deed } = {
  other: '{by} changed something that stands in the audit log',
  guildChanged: '{by} changed the settings of the community',
  channelCreated: '{by} opened {room}',
  channelChanged: '{by} changed the settings of {room}',
  channelDeleted: '{by} ended {room}',
  permissionsChanged: '{by} changed who may do what in {room}',
  kicked: '{by} kicked {who}',
  banned: '{by} banned {who}',
  unbanned: '{by} lifted the ban of {who}',
  memberChanged: '{by} changed something about {who}',
  renamed: '{by} gave {who} another name here',
  timedOut: '{by} timed {who} out',
  timeoutLifted: '{by} lifted the time-out of {who}',
  roleGiven: about('{by} gave', ' to {who}'),
  roleTaken: about('{by} took', ' from {who}'),
  rolesChanged: about('{by} changed', ' of {who}'),
  moved: (hasRoom) => (hasRoom ? '{by} moved somebody to {room}' : '{by} moved somebody'),
  disconnected: '{by} disconnected somebody from a room',
  muted: '{by} muted {who}',
  unmuted: '{by} unmuted {who}',
  deafened: '{by} deafened {who}',
  undeafened: '{by} undeafened {who}',
  roleCreated: named('{by} made', 'role'),
  roleChanged: named('{by} changed', 'role'),
  roleDeleted: named('{by} deleted', 'role'),
  webhookCreated: (hasRoom, hasName) =>
    `{by} made ${hasName ? 'the webhook “{name}”' : 'a webhook'}${hasRoom ? ' in {room}' : ''}`,
  webhookChanged: named('{by} changed', 'webhook'),
  webhookDeleted: named('{by} deleted', 'webhook'),
  messagesDeleted: there('{by} deleted messages'),
  pinned: there('{by} pinned a message of {who}'),
  unpinned: there('{by} unpinned a message of {who}'),
  stageStarted: '{by} went live in {room}',
  stageChanged: '{by} changed the stage in {room}',
  stageEnded: '{by} ended the stage in {room}',
  threadOpened: '{by} opened the thread {room}',
  threadChanged: '{by} changed the thread {room}',
  threadDeleted: '{by} deleted the thread {room}',
  archived: '{by} archived the thread {room}',
  unarchived: '{by} brought the thread {room} back',
  locked: '{by} locked the thread {room}',
  unlocked: '{by} unlocked the thread {room}',
  statusSet: '{by} set a status for {room}',
  statusCleared: '{by} cleared the status of {room}',
};

/** What happened: the timeline's sentences, its filters, and what it shares with attendance. */
export const timelineStrings = {
  label: 'Timeline',
  loading: 'Reading the timeline…',
  loadFailed: 'The timeline could not be read',
  olderFailed: 'Older events could not be read',
  emptyTitle: 'Nothing kept yet',
  emptyBody:
    'While an account is connected, Roomtone notes who comes and goes, what happens to rooms, and who did what as far as the audit log may be read. It appears here as it happens.',
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
  ofRoom: 'Timeline of this room',
  show: {
    message: 'Show the message in its channel',
    kept: 'Show what is kept of it',
    channel: 'Open the channel',
    room: 'Show the room',
    gone: 'This message is not in the channel any more.',
  },
  reason: (text: string) => `Reason: ${text}`,
  onlyThis: (name: string) => `Only ${name}`,
  somebody: 'Somebody',
  aRoom: 'a room',
  sentences: {
    joined: () => '{who} joined {room}',
    left: ({ hasBy }) => (hasBy ? '{who} was disconnected from {room} by {by}' : '{who} left {room}'),
    moved: ({ hasBy, hasFrom }) => {
      const way = hasFrom ? 'from {from} to {room}' : 'to {room}';
      return hasBy ? `{who} was moved ${way} by {by}` : `{who} moved ${way}`;
    },
    muted: bySelfOrServer('{who} muted themselves', '{who} was muted'),
    unmuted: bySelfOrServer('{who} unmuted themselves', '{who} was unmuted'),
    deafened: bySelfOrServer('{who} deafened themselves', '{who} was deafened'),
    undeafened: bySelfOrServer('{who} undeafened themselves', '{who} was undeafened'),
    streamStarted: inRoom('{who} started sharing a screen'),
    streamEnded: inRoom('{who} stopped sharing a screen'),
    cameraOn: inRoom('{who} turned the camera on'),
    cameraOff: inRoom('{who} turned the camera off'),
    roomOpened: byWhom('{room} was opened'),
    roomEnded: byWhom('{room} was ended'),
    roomRenamed: (facts) =>
      byWhom(facts.detail === null ? '{room} was renamed' : '{detail} was renamed to {room}')(facts),
    roomStatus: (facts) => {
      if (facts.detail === null) return byWhom('The status of {room} was cleared')(facts);
      return facts.hasBy ? '{by} set a status for {room}: “{detail}”' : '{room} has a new status: “{detail}”';
    },
    stageStarted: (facts) => {
      const live = facts.hasBy ? '{by} went live in {room}' : '{room} went live';
      return facts.detail === null ? live : `${live}: “{detail}”`;
    },
    stageTopic: ({ hasBy, detail }) => {
      if (detail === null) return hasBy ? '{by} gave {room} a new topic' : '{room} has a new topic';
      return hasBy ? '{by} gave {room} a new topic: “{detail}”' : '{room} has a new topic: “{detail}”';
    },
    stageEnded: ({ hasBy }) => (hasBy ? '{by} ended the stage in {room}' : '{room} is no longer live'),
    messageEdited: ({ hasWho }) =>
      hasWho ? '{who} edited a message in {room}' : 'A message in {room} was edited',
    messageDeleted: (facts) => {
      if (facts.detail !== null) return byWhom('{detail} messages in {room} were deleted')(facts);
      return byWhom(
        facts.hasWho ? 'A message of {who} in {room} was deleted' : 'A message in {room} was deleted',
      )(facts);
    },
    memberJoined: () => '{who} joined the community',
    memberLeft: (facts) => {
      if (facts.detail === 'banned') return byWhom('{who} was banned')(facts);
      return facts.hasBy ? '{who} was kicked by {by}' : '{who} left the community';
    },
    threadOpened: byWhom('The thread {room} was opened'),
    threadEnded: byWhom('The thread {room} was deleted'),
    deed: ({ verb, hasRoom, name }) => {
      const sentence = (verb !== null && Object.hasOwn(DEEDS, verb) && DEEDS[verb]) || DEEDS.other;
      return typeof sentence === 'string' ? sentence : sentence(hasRoom, name);
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
    deeds: 'Who did what',
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
