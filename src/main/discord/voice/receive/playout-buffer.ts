/**
 * Puts one speaker's packets in order and decides what is heard next, and when. It holds packets as long as
 * the network's jitter asks (`DelayModel`), knows a loss from a pause, and says by how much the sound should be
 * shortened or drawn out to be neither late nor starved. Pure: it is told the time.
 *
 * Positions are RTP times without wraps; the playhead is the position after what was handed out last.
 */
import { FRAME_SAMPLES, SAMPLE_RATE_HZ, SILENCE_FRAME } from '@shared/audio/constants';
import { hasRedundancy, opusPacketSamples } from '../codec';
import { DelayModel } from './delay-model';
import { sequenceDistance } from './sequence';

export interface BufferedPacket {
  /** uint16, wraps. */
  sequence: number;
  /** uint32, wraps. */
  timestamp: number;
  opus: Buffer;
}

interface Stored extends BufferedPacket {
  position: number;
}

export type PlayoutPush = 'stored' | 'late' | 'duplicate' | 'restarted';

export type PlayoutStep =
  | { kind: 'packet'; packet: BufferedPacket }
  /** A packet is not there in time; `following` is the one right after it, where that is there. */
  | { kind: 'hole'; following: Uint8Array | null; samples: number }
  /** Nothing is there, yet the sentence was not over; `last` says that no more of these will come. */
  | { kind: 'starved'; last: boolean }
  /** Nobody speaks, or the first packets are being held. */
  | { kind: 'quiet' };

const QUIET: PlayoutStep = { kind: 'quiet' };
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** 5 s in packets of 20 ms, 640 ms in packets of 2.5 ms; a power of two that divides the sequence circle. */
const SLOTS = 256;
/** A jump this far is a new stream, not reordering. */
const RESTART_DISTANCE = 1_000;
/** So many packets in a row that are all behind: the stream began anew near its old numbers. */
const LATE_RUN = 10;
/** 3 × 20 ms without a packet end a sentence. */
const MAX_STARVED_SAMPLES = 3 * FRAME_SAMPLES;
/** A tick may begin a packet this much before its time: half a tick, so that it is right on average. */
const EARLY_SAMPLES = 480;
/** Neither late nor starved as long as the delay is this near to the target. */
const TOLERANCE_SAMPLES = FRAME_SAMPLES;
const SETTLED_SAMPLES = 240;
/** Beyond this, sound is left out instead of shortened: 300 ms behind is another conversation. */
const SKIP_SAMPLES = 300 * SAMPLES_PER_MS;
const SMOOTHING = 1 / 8;
/** A lost packet's redundancy is in the next one: to have that in time, 50 ms are held while packets get lost. */
const REDUNDANCY_TARGET_SAMPLES = 50 * SAMPLES_PER_MS;
const LOSS_REMEMBERED_SAMPLES = 10 * SAMPLE_RATE_HZ;

export class PlayoutBuffer {
  readonly #delays = new DelayModel();
  readonly #slots: (Stored | undefined)[] = new Array<Stored | undefined>(SLOTS).fill(undefined);
  /** Which sequence each slot saw last: tells a late packet from a second copy. */
  readonly #seen = new Int32Array(SLOTS).fill(-1);
  #size = 0;
  #playing = false;
  /** The sequence to play next; undefined before anything was played. */
  #next: number | undefined;
  #playhead = 0;
  #lastPosition: number | undefined;
  #packetSamples = FRAME_SAMPLES;
  /** Filled in while nothing was there, not yet matched with a packet that turned out lost. */
  #starved = 0;
  #endedInSilence = false;
  #lateRun = 0;
  /** Highest sequence that came, and until when a loss of packets that carry redundancy is remembered. */
  #highest: number | undefined;
  #lossyUntil = Number.NEGATIVE_INFINITY;
  #target: number;
  /** Smoothed delay of what is heard, against an undelayed packet. */
  #delay = 0;
  #adjusting: 'no' | 'shorten' | 'stretch' = 'no';
  /** Packets left out because they came in far too many. */
  skipped = 0;

  constructor() {
    this.#target = this.#delays.targetSamples;
  }

  get size(): number {
    return this.#size;
  }

  get jitterMs(): number {
    return this.#delays.jitterMs;
  }

  get targetMs(): number {
    return this.#target / SAMPLES_PER_MS;
  }

  /** How long packets are held now, ms; 0 while nobody speaks. */
  get delayMs(): number {
    return this.#playing ? Math.max(0, this.#delay / SAMPLES_PER_MS) : 0;
  }

  /** The next packet is there: taking it would not starve. */
  get ready(): boolean {
    return this.#playing && this.#next !== undefined && this.#at(this.#next) !== undefined;
  }

