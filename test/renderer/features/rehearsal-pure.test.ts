import { StormInput } from '@shared/models/practice-storm';
import { TroubleSettings } from '@shared/models/practice-trouble';
import { describe, expect, it } from 'vitest';
import { DIALS } from '../../../src/renderer/features/rehearsal/dials';
import { CALM_TROUBLE, PRESETS, presetOf, same } from '../../../src/renderer/features/rehearsal/presets';

describe('presets of the rehearsal', () => {
  it('calm is what the practice server calls none', () => {
    expect(CALM_TROUBLE).toEqual(TroubleSettings.parse({}));
  });

  it.each(PRESETS)('$id is recognised after the server has read it', (preset) => {
    const settings = TroubleSettings.parse(preset.trouble);
    expect(presetOf(settings, preset.storm !== null)).toBe(preset.id);
    if (preset.storm) expect(StormInput.parse(preset.storm).eventsPerSecond).toBe(300);
  });

  it('anything else is a mix of one’s own', () => {
    const mixed = TroubleSettings.parse({ gateway: { latencyMs: 1 } });
    expect(presetOf(mixed, false)).toBeNull();
    expect(presetOf(mixed, true)).toBeNull();
  });

  it('compares without regard to the order of keys or to what is undefined', () => {
    expect(same({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1, d: undefined })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(same([1, 2], [2, 1])).toBe(false);
  });
});

describe('dials of the rehearsal', () => {
  it.each(DIALS)('$id: what is turned is read back, is accepted, and goes back to calm', (dial) => {
    expect(dial.read(CALM_TROUBLE)).toBe(0);
    const value = dial.step * 3;
    const turned = dial.write(CALM_TROUBLE, value);
    expect(dial.read(turned)).toBe(value);
    expect(dial.read(TroubleSettings.parse(turned))).toBe(value);
    expect(TroubleSettings.safeParse(dial.write(turned, dial.max)).success).toBe(true);
    expect(same(dial.write(turned, 0), CALM_TROUBLE)).toBe(true);
  });

  it('leaves faults alone that are more particular than a dial', () => {
    const own = TroubleSettings.parse({
      rest: { faults: [{ kind: 'status', path: '/channels/*/messages', rate: 0.3 }] },
    });
    const dial = DIALS.find(({ id }) => id === 'serverErrors');
    const turned = dial?.write(own, 20);
    expect(turned?.rest.faults).toHaveLength(2);
    expect(turned && dial?.write(turned, 0).rest.faults).toEqual(own.rest.faults);
  });
});
