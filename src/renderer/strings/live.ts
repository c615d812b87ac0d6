import { checkStrings } from './live/check';
import { consoleStrings } from './live/console';
import { inputStrings } from './live/inputs';
import { liveRoomStrings } from './live/room';
import { showStrings } from './live/show';

/** The Live desk: a small broadcast console. */
export const liveStrings = {
  desk: 'Live desk',
  silenced: {
    audience: 'You are in the audience: nobody hears you until a moderator invites the bot to speak.',
    moderator: 'A moderator has server-muted the bot: nobody hears you until that is undone.',
  },
  volume: (name: string) => `Volume of ${name}`,
  muteFor: (name: string) => `Mute ${name} for yourself`,
  unmuteFor: (name: string) => `Unmute ${name} for yourself`,
  level: (name: string) => `Level of ${name}`,
  own: 'you',
  deckName: (id: string) => `Deck ${id.toUpperCase()}`,
  fold: (name: string) => `Fold ${name}`,
  unfold: (name: string) => `Unfold ${name}`,
  tabs: { right: 'Desk panels', left: 'Queue or run of show', room: 'Room' },
  say: {
    onAir: 'You are on air',
    offAir: 'You are silent',
    micOpen: 'Microphone on',
    micClosed: 'Microphone off',
  },
  title: (room: string) => `● On air · ${room} · Roomtone`,
  ...consoleStrings,
  ...inputStrings,
  ...liveRoomStrings,
  ...checkStrings,
  ...showStrings,
};
