import type { DialGroup, DialId } from '../features/rehearsal/dials';
import type { PresetId } from '../features/rehearsal/presets';

/** Words of the rehearsal panel: what can go wrong on the practice server, on purpose. */
const presets: Record<PresetId, { name: string; says: string }> = {
  calm: { name: 'Calm', says: 'Nothing goes wrong' },
  wifi: { name: 'Bad Wi-Fi', says: 'Late, uneven, packets lost' },
  cuts: { name: 'Cut every 30 s', says: 'The line goes and comes back' },
  outage: { name: 'Discord outage', says: 'Nothing answers for a minute' },
  rateLimited: { name: 'Rate limited', says: 'Every second request must wait' },
  storm: { name: 'Storm', says: '300 changes a second for a minute' },
};
const groups: Record<DialGroup, string> = {
  line: 'Line',
  events: 'Events',
  requests: 'Requests',
  voice: 'Voice',
};
const dials: Record<DialId, string> = {
  latency: 'Delay',
  jitter: 'Uneven by up to',
  cutEvery: 'Cut every',
  reconnectEvery: 'Reconnect every',
  duplicate: 'Doubled',
  reorder: 'Out of order',
  drop: 'Lost',
  unknown: 'Unknown to us',
  serverErrors: 'Server errors',
  rateLimits: 'Told to wait',
  voiceLoss: 'Packets to you lost',
  voiceUplinkLoss: 'Your packets lost',
  voiceJitter: 'Uneven by up to',
  voiceReorder: 'Out of order',
  voiceBandwidth: 'No more than',
  blackHoleEvery: 'UDP goes dead every',
  newGroupEvery: 'New encrypted group every',
  spoilCommitEvery: 'Damaged commit every',
  plainEvery: 'Five seconds unencrypted every',
};

export const rehearsalStrings = {
  title: 'Rehearsal',
  open: 'Open rehearsal',
  hint: 'Trouble on purpose. Only the practice server is touched, never Discord.',
  presets,
  presetsLabel: 'What the evening is like',
  groups,
  dials,
  off: 'Off',
  custom: 'Own mix',
  now: 'Now',
  cut: 'Cut the line',
  reconnect: 'Ask to reconnect',
  invalidSession: 'End the session',
  voiceCut: 'Cut voice',
  voiceMove: 'Move voice server',
  done: 'Done on the practice server',
  storm: 'Storm',
  stormRuns: (done: number, planned: number) =>
    `${done.toLocaleString('en')} of ${planned.toLocaleString('en')} changes made`,
  stormIdle: 'Voice, messages, typing and presence change many times a second.',
  stormRate: 'Changes a second',
  startStorm: 'Start for a minute',
  stopStorm: 'Stop the storm',
  size: {
    title: 'Size of the server',
    members: 'Members',
    rooms: 'More rooms',
    inVoice: 'In rooms',
    hint: 'Another size is another server: it begins anew, and what was made on this one is gone.',
    start: 'Begin anew in this size',
    started: (members: number, rooms: number, inVoice: number) =>
      `The practice server has ${members.toLocaleString('en')} members, ${rooms} more rooms and ${inVoice.toLocaleString('en')} people in rooms`,
    outside: (part: string, min: number, max: number) =>
      `${part}: a whole number from ${min} to ${max.toLocaleString('en')}.`,
    moreThanMembers: 'More people in rooms than there are members.',
  },
  calm: 'Back to calm',
  on: (what: string) => `Rehearsal: ${what}`,
  dropNote: 'Discord never loses events while a connection lives. Use it to see what the window does then.',
};
