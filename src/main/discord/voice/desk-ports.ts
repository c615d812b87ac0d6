/** The engine's ports to the window: levels 20 times a second, and the monitor mix. */
import { FRAME_SAMPLES } from '@shared/audio/constants';
import type { PcmFlush, PcmFrame } from '@shared/audio/pcm-stream';
import type { LevelsFrame } from '@shared/models/calls';
import type { AudioPort } from '../../support/audio-port';

/** 20 Hz; ticks being 20 ms apart, reports come every 40 or 60 ms. */
const LEVELS_EVERY_MS = 50;

export type DeskPortKind = 'levels' | 'monitor';

export class DeskPorts {
  readonly #ports = new Map<DeskPortKind, AudioPort>();
  #monitorEnabled = false;
  #monitorFactor = 1;
  #nextLevelsMs = 0;

  /** `levels` gets a `LevelsFrame` at 20 Hz, `monitor` a `PcmFrame` per tick while enabled. */
  connect(kind: DeskPortKind, port: AudioPort): void {
    this.#ports.get(kind)?.close();
    this.#ports.set(kind, port);
    port.on('close', () => {
      if (this.#ports.get(kind) === port) this.#ports.delete(kind);
    });
    if (kind === 'monitor') port.postMessage({ type: 'flush', epoch: 0 } satisfies PcmFlush);
  }

  /** Who is there to look and to listen. */
  get wanted(): { levels: boolean; monitor: boolean } {
    return {
      levels: this.#ports.has('levels'),
      monitor: this.#ports.has('monitor') && this.#monitorEnabled,
    };
  }

  setMonitor(enabled: boolean, factor: number): void {
    this.#monitorEnabled = enabled;
    this.#monitorFactor = factor;
  }

  /** Whether anybody looks at levels or listens: otherwise nothing has to be mixed. */
  get attended(): boolean {
    return this.#ports.has('levels') || (this.#monitorEnabled && this.#ports.has('monitor'));
  }

  postMonitor(slot: number, mix: Float32Array): void {
    const port = this.#ports.get('monitor');
    if (!port || !this.#monitorEnabled) return;
    const samples = new Float32Array(mix.length);
    for (let i = 0; i < samples.length; i += 1) {
      const value = (mix[i] ?? 0) * this.#monitorFactor;
      samples[i] = value > 1 ? 1 : value < -1 ? -1 : value;
    }
    port.postMessage({
      type: 'frame',
      epoch: 0,
      positionSamples: slot * FRAME_SAMPLES,
      samples,
    } satisfies PcmFrame);
  }

  /** Asks `levels` for a report when one is due and somebody looks. */
  postLevels(nowMs: number, levels: () => Omit<LevelsFrame, 'tMs'>): void {
    const port = this.#ports.get('levels');
    if (!port || nowMs < this.#nextLevelsMs) return;
    // Counted from when it was due, not from now: ticks of 20 ms would make 60 ms of every 50 otherwise.
    this.#nextLevelsMs = Math.max(this.#nextLevelsMs + LEVELS_EVERY_MS, nowMs);
    port.postMessage({ tMs: nowMs, ...levels() } satisfies LevelsFrame);
  }

  close(): void {
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }
}
