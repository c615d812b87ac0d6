/** One person's sound: order and time, decoding, losses made good, drift taken out. Gives 20 ms per tick, or nothing. */
import { CHANNELS, FRAME_SAMPLES, FRAME_VALUES } from '@shared/audio/constants';
import { opusPacketSamples } from '../codec';
import { PersonMeter } from './person-meter';
import { type BufferedPacket, isSilence, PlayoutBuffer } from './playout-buffer';
import type { RescueSupply } from './rescue-decoders';
import { SampleQueue } from './sample-queue';
import { PersonStatistics } from './statistics';
import { StreamDecoder } from './stream-decoder';
import { STRETCH_SAMPLES, stretch } from './time-stretch';

/** Steps of one tick: packets of 2.5 ms make 8, and holes that need nothing come between. */
const MAX_STEPS_PER_TICK = 128;
/** Someone is speaking as long as sound came within this time. */
const SPEAKING_HOLD_MS = 300;
/** 5 ticks: corrections this far apart are not heard as a wobble. */
const TICKS_BETWEEN_CORRECTIONS = 5;
/** Where nobody listens: of so many packets the last few are decoded, and all but the first of those looked at. */
const SAMPLED = { of: 100, decoded: 3, settling: 1 };
const SAMPLED_WEIGHT = SAMPLED.of / (SAMPLED.decoded - SAMPLED.settling);
/** Further behind than this, each tick corrects. */
const URGENT_SAMPLES = 4_800;

export interface SpeakerPorts {
  rescue: RescueSupply;
  statistics?: PersonStatistics;
  /** Packets whose sound cannot be had. */
  onLost(): void;
  onMalformed(reason: string): void;
  /** Decoded sound of a packet that came; never of one that was made up. Asking for its `pcm` has a price. */
  onPcm(rtpTimestamp: number, sound: { readonly pcm: Int16Array }): void;
}

export class Speaker {
  readonly userId: string;
  readonly ssrc: number;
  readonly meter = new PersonMeter();
  readonly statistics: PersonStatistics;
  gain = 1;
  #lastSoundMs = Number.NEGATIVE_INFINITY;
  readonly #buffer = new PlayoutBuffer();
  readonly #decoder: StreamDecoder;
  readonly #ports: SpeakerPorts;
  /** Decoded and not heard yet, what the last tick had no room for. */
  readonly #queue = new SampleQueue();
  readonly #frame = new Int16Array(FRAME_VALUES);
  #sinceCorrection = 0;
  /** What was decoded last is one channel. */
  #single = false;
  #playing = false;
  /** Packets that went by unheard. */
  #skimmed = 0;

  constructor(userId: string, ssrc: number, ports: SpeakerPorts) {
    this.userId = userId;
    this.ssrc = ssrc;
    this.#ports = ports;
    this.#decoder = new StreamDecoder(ports.rescue);
    this.statistics = ports.statistics ?? new PersonStatistics(userId);
  }

  push(packet: BufferedPacket, arrivalMs: number): void {
    const { statistics } = this;
    statistics.received += 1;
    statistics.lastPacketMs = arrivalMs;
    if (isSilence(packet.opus)) {
      statistics.speakingSinceMs = null;
    } else {
      statistics.sounding += 1;
      statistics.speakingSinceMs ??= arrivalMs;
      this.#lastSoundMs = arrivalMs;
    }
    const pushed = this.#buffer.push(packet, arrivalMs);
    if (pushed === 'late') statistics.late += 1;
    else if (pushed === 'duplicate') statistics.duplicate += 1;
  }

  /** Both channels of its sound have been the same from the beginning. */
  get mono(): boolean {
    return this.#decoder.mono;
  }

  isSpeaking(nowMs: number): boolean {
    return nowMs - this.#lastSoundMs < SPEAKING_HOLD_MS;
  }

  /** How long its packets are held now and by how much they come apart; read into the statistics. */
  updateStatistics(): PersonStatistics {
    this.statistics.jitterMs = this.#buffer.jitterMs;
    this.statistics.bufferMs = this.#buffer.delayMs;
    return this.statistics;
  }

