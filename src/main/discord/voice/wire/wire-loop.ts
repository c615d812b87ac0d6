/**
 * The loop of the wire thread. It sleeps in the kernel until the next deadline, sends what is due, turns its event loop
 * once, so that what has queued at the sockets is read in one go, then announces the tick. Between two deadlines it
 * looks once more while datagrams come (their arrival times get no coarser than 10 ms), and often while an answer to a
 * control datagram is awaited. Nothing spins and no wake-up is spent on a single datagram.
 */
import { FRAME_MS } from '@shared/audio/constants';
import { dueSlot, LATE_TICK_MS } from '../clock/frame-clock';

export interface WireLoopPorts {
  nowMs(): number;
  /** Sleeps without turning the event loop; may end early. */
  sleep(durationMs: number): void;
  /** Lets the event loop turn once, then calls back. */
  turn(callback: () => void): void;
  /** The deadline of `slot` has come. */
  onDeadline(slot: number): void;
  /** The same slot, once what had arrived before was read. */
  onTick(tick: { late: boolean; skipped: number }): void;
}

/** Of two looks a slot; see ADR 4 for what finer ones cost. */
const RECEIVING_POLL_MS = 10;
/** After the last datagram, looked for this long. */
const RECEIVING_FOR_MS = 1_000;
const AWAITING_POLL_MS = 2;
/** The longer an answer takes, the coarser it is looked for: to an eighth of its time. */
const AWAITING_SHARE = 1 / 8;
/** A control datagram is answered within a round trip; later answers are found by the ordinary looks. */
const AWAITING_FOR_MS = 250;
/** One turn of the event loop reads at most this many datagrams of a socket, then others have their turn. */
const FULL_TURN = 32;
/** Turns in a row before the deadline is looked at again. */
const MAX_TURNS = 16;

export class WireLoop {
  readonly #ports: WireLoopPorts;
  readonly #originMs: number;
  #running = false;
  #turnWanted = false;
  #nextSlot = 0;
  #tick: { late: boolean; skipped: number } | undefined;
  #read = 0;
  /** When the first of them was. */
  #readAtMs = 0;
  #turns = 0;
  #receivingUntilMs = 0;
  #awaitingSinceMs = 0;
  #awaitingUntilMs = 0;

  /** Slots are counted from `originMs`, also over the times when it stands still. */
  constructor(originMs: number, ports: WireLoopPorts) {
    this.#originMs = originMs;
    this.#ports = ports;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#nextSlot = Math.floor((this.#ports.nowMs() - this.#originMs) / FRAME_MS) + 1;
    this.#tick = undefined;
    this.#turn();
  }

  stop(): void {
    this.#running = false;
  }

  /**
   * A datagram was read; `control` when it answers one of ours. Answers when: the clock is asked once a turn, in which all
   * that had queued is read.
   */
  noteRead(control: boolean): number {
    if (this.#read === 0) this.#readAtMs = this.#ports.nowMs();
    this.#read += 1;
    if (control) this.#awaitingUntilMs = 0;
    else this.#receivingUntilMs = this.#readAtMs + RECEIVING_FOR_MS;
    return this.#readAtMs;
  }

  /** A control datagram went out: its answer is wanted soon. */
  awaitAnswer(): void {
    this.#awaitingSinceMs = this.#ports.nowMs();
    this.#awaitingUntilMs = this.#awaitingSinceMs + AWAITING_FOR_MS;
  }

  #turn(): void {
    if (this.#turnWanted) return;
    this.#turnWanted = true;
    this.#ports.turn(() => {
      this.#turnWanted = false;
      if (this.#running) this.#step();
    });
  }

  /** After a turn of the event loop. */
  #step(): void {
    const full = this.#read >= FULL_TURN;
    this.#read = 0;
    if (full && this.#turns < MAX_TURNS) {
      this.#turns += 1;
      this.#turn();
      return;
    }
    this.#turns = 0;
    if (this.#tick) {
      this.#ports.onTick(this.#tick);
      this.#tick = undefined;
    }
    this.#sleep();
    this.#runDeadline();
    this.#turn();
  }

  #sleep(): void {
    const nowMs = this.#ports.nowMs();
    const untilDeadlineMs = this.#deadline(this.#nextSlot) - nowMs;
    let pollMs = FRAME_MS;
    if (nowMs < this.#receivingUntilMs) pollMs = RECEIVING_POLL_MS;
    if (nowMs < this.#awaitingUntilMs) {
      const fine = Math.max(AWAITING_POLL_MS, (nowMs - this.#awaitingSinceMs) * AWAITING_SHARE);
      pollMs = Math.min(pollMs, fine);
    }
    // A look just before the deadline would find nothing that the one after it does not.
    const sleepMs = untilDeadlineMs - pollMs < 1 ? untilDeadlineMs : pollMs;
    if (sleepMs > 0) this.#ports.sleep(sleepMs);
  }

  #runDeadline(): void {
    const nowMs = this.#ports.nowMs();
    if (nowMs < this.#deadline(this.#nextSlot)) return;
    const slot = dueSlot(this.#originMs, this.#nextSlot, nowMs);
    const skipped = slot - this.#nextSlot;
    this.#nextSlot = slot + 1;
    this.#ports.onDeadline(slot);
    this.#tick = { late: skipped > 0 || nowMs - this.#deadline(slot) > LATE_TICK_MS, skipped };
  }

  #deadline(slot: number): number {
    return this.#originMs + slot * FRAME_MS;
  }
}
