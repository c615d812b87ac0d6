import { METER_FLOOR_DBFS } from '@shared/audio/levels';
import { LevelsFrame } from '@shared/models/calls';

export interface LevelReading {
  rmsDbfs: number;
  peakDbfs: number;
}

/** The part of a MessagePort that the bus uses. */
export interface LevelsPort {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** What the Live desk's console adds: loudness of what goes on air, and what holds it down. LUFS and dB. */
export interface ConsoleReading {
  momentaryLufs: number | null;
  shortTermLufs: number | null;
  integratedLufs: number | null;
  duckingDb: number;
  limiterDb: number;
}

/** `master` is what we hear, `programme` what goes on air; parts of the console by name; anything else is a user id. */
export type LevelSource =
  | 'master'
  | 'programme'
  | 'deck:a'
  | 'deck:b'
  | 'pads'
  | 'input:microphone'
  | 'input:system'
  | (string & {});

export interface LevelBus {
  /** Readings of one source, about 20 a second, past React to a canvas. A source that falls silent gets one last, lowest reading. */
  subscribe(source: LevelSource, listener: (reading: LevelReading) => void): () => void;
  /** Loudness and reductions, about 20 a second; null when the engine has no console or is gone. */
  subscribeConsole(listener: (reading: ConsoleReading | null) => void): () => void;
  /** Feeds the bus from the levels port, instead of the port before. */
  connect(port: LevelsPort): void;
  /** Takes one message of the port; what is none is dropped and counted. */
  receive(message: unknown): void;
  readonly droppedMessages: number;
  /** Closes the port; every meter is told silence, as it is when nothing has come through the port for half a second. */
  disconnect(): void;
}

/** Ten readings that did not come: the engine is held up, or has gone without a word. */
const STALE_AFTER_MS = 500;

const SILENCE: LevelReading = { rmsDbfs: METER_FLOOR_DBFS, peakDbfs: METER_FLOOR_DBFS };

/** A bus without a port: silent until one is connected. */
export function createLevelBus(): LevelBus {
  const listeners = new Map<string, Set<(reading: LevelReading) => void>>();
  const consoleListeners = new Set<(reading: ConsoleReading | null) => void>();
  let heard = new Set<string>();
  let dropped = 0;
  let current: LevelsPort | null = null;
  let stale: ReturnType<typeof setTimeout> | undefined;

  const tell = (source: string, reading: LevelReading) => {
    for (const listener of listeners.get(source) ?? []) listener(reading);
  };

  function receive(message: unknown): void {
    const parsed = LevelsFrame.safeParse(message);
    if (!parsed.success) {
      dropped += 1;
      return;
    }
    clearTimeout(stale);
    stale = setTimeout(fallSilent, STALE_AFTER_MS);
    const { master, programme, speakers, console } = parsed.data;
    tell('master', master);
    tell('programme', programme);
    if (console) {
      tell('deck:a', console.decks[0]);
      tell('deck:b', console.decks[1]);
      tell('pads', console.pads);
      tell('input:microphone', console.microphone);
      tell('input:system', console.system);
    }
    for (const listener of consoleListeners) listener(console ?? null);
    const now = new Set<string>();
    for (const speaker of speakers) {
      now.add(speaker.userId);
      tell(speaker.userId, { rmsDbfs: speaker.rmsDbfs, peakDbfs: speaker.peakDbfs });
    }
    for (const userId of heard) if (!now.has(userId)) tell(userId, SILENCE);
    heard = now;
  }

  function disconnect(): void {
    current?.close();
    current = null;
    fallSilent();
  }

  function fallSilent(): void {
    clearTimeout(stale);
    heard = new Set();
    for (const source of listeners.keys()) tell(source, SILENCE);
    for (const listener of consoleListeners) listener(null);
  }

  return {
    subscribe(source, listener) {
      const set = listeners.get(source) ?? new Set();
      listeners.set(source, set);
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(source) === set) listeners.delete(source);
      };
    },
    subscribeConsole(listener) {
      consoleListeners.add(listener);
      return () => consoleListeners.delete(listener);
    },
    connect(port) {
      disconnect();
      current = port;
      port.addEventListener('message', (event) => {
        if (port === current) receive(event.data);
      });
      port.start();
    },
    receive,
    get droppedMessages() {
      return dropped;
    },
    disconnect,
  };
}