  push(packet: BufferedPacket, arrivalMs: number): PlayoutPush {
    const known = this.#classify(packet.sequence);
    if (known === 'duplicate') return known;
    if (known === 'restarted') this.#restart();
    const position = this.#place(packet.timestamp);
    // After a pause some senders count on from where they stopped, others have counted on in silence.
    if (this.#endedInSilence && this.#size === 0 && this.#offTime(position, arrivalMs)) this.#delays.rebase();
    this.#delays.observe(position, arrivalMs * SAMPLES_PER_MS);
    this.#aim(packet, arrivalMs * SAMPLES_PER_MS);
    const { sequence, timestamp, opus } = packet;
    const slot = sequence % SLOTS;
    // A newer one that waits there stays known by its own number.
    if (known !== 'late' || !this.#slots[slot]) this.#seen[slot] = sequence;
    if (known === 'late') return known;
    this.#makeRoom(sequence);
    this.#slots[slot] = { sequence, timestamp, opus, position };
    this.#size += 1;
    return known;
  }

  /** What comes next; to be asked until a tick has its 20 ms. */
  step(nowMs: number): PlayoutStep {
    const now = nowMs * SAMPLES_PER_MS;
    if (!this.#playing && !this.#begin(now)) return QUIET;
    if (this.#next === undefined) return QUIET;
    const packet = this.#at(this.#next);
    if (packet) return this.#due(packet, now) ? this.#take(packet) : this.#pause();
    return this.#size === 0 ? this.#starve() : this.#hole(this.#next);
  }

  /**
   * Samples to leave out (positive) or to draw out (negative) now, 0 when all is well; `queuedSamples` have been
   * handed out and not been heard. To be asked once a tick, before it takes anything.
   */
  correction(nowMs: number, queuedSamples: number): number {
    const base = this.#delays.base;
    if (!this.#playing || base === undefined) return 0;
    const delay = nowMs * SAMPLES_PER_MS - base - (this.#playhead - queuedSamples);
    this.#delay += (delay - this.#delay) * SMOOTHING;
    const target = this.#target;
    if (delay - target > SKIP_SAMPLES) this.#catchUp(delay - target);
    const excess = this.#delay - target;
    if (excess > TOLERANCE_SAMPLES) this.#adjusting = 'shorten';
    else if (excess < -TOLERANCE_SAMPLES) this.#adjusting = 'stretch';
    else if (Math.abs(excess) < SETTLED_SAMPLES) this.#adjusting = 'no';
    if (this.#adjusting === 'shorten' && excess > 0) {
      // Only what is there can be left out: a sender that pauses its count looks late and is not.
      const spare = queuedSamples + this.#size * this.#packetSamples - FRAME_SAMPLES;
      return Math.max(0, Math.min(excess, spare));
    }
    return this.#adjusting === 'stretch' && excess < 0 ? excess : 0;
  }

  /** Tells that the sound was shortened by so many samples (negative: drawn out). */
  corrected(samples: number): void {
    this.#delay -= samples;
  }

  /** How long packets are to be held from now on. */
  #aim(packet: BufferedPacket, arrival: number): void {
    const ahead = this.#highest === undefined ? 1 : sequenceDistance(packet.sequence, this.#highest);
    if (ahead > 0) this.#highest = packet.sequence;
    if (ahead > 1 && hasRedundancy(packet.opus)) this.#lossyUntil = arrival + LOSS_REMEMBERED_SAMPLES;
    const floor = arrival < this.#lossyUntil ? REDUNDANCY_TARGET_SAMPLES : 0;
    this.#target = Math.max(floor, this.#delays.targetSamples);
  }

  #classify(sequence: number): PlayoutPush {
    if (this.#seen[sequence % SLOTS] === sequence) return 'duplicate';
    const reference = this.#next ?? this.#lowest();
    if (reference === undefined) return 'stored';
    const distance = sequenceDistance(sequence, reference);
    if (Math.abs(distance) > RESTART_DISTANCE) return 'restarted';
    if (distance >= 0 || (this.#next === undefined && this.#fitsBehind(sequence))) {
      this.#lateRun = 0;
      return 'stored';
    }
    this.#lateRun += 1;
    return this.#lateRun < LATE_RUN ? 'late' : 'restarted';
  }

  /** Before the first was played: whether there is room from this one up to the highest that waits. */
  #fitsBehind(sequence: number): boolean {
    return this.#highest === undefined || sequenceDistance(this.#highest, sequence) < SLOTS;
  }

  /** What is oldest goes until `sequence` is less than the room there is ahead of what is played next. */
  #makeRoom(sequence: number): void {
    if (this.#next === undefined) {
      const lowest = this.#lowest();
      if (lowest === undefined || sequenceDistance(sequence, lowest) < SLOTS) return;
      this.#next = lowest;
    }
    while (sequenceDistance(sequence, this.#next) >= SLOTS) this.#next = this.#skipped(this.#next);
  }

  /** RTP time without wraps. */
  #place(timestamp: number): number {
    const last = this.#lastPosition;
    const position = last === undefined ? timestamp : last + ((timestamp - last) | 0);
    this.#lastPosition = position;
    return position;
  }

  #offTime(position: number, arrivalMs: number): boolean {
    const base = this.#delays.base;
    if (base === undefined) return false;
    return arrivalMs * SAMPLES_PER_MS - position - base > 6 * FRAME_SAMPLES;
  }

  #begin(now: number): boolean {
    const base = this.#delays.base;
    const first = this.#size === 0 ? undefined : this.#lowest();
    const packet = first === undefined ? undefined : this.#at(first);
    if (!packet || base === undefined || first === undefined) return false;
    const due = packet.position + base + this.#target;
    // A time line from elsewhere must not hold anybody forever.
    if (now + EARLY_SAMPLES < due && due - now <= 2 * this.#target + FRAME_SAMPLES) return false;
    this.#playing = true;
    // What lies between is lost, and nothing has to be filled in for it: nobody was heard there.
    this.#next ??= first;
    this.#playhead = packet.position;
    this.#starved = 0;
    this.#delay = now - base - packet.position;
    this.#adjusting = 'no';
    return true;
  }

  /** False when the sender has paused its speech, not its count, and the packet's time has not come. */
  #due(packet: Stored, now: number): boolean {
    const base = this.#delays.base ?? 0;
    if (packet.position - this.#playhead < FRAME_SAMPLES) return true;
    return now + EARLY_SAMPLES >= packet.position + base + this.#target;
  }

  #take(packet: Stored): PlayoutStep {
    this.#slots[packet.sequence % SLOTS] = undefined;
    this.#size -= 1;
    this.#packetSamples = opusPacketSamples(packet.opus) ?? FRAME_SAMPLES;
    this.#next = (packet.sequence + 1) & 0xffff;
    this.#playhead = packet.position + this.#packetSamples;
    this.#starved = 0;
    this.#endedInSilence = isSilence(packet.opus);
    return { kind: 'packet', packet };
  }

  #starve(): PlayoutStep {
    if (this.#endedInSilence || this.#starved >= MAX_STARVED_SAMPLES) return this.#pause();
    this.#starved += FRAME_SAMPLES;
    return { kind: 'starved', last: this.#starved >= MAX_STARVED_SAMPLES };
  }

  #pause(): PlayoutStep {
    this.#playing = false;
    return QUIET;
  }

  /** The one at `missing` is not there and later ones are. */
  #hole(missing: number): PlayoutStep {
    let after: Stored | undefined;
    let ahead = 0;
    while (!after && ahead < SLOTS) {
      ahead += 1;
      after = this.#at((missing + ahead) & 0xffff);
    }
    if (!after) {
      // None is within reach, although some are counted: whatever that is, it must not hold us up.
      this.#restart();
      return QUIET;
    }
    this.#next = (missing + 1) & 0xffff;
    const samples = Math.min(this.#packetSamples, after.position - this.#playhead);
    if (this.#starved >= samples) {
      // Filled in already, when it was not known that this one was lost.
      this.#starved -= Math.max(0, samples);
      this.#playhead += Math.max(0, samples);
      return { kind: 'hole', following: null, samples: 0 };
    }
    if (samples <= 0) return { kind: 'hole', following: null, samples: 0 };
    this.#playhead += samples;
    return { kind: 'hole', following: ahead === 1 ? after.opus : null, samples };
  }

  #catchUp(excess: number): void {
    let left = Math.min(excess, this.#size * this.#packetSamples - this.#target);
    while (left >= this.#packetSamples && this.#size > 1 && this.#next !== undefined) {
      this.#next = this.#skipped(this.#next);
      left -= this.#packetSamples;
      this.#delay -= this.#packetSamples;
      this.#playhead += this.#packetSamples;
    }
  }

  /** Leaves out the one at `sequence`, where there is one; answers the number behind it. */
  #skipped(sequence: number): number {
    if (this.#at(sequence)) {
      this.#slots[sequence % SLOTS] = undefined;
      this.#size -= 1;
      this.skipped += 1;
    }
    return (sequence + 1) & 0xffff;
  }

  #restart(): void {
    this.#slots.fill(undefined);
    this.#seen.fill(-1);
    this.#size = 0;
    this.#playing = false;
    this.#next = undefined;
    this.#lastPosition = undefined;
    this.#starved = 0;
    this.#endedInSilence = false;
    this.#lateRun = 0;
    this.#highest = undefined;
    this.#delays.rebase();
  }

  #at(sequence: number): Stored | undefined {
    const stored = this.#slots[sequence % SLOTS];
    return stored?.sequence === sequence ? stored : undefined;
  }

  #lowest(): number | undefined {
    let lowest: number | undefined;
    for (const stored of this.#slots) {
      if (!stored) continue;
      if (lowest === undefined || sequenceDistance(stored.sequence, lowest) < 0) lowest = stored.sequence;
    }
    return lowest;
  }
}

/** The end of talk, or what a muted client sends. */
export function isSilence(opus: Uint8Array): boolean {
  return (
    opus.length === SILENCE_FRAME.length &&
    opus[0] === SILENCE_FRAME[0] &&
    opus[1] === SILENCE_FRAME[1] &&
    opus[2] === SILENCE_FRAME[2]
  );
}
