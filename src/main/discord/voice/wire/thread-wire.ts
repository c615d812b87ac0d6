/**
 * The wire in a thread of its own. What blocks the engine's thread (a commit in a large group, garbage collection)
 * then delays nothing that was sealed before. A thread that dies is told to every socket it had; the next `open`
 * starts another.
 */
import { FRAME_MS } from '@shared/audio/constants';
import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../../support/clock';
import { Emitter } from '../../../support/emitter';
import type { Logger } from '../../../support/logger';
import { ByteRing } from './byte-ring';
import { WireCells } from './counters';
import type { WireReport, WireRequest, WireThreadData } from './messages';
import { sharedMonotonicMs } from './monotonic';
import { SLOT_QUEUE_BYTES } from './slot-queue';
import {
  RELAXED_SLOTS,
  type Wire,
  type WireAddress,
  type WireSocket,
  type WireSocketEvents,
  type WireStats,
  type WireTick,
} from './wire';

/** 100 speakers at 50 packets/s of 220 bytes and their records: more than three seconds of them. */
const INBOUND_BYTES = 4_194_304;

/** So long after a deadline the wire's thread has sent, and read what came. */
const LOOK_AFTER_MS = 1;
/** When it has not come that far: the system has left it out for a moment. */
const LOOK_AGAIN_MS = 2;

/** The part of Node's `Worker` that is needed. */
export interface WireThread {
  postMessage(message: WireRequest): void;
  on(event: 'message', listener: (report: WireReport) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<unknown>;
}

export interface ThreadWireOptions {
  /** Starts `thread-entry` with this as its `workerData`. */
  spawn(data: WireThreadData): WireThread;
  clock: Clock;
  logger: Logger;
}

interface Entry {
  events: WireSocketEvents;
  outbound: ByteRing;
  opened: (() => void) | undefined;
  refused: ((error: AppError) => void) | undefined;
  closed: (() => void) | undefined;
  closing: Promise<void> | undefined;
}

export function createThreadWire(options: ThreadWireOptions): Wire {
  return new ThreadWire(options);
}

class ThreadWire implements Wire {
  readonly #options: ThreadWireOptions;
  readonly #cellMemory = WireCells.allocate();
  readonly #cells = new WireCells(this.#cellMemory);
  readonly #originMs = sharedMonotonicMs();
  readonly #sockets = new Map<number, Entry>();
  readonly #ticks: Emitter<WireTick>;
  readonly #paces = new Set<() => number>();
  #cancelLook: (() => void) | undefined;
  #thread: WireThread | undefined;
  #inbound: ByteRing | undefined;
  #lastId = 0;
  #lastSlot = 0;
  #handingOut = false;
  #closed = false;

  constructor(options: ThreadWireOptions) {
    this.#options = options;
    this.#ticks = new Emitter((error) => options.logger.error('a tick failed', { error }));
  }

  onTick(listener: (tick: WireTick) => void, pace: () => number = () => 1): () => void {
    const unsubscribe = this.#ticks.on(listener);
    this.#paces.add(pace);
    return () => {
      unsubscribe();
      this.#paces.delete(pace);
    };
  }

  get slot(): number {
    return this.#cells.slot;
  }

  get stats(): WireStats {
    return this.#cells.stats;
  }

