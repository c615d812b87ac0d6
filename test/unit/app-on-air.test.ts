import type { AirState } from '@shared/models/air';
import type { CallState } from '@shared/models/calls';
import type { BroadcastRoom, LiveChange } from '@shared/models/live';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AppContext } from '../../src/main/app-context';
import { showOnAir } from '../../src/main/app-on-air';
import type { OnAirWish } from '../../src/main/services/live';
import { Emitter } from '../../src/main/support/emitter';
import { Scope } from '../../src/main/support/scope';
import { SteppedClock } from '../support/stepped-clock';

let call: CallState;
let rooms: BroadcastRoom[];
let done: string[];
let shown: AirState[];
let scope: Scope;
const asked = new Emitter<OnAirWish>();
const callChanged = new Emitter<CallState>();

const inLounge = { kind: 'active', roomName: 'Lounge', phase: 'ready', selfMute: false } as CallState;
const hall = { roomName: 'Hall', phase: 'ready' } as BroadcastRoom;

beforeEach(() => {
  call = inLounge;
  rooms = [hall];
  done = [];
  shown = [];
  scope = new Scope();
  const parts = {
    calls: {
      get state() {
        return call;
      },
      onChanged: callChanged.on,
      setSelfMute: (muted: boolean) => done.push(`mute ${muted}`),
      depart: async () => void done.push('leave the call'),
    },
    broadcast: {
      rooms: () => rooms,
      onChanged: () => () => undefined,
      leaveAll: () => done.push('leave all'),
    },
    live: {
      isSounding: true,
      onChanged: (_listener: (change: LiveChange) => void) => () => undefined,
      stopAll: () => done.push('stop all'),
    },
  };
  const sign = { show: (air: AirState) => shown.push(air), onAsked: asked.on, close: () => undefined };
  showOnAir(
    { clock: new SteppedClock(), scope } as unknown as AppContext,
    sign,
    parts as unknown as Parameters<typeof showOnAir>[2],
  );
});

afterEach(() => scope.close());

test('Mute in the tray mutes the call, and leaves no room where there is none', () => {
  asked.emit('toggleMute');
  call = { ...inLounge, selfMute: true } as CallState;
  asked.emit('toggleMute');
  call = { kind: 'idle' };
  asked.emit('toggleMute');
  expect(done).toEqual(['mute true', 'mute false']);
});

test('Leave in the tray leaves every room, with and without a call', () => {
  asked.emit('leave');
  expect(done).toEqual(['leave all', 'leave the call']);
});

test('what is shown is who hears us', () => {
  callChanged.emit(call);
  call = { kind: 'idle' };
  callChanged.emit(call);
  expect(shown).toMatchObject([
    { kind: 'onAir', heardIn: ['Lounge', 'Hall'] },
    { kind: 'onAir', heardIn: ['Hall'], inCall: false },
  ]);
});
