import type { TroubleSettings } from '@shared/models/practice-trouble';

/** One thing a person can turn: where it stands in the settings, and its range. */
export interface Dial {
  id: DialId;
  group: DialGroup;
  unit: 'ms' | 'percent' | 'seconds' | 'kilobits';
  max: number;
  step: number;
  read(settings: TroubleSettings): number;
  write(settings: TroubleSettings, value: number): TroubleSettings;
}

export type DialGroup = 'line' | 'events' | 'requests' | 'voice';
export type DialId =
  | 'latency'
  | 'jitter'
  | 'cutEvery'
  | 'reconnectEvery'
  | 'duplicate'
  | 'reorder'
  | 'drop'
  | 'unknown'
  | 'serverErrors'
  | 'rateLimits'
  | 'voiceLoss'
  | 'voiceUplinkLoss'
  | 'voiceJitter'
  | 'voiceReorder'
  | 'voiceBandwidth'
  | 'newGroupEvery'
  | 'blackHoleEvery'
  | 'spoilCommitEvery'
  | 'plainEvery';

type Gateway = TroubleSettings['gateway'];
type Voice = TroubleSettings['voice'];
type Fault = TroubleSettings['rest']['faults'][number];

const percent = (share: number): number => Math.round(share * 100);
const gateway = (settings: TroubleSettings, change: Partial<Gateway>): TroubleSettings => ({
  ...settings,
  gateway: { ...settings.gateway, ...change },
});
const voice = (settings: TroubleSettings, change: Partial<Voice>): TroubleSettings => ({
  ...settings,
  voice: { ...settings.voice, ...change },
});

/** A fault of this kind that meets every request; others are more particular than a dial. */
const isGeneral = (kind: Fault['kind']) => (fault: Fault) =>
  fault.kind === kind && fault.path === undefined && fault.methods === undefined;

function withFault(settings: TroubleSettings, fault: Fault): TroubleSettings {
  const others = settings.rest.faults.filter((other) => !isGeneral(fault.kind)(other));
  const faults = fault.rate === 0 ? others : [...others, fault];
  return { ...settings, rest: { ...settings.rest, faults } };
}

const faultRate = (settings: TroubleSettings, kind: Fault['kind']): number =>
  percent(settings.rest.faults.find(isGeneral(kind))?.rate ?? 0);

function without<K extends 'cut' | 'reconnect'>(settings: Gateway, key: K): Gateway {
  const { [key]: _gone, ...rest } = settings;
  return rest as Gateway;
}

/** Errors of the server on a share of all requests; half of them after the work was done. */
export const serverErrors = (rate: number): Fault => ({
  kind: 'status',
  statuses: [500, 502, 503, 504],
  body: 'json',
  when: 'before',
  rate,
  skip: 0,
});
export const rateLimits = (rate: number): Fault => ({
  kind: 'rateLimited',
  scope: 'user',
  retryAfterMs: 1_500,
  rate,
  skip: 0,
});

