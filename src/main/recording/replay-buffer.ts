import type { Clock } from '../support/clock';
import { type Logger, silentLogger } from '../support/logger';
import { BLOCK_BYTES, ReplayStore } from './replay-store';
import { createSessionRecorder } from './session-recorder';
import type { StandingState } from './standing';
import type {
  JournalInput,
  RecordedPacket,
  RecordedPerson,
  RecorderState,
  SessionRecorderOptions,
} from './types';

/**
 * The last minutes of a call, as packets and lines of a journal, to be made a session after the fact. Packets lie one
 * after the other as bytes: 20 for what is known of each, and itself. Ten people who talk without a pause for two
 * hours at 64 kbit/s are 576 MB of sound and 72 MB beside it, so all but the newest 8 MiB lie on the disk; an ordinary
 * round, where one or two talk at a time, is a fifth of that.
 */
const HEAD_BYTES = 20;

interface Line {
  atMs: number;
  entry: JournalInput;
}

interface Voice {
  userId: string;
  source: RecordedPacket['source'];
}

export interface ReplayBufferOptions {
  minutes: number;
  /** Where what does not fit into memory lies. */
  folder: string;
  clock: Clock;
  logger?: Logger;
  /** What holds at the beginning. */
  standing: StandingState;
}

export class ReplayBuffer {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store: ReplayStore;
  readonly #sinceMs: number;
  readonly #standing: StandingState;
  readonly #voices: Voice[] = [];
  readonly #numbers = new Map<string, number>();
  #minutes: number;
  #lines: Line[] = [];
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #used = 0;
  #blockFromMs = 0;
  #blockToMs = 0;