  /**
   * 1,920 interleaved samples for this tick, valid until the next one; null while there is nothing to hear. `nowMs` is
   * on the clock of arrivals. Where they `maySingle`, 960 of one channel, when there is no other and nothing had to be
   * done to it.
   */
  tick(nowMs: number, maySingle = false): Int16Array | null {
    this.#sinceCorrection += 1;
    const wanted = this.#playing ? this.#buffer.correction(nowMs, this.#queued) : 0;
    if (wanted !== 0) this.#correct(wanted, nowMs);
    const queue = this.#queue;
    for (let steps = 0; steps < MAX_STEPS_PER_TICK && queue.length < FRAME_VALUES; steps += 1) {
      const sound = this.#take(nowMs, maySingle && queue.length === 0);
      if (sound === 'quiet') break;
      if (sound === null) continue;
      // As nearly always: one packet is just what a tick needs.
      if (queue.length === 0 && (this.#single || sound.length === FRAME_VALUES)) return sound;
      queue.push(sound);
    }
    if (queue.length === 0) return null;
    // Also the end of a sentence that was no whole frame: the rest of the frame is silent.
    queue.take(this.#frame);
    return this.#frame;
  }

  /**
   * A tick in which nobody listens: time goes on, losses are counted, nothing is decoded; of what is `sampled` a little, to
   * know whether it is clipped.
   */
  skim(nowMs: number, sampled = false): void {
    this.#queue.clear();
    this.#buffer.correction(nowMs, 0);
    for (let skimmed = 0; skimmed < FRAME_SAMPLES; ) {
      const step = this.#buffer.step(nowMs);
      this.#playing = step.kind !== 'quiet';
      if (step.kind === 'quiet') return;
      if (step.kind === 'hole') {
        this.statistics.lost += 1;
        this.#ports.onLost();
      }
      if (sampled && step.kind === 'packet') this.#sample(step.packet.opus);
      const samples = step.kind === 'packet' ? opusPacketSamples(step.packet.opus) : null;
      skimmed += step.kind === 'hole' ? step.samples : (samples ?? FRAME_SAMPLES);
    }
  }

  close(): void {
    this.#decoder.close();
  }

  #sample(opus: Buffer): void {
    this.#skimmed += 1;
    const into = (this.#skimmed % SAMPLED.of) - (SAMPLED.of - SAMPLED.decoded);
    if (into < 0) return;
    const outcome = this.#decoder.decode(opus);
    // A decoder that has missed what came before needs a moment.
    if (outcome.kind === 'refused' || into < SAMPLED.settling) return;
    this.meter.sample(outcome.single ?? outcome.pcm, outcome.single ? 1 : CHANNELS, SAMPLED_WEIGHT);
    this.statistics.clipped = this.meter.clippedSamples;
  }

  get #queued(): number {
    return this.#queue.length / CHANNELS;
  }

  /** Leaves out or draws out a period of the voice, when it is time to. */
  #correct(wanted: number, nowMs: number): void {
    if (this.#sinceCorrection < TICKS_BETWEEN_CORRECTIONS && Math.abs(wanted) < URGENT_SAMPLES) return;
    // What is looked at has to be there; it must not be conjured up for that.
    while (this.#queued < STRETCH_SAMPLES && this.#buffer.ready) {
      const sound = this.#take(nowMs, false);
      if (sound !== 'quiet' && sound !== null) this.#queue.push(sound);
    }
    if (this.#queued < STRETCH_SAMPLES) return;
    const stretched = stretch(this.#queue.view, wanted);
    if (!stretched) return;
    this.#queue.clear();
    this.#queue.push(stretched.pcm);
    this.#buffer.corrected(stretched.removed);
    this.#sinceCorrection = 0;
  }

  /** The sound of the buffer's next step, as one channel where that may be and is all of a tick; null when a step has none. */
  #take(nowMs: number, maySingle: boolean): Int16Array | 'quiet' | null {
    this.#single = false;
    const step = this.#buffer.step(nowMs);
    this.#playing = step.kind !== 'quiet';
    switch (step.kind) {
      case 'packet':
        return this.#decode(step.packet, maySingle);
      case 'hole':
        this.statistics.lost += 1;
        this.#ports.onLost();
        return step.samples === 0 ? null : this.#fill(step.following, step.samples);
      case 'starved': {
        const pcm = this.#fill(null, FRAME_SAMPLES);
        // The end of a sentence that had no silence frames would be a click.
        if (step.last) this.#decoder.endSpurt(pcm);
        return pcm;
      }
      case 'quiet':
        return 'quiet';
    }
  }

  #decode(packet: BufferedPacket, maySingle: boolean): Int16Array | null {
    const outcome = this.#decoder.decode(packet.opus);
    if (outcome.kind === 'refused') {
      this.#ports.onMalformed('opus/refused');
      return this.#fill(null, FRAME_SAMPLES);
    }
    this.#ports.onPcm(packet.timestamp, outcome);
    const { single } = outcome;
    this.#single = maySingle && single?.length === FRAME_SAMPLES;
    return this.#single && single ? single : outcome.pcm;
  }

  #fill(following: Uint8Array | null, samples: number): Int16Array {
    // Decoders conceal in steps of 2.5 ms; a hole cut short by the next packet's time is rounded up.
    const steps = Math.ceil(samples / 120) * 120;
    const filling = this.#decoder.fill(following, steps);
    if (filling.kind === 'recovered') this.statistics.recovered += 1;
    if (filling.kind === 'concealed') this.statistics.concealed += 1;
    return filling.pcm.subarray(0, samples * CHANNELS);
  }
}
