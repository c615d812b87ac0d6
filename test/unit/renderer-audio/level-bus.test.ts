import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLevelBus, type LevelReading } from '../../../src/renderer/audio/level-bus';

const quiet = { rmsDbfs: -60, peakDbfs: -60 };
const levels = (speakers: Record<string, number>) => ({
  tMs: 0,
  master: { rmsDbfs: -20, peakDbfs: -10 },
  programme: quiet,
  speakers: Object.entries(speakers).map(([userId, rmsDbfs]) => ({ userId, rmsDbfs, peakDbfs: rmsDbfs + 6 })),
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the level bus', () => {
  it('brings each subscriber the readings of its source only, until it leaves', () => {
    const bus = createLevelBus();
    const ada: LevelReading[] = [];
    const master: LevelReading[] = [];
    const leave = bus.subscribe('10', (reading) => ada.push(reading));
    bus.subscribe('master', (reading) => master.push(reading));
    bus.receive(levels({ '10': -30, '11': -5 }));
    leave();
    bus.receive(levels({ '10': -31 }));
    expect(ada).toEqual([{ rmsDbfs: -30, peakDbfs: -24 }]);
    expect(master).toHaveLength(2);
  });

  it('tells a meter silence when its speaker is no longer named, and when the port goes', () => {
    const bus = createLevelBus();
    const heard: number[] = [];
    bus.subscribe('10', (reading) => heard.push(reading.rmsDbfs));
    bus.receive(levels({ '10': -30 }));
    bus.receive(levels({}));
    bus.receive(levels({}));
    bus.disconnect();
    expect(heard).toEqual([-30, -60, -60]);
  });

  it('lets no meter stand when the engine has stopped telling, and moves it again with the next reading', () => {
    vi.useFakeTimers();
    const bus = createLevelBus();
    const heard: number[] = [];
    const consoles: unknown[] = [];
    bus.subscribe('10', (reading) => heard.push(reading.rmsDbfs));
    bus.subscribeConsole((reading) => consoles.push(reading));
    bus.receive(levels({ '10': -30 }));
    vi.advanceTimersByTime(450);
    bus.receive(levels({ '10': -31 }));
    vi.advanceTimersByTime(450);
    expect(heard).toEqual([-30, -31]);
    vi.advanceTimersByTime(5_000);
    expect(heard).toEqual([-30, -31, -60]);
    expect(consoles.at(-1)).toBeNull();
    bus.receive(levels({ '10': -32 }));
    expect(heard).toEqual([-30, -31, -60, -32]);
  });

  it('counts and drops what is no levels frame', () => {
    const bus = createLevelBus();
    bus.receive({ tMs: 'now' });
    bus.receive(null);
    expect(bus.droppedMessages).toBe(2);
  });
});
