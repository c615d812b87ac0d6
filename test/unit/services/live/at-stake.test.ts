import { type AirCall, airOf } from '@shared/models/air';
import { expect, test } from 'vitest';
import { atStakeOf } from '../../../../src/main/services/live';

const lounge: AirCall = {
  ...{ kind: 'active', roomName: 'Lounge', phase: 'ready', readyAtMs: 1, selfMute: false },
};
const hall = { roomName: 'Hall', guildName: 'Club', phase: 'ready', relaying: false } as const;

test('nothing is at stake in no room, whatever plays in the own ears', () => {
  expect(atStakeOf(airOf({ kind: 'idle' }, [], true), false)).toBeNull();
});

test('on air and recording both are said, and what is kept', () => {
  expect(atStakeOf(airOf(lounge, [], true), true)).toEqual({
    message: 'You are on air in Lounge, and recording',
    detail: 'Quitting Roomtone leaves the room and ends the recording. What has been recorded is kept.',
  });
});

test('being in a room silently, on the way to one, or in those of a broadcast is asked about, too', () => {
  expect(atStakeOf(airOf(lounge, [], false), false)?.message).toBe('You are in Lounge');
  expect(atStakeOf(airOf({ ...lounge, phase: 'reconnecting' }, [], true), false)).not.toBeNull();
  expect(atStakeOf(airOf(lounge, [hall], false), false)?.detail).toBe(
    'Quitting Roomtone leaves all 2 rooms.',
  );
  expect(atStakeOf(airOf({ kind: 'idle' }, [hall], true), false)?.message).toBe('You are on air in Hall');
});

test('names the rooms that people are relayed to, not the one they speak in', () => {
  const air = airOf(lounge, [{ ...hall, relaying: true }], false);
  expect(atStakeOf(air, false)?.message).toBe('You are on air in Hall');
});
