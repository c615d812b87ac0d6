import type { StormRequest } from '@shared/models/practice-storm';
import type { TroubleSettings } from '@shared/models/practice-trouble';
import { rateLimits, serverErrors } from './dials';

/** No trouble at all. Written out, so that the window needs no schema to know it; a test holds it equal. */
export const CALM_TROUBLE: TroubleSettings = {
  rest: { seed: 'trouble', latencyMs: 0, jitterMs: 0, clockSkewMs: 0, faults: [] },
  gateway: {
    seed: 'trouble',
    latencyMs: 0,
    jitterMs: 0,
    dropDispatchRate: 0,
    duplicateRate: 0,
    reorderRate: 0,
    unknownEventRate: 0,
  },
  voice: {
    lossRate: 0,
    uplinkLossRate: 0,
    jitterMs: 0,
    reorderRate: 0,
    duplicateRate: 0,
    kilobitsPerSecond: 0,
  },
};

export type PresetId = 'calm' | 'wifi' | 'cuts' | 'outage' | 'rateLimited' | 'storm';

export interface Preset {
  id: PresetId;
  trouble: TroubleSettings;
  storm: StormRequest | null;
}

const OUTAGE_MS = 60_000;

interface Parts {
  rest?: Partial<TroubleSettings['rest']>;
  gateway?: Partial<TroubleSettings['gateway']>;
  voice?: Partial<TroubleSettings['voice']>;
}

const trouble = ({ rest, gateway, voice }: Parts): TroubleSettings => ({
  rest: { ...CALM_TROUBLE.rest, ...rest },
  gateway: { ...CALM_TROUBLE.gateway, ...gateway },
  voice: { ...CALM_TROUBLE.voice, ...voice },
});

/** Evenings as they go wrong. Each replaces what was on before. */
export const PRESETS: readonly Preset[] = [
  { id: 'calm', trouble: CALM_TROUBLE, storm: null },
  {
    id: 'wifi',
    trouble: trouble({
      rest: { latencyMs: 150, jitterMs: 350 },
      gateway: { latencyMs: 150, jitterMs: 350 },
      voice: { lossRate: 0.06, jitterMs: 50, reorderRate: 0.02 },
    }),
    storm: null,
  },
  { id: 'cuts', trouble: trouble({ gateway: { cut: { everyMs: 30_000, code: null } } }), storm: null },
  {
    id: 'outage',
    trouble: trouble({
      rest: { faults: [{ ...serverErrors(1), forMs: OUTAGE_MS }] },
      gateway: {
        forMs: OUTAGE_MS,
        cut: { everyMs: 50, count: 1, code: null },
        refuseConnect: { status: 503 },
      },
    }),
    storm: null,
  },
  { id: 'rateLimited', trouble: trouble({ rest: { faults: [rateLimits(0.5)] } }), storm: null },
  {
    id: 'storm',
    trouble: CALM_TROUBLE,
    storm: {
      eventsPerSecond: 300,
      forMs: 60_000,
      kinds: { voiceStates: 5, messages: 2, typing: 1, presence: 2 },
    },
  },
];

/** Whether two settings say the same, whatever the order of their keys. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const a = Object.entries(one).filter(([, value]) => value !== undefined);
  const b = new Map(Object.entries(other).filter(([, value]) => value !== undefined));
  return a.length === b.size && a.every(([key, value]) => b.has(key) && same(value, b.get(key)));
}

/** The preset that is on; null when somebody turned single dials. */
export function presetOf(settings: TroubleSettings, stormRuns: boolean): PresetId | null {
  const calm = same(settings, CALM_TROUBLE);
  if (stormRuns) return calm ? 'storm' : null;
  return PRESETS.find((preset) => preset.storm === null && same(preset.trouble, settings))?.id ?? null;
}
