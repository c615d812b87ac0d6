import { type PermissionName, permissionBit } from '@shared/discord/permissions';
import type { RoomSummary } from '@shared/models/workspace';
import { describe, expect, test } from 'vitest';
import {
  judgeBitrate,
  judgeClock,
  judgeDave,
  judgeDisk,
  judgePeak,
  judgePermissions,
  judgeRoom,
  judgeRoundTrip,
} from '../../../../src/main/services/live/check/judge';

function aRoom(change: Partial<RoomSummary> = {}, ...permissions: PermissionName[]): RoomSummary {
  const bits = permissions.reduce((all, name) => all | permissionBit(name), 0n);
  return {
    kind: 'voice',
    userLimit: 0,
    canManage: false,
    ownPermissions: bits.toString(),
    ...change,
  } as RoomSummary;
}

describe('permissions', () => {
  test('everything a host needs is green, priority speaker only told of', () => {
    expect(judgePermissions(aRoom({}, 'VIEW_CHANNEL', 'CONNECT', 'SPEAK', 'USE_VAD'))).toEqual({
      status: 'ok',
      figure: 0,
      notes: ['Priority Speaker'],
    });
  });

  test('a missing one is red and named as in the settings of Discord', () => {
    expect(judgePermissions(aRoom({}, 'VIEW_CHANNEL', 'CONNECT', 'USE_VAD'))).toMatchObject({
      status: 'fail',
      figure: 1,
      notes: ['Speak', 'Priority Speaker'],
    });
  });

  test('without voice activity one has to push to talk: amber', () => {
    expect(judgePermissions(aRoom({}, 'VIEW_CHANNEL', 'CONNECT', 'SPEAK'))).toMatchObject({ status: 'warn' });
  });

  test('on a stage one speaks by asking, or at once as a moderator', () => {
    const stage = { kind: 'stage' as const };
    expect(judgePermissions(aRoom(stage, 'VIEW_CHANNEL', 'CONNECT'))).toMatchObject({
      status: 'fail',
      notes: ['Request to Speak'],
    });
    expect(judgePermissions(aRoom(stage, 'VIEW_CHANNEL', 'CONNECT', 'REQUEST_TO_SPEAK'))).toMatchObject({
      status: 'warn',
    });
    expect(judgePermissions(aRoom(stage, 'VIEW_CHANNEL', 'CONNECT', 'MUTE_MEMBERS'))).toMatchObject({
      status: 'ok',
    });
  });
});

describe('the room', () => {
  test('full is red, for who may move members amber, and no matter for who is inside', () => {
    expect(judgeRoom(aRoom({ userLimit: 4 }), 4, false)).toMatchObject({ status: 'fail', figure: 4 });
    // Managing the channel does not let in, moving members does.
    const manager = aRoom({ userLimit: 4, canManage: true }, 'MANAGE_CHANNELS');
    expect(judgeRoom(manager, 4, false)).toMatchObject({ status: 'fail' });
    const mover = aRoom({ userLimit: 4 }, 'MOVE_MEMBERS');
    expect(judgeRoom(mover, 4, false)).toMatchObject({ status: 'warn' });
    expect(judgeRoom(aRoom({ userLimit: 4 }), 4, true)).toMatchObject({ status: 'ok' });
    expect(judgeRoom(aRoom({ userLimit: 4 }), 3, false)).toMatchObject({ status: 'warn' });
    expect(judgeRoom(aRoom(), 90, false)).toMatchObject({ status: 'ok', figure: 90 });
  });
});

test.each([
  [judgeBitrate(64_000), 'ok'],
  [judgeBitrate(48_000), 'warn'],
  [judgeBitrate(16_000), 'fail'],
  [judgeRoundTrip(40), 'ok'],
  [judgeRoundTrip(250), 'warn'],
  [judgeRoundTrip(900), 'fail'],
  [judgeRoundTrip(null), 'fail'],
  [judgeDave(true, 300), 'ok'],
  [judgeDave(true, null), 'ok'],
  [judgeDave(true, 6_000), 'warn'],
  [judgeDave(false, null), 'warn'],
  [judgeClock(-900), 'ok'],
  [judgeClock(9_000), 'warn'],
  [judgeClock(-90_000), 'fail'],
  [judgePeak(-12), 'ok'],
  [judgePeak(-42), 'warn'],
  [judgePeak(-60), 'fail'],
  [judgePeak(0), 'warn'],
])('%j is %s', ({ status }, expected) => {
  expect(status).toBe(expected);
});

test('an hour of ten people at 64 kbit/s takes about 0.3 GB', () => {
  expect(judgeDisk(305_280_000, 10, 64_000)).toMatchObject({ status: 'warn', figure: 1 });
  expect(judgeDisk(30e9, 10, 64_000)).toMatchObject({ status: 'ok' });
  expect(judgeDisk(1e6, 10, 64_000)).toMatchObject({ status: 'fail' });
});
