import { type AirState, roomsText } from '@shared/models/air';

/** What would end with the app, in words for the one who is about to end it. */
export interface AtStake {
  message: string;
  detail: string;
}

/** Null when nobody hears us and nothing is recorded: then the app may end without a question. Pure. */
export function atStakeOf({ kind, rooms, airIn }: AirState, recording: boolean): AtStake | null {
  if (kind === 'ears' && !recording) return null;
  const where = kind === 'onAir' ? `on air in ${roomsText(airIn)}` : `in ${roomsText(rooms)}`;
  const ends = [
    ...(rooms.length === 0
      ? []
      : [rooms.length === 1 ? 'leaves the room' : `leaves all ${rooms.length} rooms`]),
    ...(recording ? ['ends the recording'] : []),
  ];
  const kept = recording ? ' What has been recorded is kept.' : '';
  return {
    message:
      rooms.length === 0 ? 'You are recording' : `You are ${where}${recording ? ', and recording' : ''}`,
    detail: `Quitting Roomtone ${ends.join(' and ')}.${kept}`,
  };
}
