import { LiveSettingsPatch } from '@shared/models/live';
import { DEFAULT_LIVE_SETTINGS } from '@shared/models/live-defaults';
import { patchedSettings } from '@shared/models/live-patch';
import { fitsSystem } from '@shared/models/system-keys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const PATCHES = [
  { microphone: { enabled: true } },
  { microphone: { gainDb: -6 } },
  { ducking: { excludedUserIds: [] } },
  { ducking: { depthDb: -20 } },
  { shortcuts: { stopAll: 'F8' } },
  { masterGainDb: -3 },
  { microphoneDeviceId: 'd1' },
] as const satisfies readonly LiveSettingsPatch[];

describe('a patch of the desk’s settings', () => {
  it('changes the fields it has and no other, so that the order of two that differ does not matter', () => {
    const patch = fc.constantFrom(...PATCHES);
    fc.assert(
      fc.property(patch, patch, (one, other) => {
        const both = patchedSettings(patchedSettings(DEFAULT_LIVE_SETTINGS, one), other);
        expect(both).toEqual(patchedSettings(patchedSettings(DEFAULT_LIVE_SETTINGS, other), one));
        expect(both).toMatchObject(one);
        expect(both).toMatchObject(other);
      }),
    );
  });

  it('takes lists and null as they are, and what is undefined for absent', () => {
    const before = patchedSettings(DEFAULT_LIVE_SETTINGS, {
      microphone: { gateDbfs: -50 },
      microphoneDeviceId: 'd1',
    });
    const after = patchedSettings(before, {
      microphone: { gateDbfs: null, gainDb: undefined },
      microphoneDeviceId: null,
      masterGainDb: undefined,
    });
    expect(after.microphone).toEqual({ ...DEFAULT_LIVE_SETTINGS.microphone, gateDbfs: null });
    expect(after).toMatchObject({ microphoneDeviceId: null, masterGainDb: 0 });
  });

  it('keeps the bounds of each field', () => {
    expect(LiveSettingsPatch.safeParse({ microphone: { releaseMs: 99_999 } }).success).toBe(false);
    expect(LiveSettingsPatch.safeParse({ microphone: {} }).success).toBe(true);
  });
});

describe('a key of the whole system', () => {
  it.each(['Control+M', 'Control+Shift+1', 'Alt+Up', 'Meta+F13', 'F5', 'Shift+F5', 'MediaPlayPause'])(
    'is one that writes nothing: %s',
    (accelerator) => expect(fitsSystem(accelerator)).toBe(true),
  );

  it.each(['M', 'Shift+M', '1', 'Space', 'Enter', 'Up', 'Escape', 'Shift+Escape', 'Plus', '', 'F'])(
    'is none that others need: %s',
    (accelerator) => expect(fitsSystem(accelerator)).toBe(false),
  );
});