  prepare(): void {
    if (!this.#closed && !this.#thread) this.#start();
  }

  async open(address: WireAddress, events: WireSocketEvents): Promise<WireSocket> {
    if (this.#closed) throw new AppError('voice/network', 'The audio engine is closing');
    const thread = this.#thread ?? this.#start();
    this.#lastId += 1;
    const id = this.#lastId;
    const memory = ByteRing.allocate(SLOT_QUEUE_BYTES);
    const entry: Entry = {
      events,
      outbound: new ByteRing(memory),
      opened: undefined,
      refused: undefined,
      closed: undefined,
      closing: undefined,
    };
    this.#sockets.set(id, entry);
    await new Promise<void>((opened, refused) => {
      entry.opened = opened;
      entry.refused = refused;
      this.#say(thread, { kind: 'open', socket: id, address, outbound: memory });
    });
    this.#lookLater();
    return {
      send: (datagram) => {
        // A copy: what is given may be a slice of a pool that the sender goes on using.
        if (this.#sockets.has(id))
          this.#tell({ kind: 'send', socket: id, datagram: Uint8Array.from(datagram) });
      },
      sendAt: (slot, packet) => this.#sockets.has(id) && entry.outbound.push(0, slot, packet),
      withdraw: (from) =>
        !this.#sockets.has(id) || this.#cells.takeBack(from, () => entry.outbound.withdraw(from)),
      close: () => this.#closeSocket(id),
    };
  }

  catchUp(): void {
    this.#handOut();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#sockets.keys()].map((id) => this.#closeSocket(id)));
    const thread = this.#thread;
    this.#thread = undefined;
    this.#cancelLook?.();
    this.#ticks.clear();
    await thread?.terminate();
  }

  #start(): WireThread {
    const inbound = ByteRing.allocate(INBOUND_BYTES);
    const thread = this.#options.spawn({
      cells: this.#cellMemory,
      inbound,
      originMs: this.#originMs,
    });
    this.#inbound = new ByteRing(inbound);
    this.#thread = thread;
    thread.on('message', (report) => {
      if (this.#thread === thread) this.#receive(report);
    });
    let reason: Error | undefined;
    thread.on('error', (error) => {
      reason = error;
    });
    thread.on('exit', (code) => {
      if (this.#thread === thread) this.#lose(reason ?? new Error(`the thread ended with code ${code}`));
    });
    return thread;
  }

  #receive(report: WireReport): void {
    const entry = 'socket' in report ? this.#sockets.get(report.socket) : undefined;
    switch (report.kind) {
      case 'realtime': {
        const { granted, reason } = report;
        this.#options.logger.info('the wire thread has started', { realtime: granted, reason });
        break;
      }
      case 'look':
        this.#look();
        break;
      case 'opened':
        entry?.opened?.();
        break;
      case 'refused':
        this.#sockets.delete(report.socket);
        entry?.refused?.(unreachable(report.message));
        break;
      case 'trouble':
        entry?.events.onTrouble(new Error(report.message));
        break;
      case 'closed':
        this.#sockets.delete(report.socket);
        entry?.closed?.();
        break;
    }
  }

  /** At the next slot, as seen from the last one announced. */
  #lookLater(): void {
    if (this.#cancelLook || this.#sockets.size === 0) return;
    const nowMs = sharedMonotonicMs();
    const present = Math.floor((nowMs - this.#originMs) / FRAME_MS);
    const wanted = Math.max(this.#lastSlot + this.#pace, present);
    const dueMs = this.#originMs + wanted * FRAME_MS + LOOK_AFTER_MS;
    const delayMs = dueMs > nowMs ? Math.ceil(dueMs - nowMs) : LOOK_AGAIN_MS;
    this.#cancelLook = this.#options.clock.setTimer(() => {
      this.#cancelLook = undefined;
      this.#look();
      this.#lookLater();
    }, delayMs);
  }

  /** Slots until the next look. */
  get #pace(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const pace of this.#paces) least = Math.min(least, pace());
    // Nobody asks for ticks; a socket may still be handed what comes.
    return Number.isFinite(least) ? least : RELAXED_SLOTS;
  }

  /** How far the engine's clock is ahead of the one that the threads share. */
  get #aheadMs(): number {
    // In this order: a pause between the two makes what is timed by it late, as everything else does, and never early.
    const sharedMs = sharedMonotonicMs();
    return this.#options.clock.monotonicMs() - sharedMs;
  }

  /** Hands out what came in, then the tick: several that piled up while this thread was busy are one. */
  #look(): void {
    this.#handOut();
    const { slot } = this.#cells;
    if (slot === this.#lastSlot) return;
    const skipped = this.#lastSlot === 0 ? 0 : slot - this.#lastSlot - 1;
    this.#lastSlot = slot;
    const dueMs = this.#originMs + slot * FRAME_MS + this.#aheadMs;
    this.#ticks.emit({ slot, skipped, dueMs });
  }

  #handOut(): void {
    // Who is being given one can be the one who asks for all: its record is lent until it returns.
    if (this.#handingOut) return;
    this.#handingOut = true;
    try {
      const aheadMs = this.#aheadMs;
      for (let record = this.#inbound?.borrow(); record; record = this.#inbound?.borrow()) {
        this.#sockets.get(record.tag)?.events.onDatagram(record.bytes, record.stamp + aheadMs);
      }
    } finally {
      this.#handingOut = false;
    }
  }

  #closeSocket(id: number): Promise<void> {
    const entry = this.#sockets.get(id);
    if (!entry) return Promise.resolve();
    entry.closing ??= new Promise((resolve) => {
      entry.closed = resolve;
      // Nothing of it is wanted any more; the entry itself stays until the thread has closed it.
      entry.events = { onDatagram: ignore, onTrouble: ignore, onLost: ignore };
      this.#tell({ kind: 'close', socket: id });
    });
    return entry.closing;
  }

  #lose(cause: Error): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    this.#thread = undefined;
    this.#inbound = undefined;
    this.#cells.add('restarts', 1);
    this.#options.logger.error('the wire thread ended by itself', { error: cause });
    const error = new AppError('voice/engine-crashed', 'The thread that sends and receives sound stopped', {
      retryable: true,
      cause,
    });
    const lost = [...this.#sockets.values()];
    this.#sockets.clear();
    for (const entry of lost) {
      entry.refused?.(error);
      entry.closed?.();
      entry.events.onLost(error);
    }
  }

  #tell(request: WireRequest): void {
    if (this.#thread) this.#say(this.#thread, request);
  }

  #say(thread: WireThread, request: WireRequest): void {
    thread.postMessage(request);
    this.#cells.wake();
  }
}

function ignore(): void {}

function unreachable(message: string): AppError {
  return new AppError('voice/network', 'The voice server cannot be reached over UDP', {
    retryable: true,
    details: { cause: message },
  });
}