export const DIALS: readonly Dial[] = [
  {
    id: 'latency',
    group: 'line',
    unit: 'ms',
    max: 2_000,
    step: 50,
    read: ({ gateway }) => gateway.latencyMs,
    write: (settings, latencyMs) => ({
      ...gateway(settings, { latencyMs }),
      rest: { ...settings.rest, latencyMs },
    }),
  },
  {
    id: 'jitter',
    group: 'line',
    unit: 'ms',
    max: 2_000,
    step: 50,
    read: ({ gateway }) => gateway.jitterMs,
    write: (settings, jitterMs) => ({
      ...gateway(settings, { jitterMs }),
      rest: { ...settings.rest, jitterMs },
    }),
  },
  {
    id: 'cutEvery',
    group: 'line',
    unit: 'seconds',
    max: 120,
    step: 5,
    read: ({ gateway }) => Math.round((gateway.cut?.everyMs ?? 0) / 1_000),
    write: (settings, seconds) =>
      seconds === 0
        ? { ...settings, gateway: without(settings.gateway, 'cut') }
        : gateway(settings, { cut: { everyMs: seconds * 1_000, code: null } }),
  },
  {
    id: 'reconnectEvery',
    group: 'line',
    unit: 'seconds',
    max: 120,
    step: 5,
    read: ({ gateway }) => Math.round((gateway.reconnect?.everyMs ?? 0) / 1_000),
    write: (settings, seconds) =>
      seconds === 0
        ? { ...settings, gateway: without(settings.gateway, 'reconnect') }
        : gateway(settings, { reconnect: { everyMs: seconds * 1_000 } }),
  },
  ...(
    [
      ['duplicate', 'duplicateRate'],
      ['reorder', 'reorderRate'],
      ['drop', 'dropDispatchRate'],
      ['unknown', 'unknownEventRate'],
    ] as const
  ).map(
    ([id, key]): Dial => ({
      id,
      group: 'events',
      unit: 'percent',
      max: 50,
      step: 1,
      read: ({ gateway }) => percent(gateway[key]),
      write: (settings, value) => gateway(settings, { [key]: value / 100 }),
    }),
  ),
  {
    id: 'serverErrors',
    group: 'requests',
    unit: 'percent',
    max: 100,
    step: 5,
    read: (settings) => faultRate(settings, 'status'),
    write: (settings, value) => withFault(settings, serverErrors(value / 100)),
  },
  {
    id: 'rateLimits',
    group: 'requests',
    unit: 'percent',
    max: 100,
    step: 5,
    read: (settings) => faultRate(settings, 'rateLimited'),
    write: (settings, value) => withFault(settings, rateLimits(value / 100)),
  },
  ...(
    [
      ['voiceLoss', 'lossRate'],
      ['voiceUplinkLoss', 'uplinkLossRate'],
    ] as const
  ).map(
    ([id, key]): Dial => ({
      id,
      group: 'voice',
      unit: 'percent',
      max: 60,
      step: 1,
      read: ({ voice }) => percent(voice[key]),
      write: (settings, value) => voice(settings, { [key]: value / 100 }),
    }),
  ),
  {
    id: 'voiceJitter',
    group: 'voice',
    unit: 'ms',
    max: 400,
    step: 10,
    read: ({ voice }) => voice.jitterMs,
    write: (settings, jitterMs) => voice(settings, { jitterMs }),
  },
  {
    id: 'voiceReorder',
    group: 'voice',
    unit: 'percent',
    max: 50,
    step: 1,
    read: ({ voice }) => percent(voice.reorderRate),
    write: (settings, value) => voice(settings, { reorderRate: value / 100 }),
  },
  {
    id: 'voiceBandwidth',
    group: 'voice',
    unit: 'kilobits',
    max: 512,
    step: 16,
    read: ({ voice }) => voice.kilobitsPerSecond,
    write: (settings, kilobitsPerSecond) => voice(settings, { kilobitsPerSecond }),
  },
  ...(
    [
      ['blackHoleEvery', 'blackHole', {}],
      ['newGroupEvery', 'newGroup', {}],
      ['spoilCommitEvery', 'spoilCommit', {}],
      ['plainEvery', 'downgrade', { plainMs: 5_000 }],
    ] as const
  ).map(
    ([id, key, more]): Dial => ({
      id,
      group: 'voice',
      unit: 'seconds',
      max: 120,
      step: 5,
      read: ({ voice }) => Math.round((voice[key]?.everyMs ?? 0) / 1_000),
      write: (settings, seconds) => {
        const { [key]: _before, ...rest } = settings.voice;
        const everyMs = seconds * 1_000;
        return { ...settings, voice: seconds === 0 ? rest : { ...rest, [key]: { everyMs, ...more } } };
      },
    }),
  ),
];

export const DIAL_GROUPS: readonly DialGroup[] = ['line', 'events', 'requests', 'voice'];