  constructor({ minutes, folder, clock, logger = silentLogger, standing }: ReplayBufferOptions) {
    this.#clock = clock;
    this.#logger = logger;
    this.#minutes = minutes;
    this.#sinceMs = clock.monotonicMs();
    this.#standing = standing;
    this.#store = new ReplayStore(folder, (error) =>
      logger.warn('the replay buffer keeps only what fits into memory', { error }),
    );
  }

  /** How much it holds, ms. */
  get heldMs(): number {
    return this.#clock.monotonicMs() - this.#fromMs;
  }

  /** Where its bytes are, for diagnostics. */
  get size(): ReplayStore['size'] {
    return this.#store.size;
  }

  setMinutes(minutes: number): void {
    this.#minutes = minutes;
    this.forgetOld();
  }

  onPacket(packet: RecordedPacket): void {
    const { opus } = packet;
    const bytes = HEAD_BYTES + opus.length;
    if (bytes > BLOCK_BYTES) return;
    if (this.#used + bytes > BLOCK_BYTES) this.#seal();
    if (this.#used === 0) this.#blockFromMs = packet.arrivalMs;
    this.#blockToMs = packet.arrivalMs;
    const block = this.#block;
    const at = this.#used;
    block.writeUInt16LE(this.#numberOf(packet.userId, packet.source), at);
    block.writeUInt16LE(opus.length, at + 2);
    block.writeUInt32LE(packet.ssrc, at + 4);
    block.writeUInt32LE(packet.rtpTimestamp, at + 8);
    block.writeUInt16LE(packet.sequence, at + 12);
    // Steps of 10 µs from the beginning of the buffer: 48 bits last for decades.
    block.writeUIntLE(Math.max(0, Math.round((packet.arrivalMs - this.#sinceMs) * 100)), at + 14, 6);
    block.set(opus, at + HEAD_BYTES);
    this.#used += bytes;
  }

  /** Waveforms are drawn when it is saved. */
  onPcm(): void {}

  journal(entry: JournalInput, atMs: number): void {
    this.#lines.push({ entry, atMs });
  }

  /** To be called about once a second. */
  forgetOld(): void {
    const fromMs = this.#fromMs;
    this.#store.forget(fromMs);
    const keep = this.#lines.findIndex(({ atMs }) => atMs >= fromMs);
    for (const { entry } of this.#lines.splice(0, keep === -1 ? this.#lines.length : keep))
      this.#standing.take(entry);
  }

  /**
   * Writes what it holds as a session, with the times it had; goes on meanwhile. `leaveOut` is not in it, whenever they
   * spoke. Rejects as `createSessionRecorder` does; a disk that fills up is in the state.
   */
  async save(
    options: Omit<SessionRecorderOptions, 'people'> & { people: readonly RecordedPerson[] },
    leaveOut: ReadonlySet<string>,
  ): Promise<RecorderState> {
    this.forgetOld();
    const untilMs = this.#clock.monotonicMs();
    const fromMs = this.#fromMs;
    const open = Uint8Array.from(this.#block.subarray(0, this.#used));
    const { blocks, release } = this.#store.hold();
    const standing = this.#standing.lines();
    const lines = [...this.#lines];
    try {
      const clock = new SavingClock(fromMs, this.#clock.now() - (untilMs - fromMs));
      const recorder = await createSessionRecorder(options, { clock, logger: this.#logger, atOnce: true });
      for (const line of standing) recorder.journal(line, fromMs);
      let next = 0;
      const goTo = (atMs: number) => {
        for (let line = lines[next]; line && line.atMs <= atMs; line = lines[next]) {
          clock.advanceTo(line.atMs);
          recorder.journal(line.entry, line.atMs);
          next += 1;
        }
        clock.advanceTo(atMs);
      };
      for (const block of [...blocks, { read: () => Promise.resolve(open) }]) {
        for (const packet of this.#packets(await block.read())) {
          if (packet.arrivalMs < fromMs || leaveOut.has(packet.userId)) continue;
          goTo(packet.arrivalMs);
          recorder.onPacket(packet);
        }
        await recorder.settle();
        if (recorder.state.kind !== 'recording') break;
      }
      goTo(untilMs);
      return await recorder.stop();
    } finally {
      release();
    }
  }

  /** Forgets everything, on the disk too. */
  close(): Promise<void> {
    this.#lines = [];
    this.#used = 0;
    return this.#store.close();
  }

  get #fromMs(): number {
    return Math.max(this.#sinceMs, this.#clock.monotonicMs() - this.#minutes * 60_000);
  }

  #seal(): void {
    if (this.#used === 0) return;
    this.#store.add(this.#block.subarray(0, this.#used), this.#blockFromMs, this.#blockToMs);
    this.#block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.#used = 0;
  }

  *#packets(bytes: Uint8Array): Generator<RecordedPacket> {
    const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + HEAD_BYTES <= block.length; ) {
      const voice = this.#voices[block.readUInt16LE(at)];
      const length = block.readUInt16LE(at + 2);
      if (voice) {
        yield {
          userId: voice.userId,
          ...(voice.source === undefined ? {} : { source: voice.source }),
          ssrc: block.readUInt32LE(at + 4),
          rtpTimestamp: block.readUInt32LE(at + 8),
          sequence: block.readUInt16LE(at + 12),
          arrivalMs: this.#sinceMs + block.readUIntLE(at + 14, 6) / 100,
          opus: block.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length),
        };
      }
      at += HEAD_BYTES + length;
    }
  }

  #numberOf(userId: string, source: RecordedPacket['source']): number {
    const key = source === undefined ? userId : `${userId}/${source}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#voices.length;
      this.#voices.push({ userId, source });
      this.#numbers.set(key, number);
    }
    return number;
  }
}

/** The time of what is being saved: goes on with its packets. */
class SavingClock implements Clock {
  readonly #wallLessMonotonicMs: number;
  #nowMs: number;
  #timers: { dueMs: number; callback: () => void }[] = [];

  constructor(startMs: number, wallMs: number) {
    this.#nowMs = startMs;
    this.#wallLessMonotonicMs = wallMs - startMs;
  }

  now(): number {
    return this.#nowMs + this.#wallLessMonotonicMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers fire at their time, as they would have. */
  advanceTo(atMs: number): void {
    for (let due = this.#due(atMs); due; due = this.#due(atMs)) {
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#nowMs = Math.max(this.#nowMs, due.dueMs);
      due.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }

  #due(atMs: number) {
    return this.#timers.find(({ dueMs }) => dueMs <= atMs);
  }
}
