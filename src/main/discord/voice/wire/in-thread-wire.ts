/**
 * The wire in the caller's own thread: for tests, which step its clock, and for hosts without a thread. What blocks
 * the caller delays the packets. Datagrams are handed out as they arrive.
 */
import type { Socket } from 'node:dgram';
import { AppError } from '@shared/errors/app-error';
import type { Clock } from '../../../support/clock';
import { Emitter } from '../../../support/emitter';
import { FrameClock, type FrameTick, type FrameTiming } from '../clock/frame-clock';
import { ByteRing } from './byte-ring';
import { SLOT_QUEUE_BYTES, sendDue } from './slot-queue';
import { connectUdp } from './udp';
import type { Wire, WireAddress, WireSocket, WireSocketEvents, WireStats, WireTick } from './wire';

export interface InThreadWireOptions {
  clock: Clock;
  timing: FrameTiming;
}

interface Open {
  socket: Socket;
  outbound: ByteRing;
  onSent: (error: Error | null) => void;
}

export function createInThreadWire(options: InThreadWireOptions): Wire {
  return new InThreadWire(options);
}

class InThreadWire implements Wire {
  readonly #options: InThreadWireOptions;
  readonly #frames: FrameClock;
  readonly #ticks = new Emitter<WireTick>();
  readonly #open = new Set<Open>();
  #closed = false;
  #slot = 0;
  #sent = 0;
  #stale = 0;
  #sendErrors = 0;

  constructor(options: InThreadWireOptions) {
    this.#options = options;
    this.#frames = new FrameClock(options.timing, (tick) => this.#tick(tick));
  }

  /** Its clock ticks for every slot, so there is nothing to be spared by a slower pace. */
  readonly onTick = (listener: (tick: WireTick) => void) => this.#ticks.on(listener);

  get slot(): number {
    return this.#slot;
  }

  get stats(): WireStats {
    const { lateTicks, skippedSlots } = this.#frames;
    return {
      sent: this.#sent,
      stale: this.#stale,
      dropped: 0,
      sendErrors: this.#sendErrors,
      lateTicks,
      skippedSlots,
      restarts: 0,
    };
  }

  /** A socket is all there is to it. */
  prepare(): void {}

  async open(address: WireAddress, events: WireSocketEvents): Promise<WireSocket> {
    if (this.#closed) throw new AppError('voice/network', 'The audio engine is closing');
    const onTrouble = (error: Error) => {
      this.#sendErrors += 1;
      events.onTrouble(error);
    };
    const socket = await connectUdp(address, onTrouble).catch((cause: unknown) => {
      throw new AppError('voice/network', 'The voice server cannot be reached over UDP', {
        retryable: true,
        cause,
      });
    });
    const open: Open = {
      socket,
      outbound: new ByteRing(ByteRing.allocate(SLOT_QUEUE_BYTES)),
      onSent: (error) => {
        if (error && this.#open.has(open)) onTrouble(error);
      },
    };
    socket.on('message', (datagram) => {
      if (this.#open.has(open)) events.onDatagram(datagram, this.#options.clock.monotonicMs());
    });
    this.#open.add(open);
    this.#frames.start();
    return {
      send: (datagram) => {
        if (this.#open.has(open)) socket.send(datagram, open.onSent);
      },
      sendAt: (slot, packet) => this.#open.has(open) && open.outbound.push(0, slot, packet),
      withdraw: (from) => {
        if (from <= this.#slot) return false;
        open.outbound.withdraw(from);
        return true;
      },
      close: () => this.#closeSocket(open),
    };
  }

  /** All of it has been handed out. */
  catchUp(): void {}

  async close(): Promise<void> {
    this.#closed = true;
    this.#ticks.clear();
    await Promise.all([...this.#open].map((open) => this.#closeSocket(open)));
  }

  #closeSocket(open: Open): Promise<void> {
    if (!this.#open.delete(open)) return Promise.resolve();
    if (this.#open.size === 0) this.#frames.stop();
    return new Promise((resolve) => open.socket.close(() => resolve()));
  }

  #tick({ slot, deadlineMs, skipped }: FrameTick): void {
    // In this order: a pause between the two makes a slot late, as everything else does, and never early.
    const sinceDueMs = this.#options.timing.nowMs() - deadlineMs;
    const dueMs = this.#options.clock.monotonicMs() - sinceDueMs;
    this.#slot = slot;
    for (const open of this.#open) {
      this.#stale += sendDue(open.outbound, slot, (packet) => {
        open.socket.send(packet, open.onSent);
        this.#sent += 1;
      });
    }
    this.#ticks.emit({ slot, skipped, dueMs });
  }
}
