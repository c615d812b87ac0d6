import { describe, expect, it } from 'vitest';
import {
  type CapturingParts,
  createCapturing,
  stateOfFailure,
  type WantedInput,
} from '../../../src/renderer/features/sound/capturing';
import type { CaptureState } from '../../../src/renderer/state/live/apply';

const WANTED: WantedInput = {
  deviceId: null,
  processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
};

class AStream {
  stopped = false;
  getTracks() {
    return [{ stop: () => (this.stopped = true) }];
  }
}

/** Devices that a test opens, refuses and unplugs. */
function devices() {
  const told: CaptureState[] = [];
  const asked: WantedInput[] = [];
  const streams: AStream[] = [];
  const closed: string[] = [];
  let unplug: () => void = () => undefined;
  let changed: () => void = () => undefined;
  let failure: Error | null = null;
  let portFailure: Error | null = null;
  let reconnected = 0;
  let gate: Promise<void> = Promise.resolve();
  const parts: CapturingParts = {
    async getStream(_input, wanted) {
      asked.push(wanted);
      await gate;
      if (failure) throw failure;
      const stream = new AStream();
      streams.push(stream);
      return stream as unknown as MediaStream;
    },
    async open(_input, _stream, onEnded) {
      if (portFailure) throw portFailure;
      unplug = onEnded;
      return {
        label: 'Headset',
        async reconnect() {
          if (failure) throw failure;
          reconnected += 1;
        },
        close: (reason) => void closed.push(reason),
      };
    },
    listDevices: async () => [{ deviceId: 'd1', label: 'Headset' }],
    onDevicesChanged(listener) {
      changed = listener;
      return () => undefined;
    },
    tell: (_input, state) => void told.push(state),
    tellDevices: () => undefined,
  };
  return {
    parts,
    told,
    get reconnected() {
      return reconnected;
    },
    asked,
    streams,
    closed,
    unplug: () => unplug(),
    change: () => changed(),
    failPort: (error: Error | null) => {
      portFailure = error;
    },
    fail: (error: Error | null) => {
      failure = error;
    },
    hold(): () => void {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
  };
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
const kinds = (states: readonly CaptureState[]) => states.map((state) => state.kind);

describe('capturing a device', () => {
  it('opens what is wanted once, and closes it when it no longer is', async () => {
    const d = devices();
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    capturing.want('microphone', { ...WANTED });
    await settle();
    expect(kinds(d.told)).toEqual(['opening', 'open']);
    capturing.want('microphone', null);
    expect(d.closed).toEqual(['closed']);
    expect(d.told.at(-1)).toEqual({ kind: 'off' });
  });

  it('sends an open device into a new engine without closing it', async () => {
    const d = devices();
    const capturing = createCapturing(d.parts);
    capturing.reconnect();
    capturing.want('microphone', WANTED);
    await settle();
    capturing.reconnect();
    await settle();
    expect(d.reconnected).toBe(1);
    expect([d.asked.length, d.closed]).toEqual([1, []]);
    expect(kinds(d.told)).toEqual(['opening', 'open']);
  });

  it('begins anew with a device that was being opened for the engine that is gone', async () => {
    const d = devices();
    const letOpen = d.hold();
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    capturing.reconnect();
    letOpen();
    await settle();
    expect(d.asked.length).toBe(2);
    expect(d.streams[0]?.stopped).toBe(true);
    expect(kinds(d.told).at(-1)).toBe('open');
  });

  it('says when a device cannot be sent into a new engine, and lets go of it', async () => {
    const d = devices();
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    await settle();
    d.fail(new Error('the window was refused'));
    capturing.reconnect();
    await settle();
    expect(d.closed).toEqual(['closed']);
    expect(d.told.at(-1)).toEqual({ kind: 'failed', reason: 'the window was refused' });
  });

  it('takes another device in place of the one before', async () => {
    const d = devices();
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    await settle();
    capturing.want('microphone', { ...WANTED, deviceId: 'd1' });
    await settle();
    expect(d.asked.map((wanted) => wanted.deviceId)).toEqual([null, 'd1']);
    expect(d.closed).toEqual(['closed']);
  });

  it('lets a stream go that comes after it is no longer wanted', async () => {
    const d = devices();
    const open = d.hold();
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    await settle();
    capturing.want('microphone', null);
    open();
    await settle();
    expect(d.streams[0]?.stopped).toBe(true);
    expect(d.told.at(-1)).toEqual({ kind: 'off' });
  });

  it('says that it was unplugged, and goes on when a device comes back', async () => {
    const d = devices();
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    await settle();
    d.unplug();
    expect(d.told.at(-1)).toEqual({ kind: 'unplugged' });
    d.change();
    await settle();
    expect(d.told.at(-1)).toEqual({ kind: 'open', label: 'Headset' });
  });

  it('lets the device go when it cannot be sent to the engine', async () => {
    const d = devices();
    d.failPort(new Error('no port'));
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    await settle();
    expect(d.streams.map(({ stopped }) => stopped)).toEqual([true]);
    expect(d.told.at(-1)).toEqual({ kind: 'failed', reason: 'no port' });
  });

  it('tries again with the next device what was busy when it was plugged in', async () => {
    const d = devices();
    d.fail(new DOMException('busy', 'NotReadableError'));
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    await settle();
    d.fail(null);
    d.change();
    await settle();
    expect(d.told.at(-1)?.kind).toBe('open');
  });

  it('never asks for the computer’s sound by itself, and says that a press starts it', async () => {
    const d = devices();
    d.fail(new DOMException('no gesture', 'InvalidStateError'));
    const capturing = createCapturing(d.parts);
    capturing.want('system', WANTED);
    await settle();
    expect(d.told.at(-1)).toEqual({ kind: 'needsPress' });
    d.fail(null);
    d.change();
    await settle();
    expect(d.asked.length).toBe(1);
    capturing.retry('system');
    await settle();
    d.unplug();
    d.change();
    await settle();
    expect(d.asked.length).toBe(2);
    expect(d.told.at(-1)).toEqual({ kind: 'unplugged' });
  });

  it('says what a refusal means, does not ask again by itself, and does when told', async () => {
    const d = devices();
    d.fail(new DOMException('denied', 'NotAllowedError'));
    const capturing = createCapturing(d.parts);
    capturing.want('microphone', WANTED);
    await settle();
    expect(d.told.at(-1)).toEqual({ kind: 'refused' });
    d.change();
    await settle();
    expect(d.asked.length).toBe(1);
    d.fail(null);
    capturing.retry('microphone');
    await settle();
    expect(d.told.at(-1)?.kind).toBe('open');
  });

  it('tells apart refusals, missing devices and what nobody foresaw', () => {
    expect(stateOfFailure(new DOMException('', 'SecurityError')).kind).toBe('refused');
    expect(stateOfFailure(new DOMException('', 'NotFoundError')).kind).toBe('noDevice');
    expect(stateOfFailure(new DOMException('', 'OverconstrainedError')).kind).toBe('noDevice');
    expect(stateOfFailure(new DOMException('busy', 'NotReadableError'))).toEqual({
      kind: 'failed',
      reason: 'busy',
    });
  });
});
