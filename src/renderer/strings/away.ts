import type { AwayItem, AwayKind } from '@shared/models/away';

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const people = (n: number) => count(n, 'person', 'people');

/** Words of what was different after a time in which nobody could be told. */
export const awayStrings = {
  title: (span: string) => `While you were away (${span})`,
  between: (from: string, to: string) => `${from} to ${to}`,
  earlier: (n: number) => count(n, 'earlier time', 'earlier times'),
  show: 'Show what changed',
  hide: 'Hide',
  timeline: 'Timeline',
  list: 'What changed while you were away',
  andMore: (n: number) => `and ${n} more; all of it is in the timeline`,
  moreKinds: (n: number) => `${n} more`,
  somebody: 'Somebody',
  aRoom: 'a room',
  counted: {
    joined: (n: number) => `${people(n)} came`,
    left: (n: number) => `${people(n)} left`,
    moved: (n: number) => `${people(n)} moved`,
    voice: (n: number) => `${people(n)} muted, unmuted or the like`,
    stageStarted: (n: number) => `${count(n, 'stage')} went live`,
    stageEnded: (n: number) => `${count(n, 'stage')} closed`,
    roomOpened: (n: number) => `${count(n, 'room')} made`,
    roomEnded: (n: number) => `${count(n, 'room')} ended`,
    roomRenamed: (n: number) => `${count(n, 'room')} renamed`,
    channelOpened: (n: number) => `${count(n, 'channel')} made`,
    channelEnded: (n: number) => `${count(n, 'channel')} deleted`,
    channelRenamed: (n: number) => `${count(n, 'channel')} renamed`,
    memberJoined: (n: number) => `${count(n, 'new member')}`,
    memberLeft: (n: number) => `${count(n, 'member')} fewer`,
    guildLeft: () => 'the bot is in this server no longer',
  } satisfies Record<AwayKind, (n: number) => string>,
  /** Pieces of a sentence; what begins one is capitalised there. */
  said: {
    joined: ({ who, place }) => `${who} came to ${place}`,
    left: ({ who, place }) => `${who} left ${place}`,
    moved: ({ who, place, detail }) =>
      detail === null ? `${who} moved to ${place}` : `${who} moved from ${detail} to ${place}`,
    voice: ({ who, place }) => `${who} in ${place} is heard or seen differently`,
    stageStarted: ({ place, detail }) =>
      detail === null ? `${place} went live` : `${place} went live: ${detail}`,
    stageEnded: ({ place }) => `the stage in ${place} closed`,
    roomOpened: ({ place }) => `room ${place} was made`,
    roomEnded: ({ place }) => `room ${place} ended`,
    roomRenamed: ({ place, detail }) => `room ${detail} is now called ${place}`,
    channelOpened: ({ place }) => `#${place} was made`,
    channelEnded: ({ place }) => `#${place} was deleted`,
    channelRenamed: ({ place, detail }) => `#${detail} is now called #${place}`,
    memberJoined: ({ who }) => `${who} is a new member`,
    memberLeft: ({ who }) => `${who} is no longer a member`,
    guildLeft: () => 'the bot is in this server no longer',
  } satisfies Record<AwayKind, (said: { who: string; place: string; detail: AwayItem['detail'] }) => string>,
} as const;
