import { describe, expect, it } from 'vitest';
import { Audience } from '../../../../../src/main/discord/voice/console/audience';

const LOUD = new Int16Array(1_920).fill(3_000);
const SILENT = new Int16Array(1_920);

/** Ticks of 20 ms in which `soundOf` goes out; answers those in which it was looked at. */
function looked(audience: Audience, ticks: number, soundOf: (tick: number) => Int16Array): number[] {
  const at: number[] = [];
  for (let i = 0; i < ticks; i += 1) {
    audience.ticks += 1;
    if (!audience.wantsPcm) continue;
    at.push(audience.ticks);
    audience.noteSound(soundOf(audience.ticks));
  }
  return at;
}

function unattended(): Audience {
  const audience = new Audience();
  audience.listen({ monitor: false, levels: false, recording: false });
  return audience;
}

describe('what is decoded of packets that are passed on', () => {
  it('is one frame a second while sound goes out and nobody listens', () => {
    expect(looked(unattended(), 200, () => LOUD)).toEqual([1, 51, 101, 151]);
  });

  it('is every frame from a silent one to the next sound, so that a pause in speech is not taken for dead air', () => {
    const audience = unattended();
    const pause = (tick: number) => (tick >= 51 && tick < 60 ? SILENT : LOUD);
    expect(looked(audience, 120, pause)).toEqual([1, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 110]);
  });

  it('is every frame for anybody who listens, measures or records', () => {
    for (const listener of ['monitor', 'levels', 'recording'] as const) {
      const audience = unattended();
      audience.listen({ [listener]: true });
      expect(looked(audience, 60, () => LOUD)).toHaveLength(60);
    }
  });
});
