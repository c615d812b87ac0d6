/**
 * From datagrams to sound: opens the transport encryption, strips RTP, opens DAVE, gives each packet to the
 * recorder at once and untouched, and plays it out through the speaker's jitter buffer. Whatever is wrong
 * with a datagram is counted, and ends with it.
 */
import type { PersonSignal } from '@shared/models/sentinel';
import type { MediaSession } from '../connection/voice-connection';
import type { VoiceCounters } from '../counters';
import { openRtp } from '../packets/open-rtp';
import { isRtcp, OPUS_PAYLOAD_TYPE, parseRtpHeader, stripRtpPayload } from '../packets/rtp';
import type { RecorderSink } from '../recorder-sink';
import { readLossReport } from './loss-report';
import { ReplayGuard } from './replay-guard';
import { RescueDecoders } from './rescue-decoders';
import { Speaker } from './speaker';
import { SsrcMap } from './ssrc-map';
import { PersonStatistics } from './statistics';

/** Half a second of one speaker that came before the group stood. */
const MAX_WAITING_FOR_DAVE = 25;
/** How far the packets of a new epoch may be ahead of the message that brings its keys. */
const WAIT_FOR_KEYS_MS = 500;

interface Arrived {
  ssrc: number;
  sequence: number;
  timestamp: number;
  payload: Buffer;
  arrivalMs: number;
  /** No key fitted when it came. */
  refused?: boolean;
  /** Came before we were in the group: it may be of an epoch that was never ours. */
  early?: boolean;
}

/** How loud one person is in this tick; the console ducks by it. */
export interface SpeechLevel {
  userId: string;
  rmsDbfs: number;
}

export interface ReceiverPorts {
  counters: VoiceCounters;
  sink(): RecorderSink | null;
  onSpeakersChange(): void;
  /** How much of what we send is lost on the way to the server, %. */
  onReportedLoss?(percent: number): void;
  /** Shared by several receivers of one process; each makes its own when left out. */
  rescue?: RescueDecoders;
}

export class Receiver {
  readonly #ports: ReceiverPorts;
  readonly #rescue: RescueDecoders;
  readonly #ssrcs = new SsrcMap<Arrived>();
  readonly #replays = new ReplayGuard();
  readonly #speakers = new Map<string, Speaker>();
  readonly #statistics = new Map<string, PersonStatistics>();
  readonly #waiting = new Map<string, Arrived[]>();
  readonly #gains = new Map<string, number>();
  readonly #speaking = new Set<string>();
  readonly #speech: SpeechLevel[] = [];
  readonly #isKnown = (ssrc: number) => this.#ssrcs.userOf(ssrc) !== undefined;
  /** Something went to the recorder that was not decoded; whoever sets a sink sets it back. */
  recordedUnheard = false;
  #media: MediaSession | null = null;
  #listening = true;
  #loudness = false;

  constructor(ports: ReceiverPorts) {
    this.#ports = ports;
    this.#rescue = ports.rescue ?? new RescueDecoders();
  }

  get speakers(): Iterable<Speaker> {
    return this.#speakers.values();
  }

  setMedia(media: MediaSession | null): void {
    // What came under another key cannot come again, and this one is counted from its own beginning.
    if (media?.key !== this.#media?.key) this.#replays.clear();
    this.#media = media;
    // Another way to another server: what was lost on the one before says nothing.
    this.#ports.onReportedLoss?.(0);
    if (media) {
      void this.#rescue.warm();
      return;
    }
    this.#ssrcs.clear();
    for (const speaker of this.#speakers.values()) speaker.close();
    this.#speakers.clear();
    this.#statistics.clear();
    this.#waiting.clear();
    this.#speaking.clear();
    this.#speech.length = 0;
    this.#ports.onSpeakersChange();
  }

  /** Linear; 0 mutes in the monitor mix. Kept for people who come later. */
  setGain(userId: string, factor: number): void {
    this.#gains.set(userId, factor);
    const speaker = this.#speakers.get(userId);
    if (speaker) speaker.gain = factor;
  }

  /** False while nobody wants sound or levels: packets are opened, counted and recorded, and not decoded. */
  setListening(listening: boolean): void {
    this.#listening = listening;
    if (!listening) this.#speech.length = 0;
  }

  /** Whether loudness is measured for each person too, which costs about as much as mixing does. */
  setLoudness(enabled: boolean): void {
    this.#loudness = enabled;
  }

  /**
   * Op 5: whose an SSRC is. `flags` say whether that person begins (not 0) or ends speaking, at `nowMs`. What comes before
   * the key is news of nobody: on joining the server names whoever has spoken, silent by now or not (bots hear of a start
   * once a person, says Discord's staff in arikawa's and DSharpPlus' threads).
   */
  assign(userId: string, ssrc: number, flags = 0, nowMs?: number): void {
    if (this.#ssrcs.userOf(ssrc) !== userId) this.#replaceSpeaker(userId, ssrc);
    const statistics = this.#statistics.get(userId);
    if (statistics && flags === 0) statistics.speakingSinceMs = null;
    else if (statistics && this.#media && nowMs !== undefined) statistics.speakingSinceMs ??= nowMs;
    for (const arrived of this.#ssrcs.assign(ssrc, userId)) this.#open(userId, arrived);
    this.#ports.onSpeakersChange();
  }

  /** Op 12: whose an SSRC is, whether or not they speak. */
  claim(userId: string, ssrc: number): void {
    if (this.#ssrcs.userOf(ssrc) === userId) return;
    this.#replaceSpeaker(userId, ssrc);
    for (const arrived of this.#ssrcs.assign(ssrc, userId)) this.#open(userId, arrived);
    this.#ports.onSpeakersChange();
  }

  remove(userId: string): void {
    const ssrc = this.#ssrcs.remove(userId);
    if (ssrc !== undefined) this.#replays.startOver(ssrc);
    this.#waiting.delete(userId);
    this.#speaking.delete(userId);
    this.#statistics.delete(userId);
    this.#speakers.get(userId)?.close();
    if (this.#speakers.delete(userId)) this.#ports.onSpeakersChange();
  }

  onDatagram(datagram: Buffer, arrivalMs: number): void {
    const media = this.#media;
    const { counters } = this.#ports;
    if (!media) return;
    if (isRtcp(datagram)) {
      const share = readLossReport(media, datagram, counters);
      if (share !== null) this.#ports.onReportedLoss?.(share * 100);
      return;
    }
    const header = parseRtpHeader(datagram);
    if (!header.ok) {
      counters.malformed(header.reason);
      return;
    }
    if (header.value.payloadType !== OPUS_PAYLOAD_TYPE) return;
    const opened = openRtp(media.key, datagram, header.value);
    if (!opened.ok) {
      counters.malformed(opened.reason);
      return;
    }
    const { ssrc, sequence, timestamp } = opened.value.header;
    if (!this.#isFresh(ssrc, sequence, media.key.counterOf(datagram))) return;
    const payload = stripRtpPayload(opened.value.header, opened.value.body);
    if (!payload.ok) {
      counters.malformed(payload.reason);
      return;
    }
    counters.packetsReceived += 1;
    // Padding alone: carries nothing.
    if (payload.value.length === 0) return;
    const arrived: Arrived = { ssrc, sequence, timestamp, payload: payload.value, arrivalMs };
    const userId = this.#ssrcs.userOf(ssrc);
    if (userId === undefined) this.#ssrcs.hold(ssrc, arrived, arrivalMs);
    else this.#open(userId, arrived);
  }

  /** Once each, and nothing that is older than the window: neither the recorder nor the buffer sees it again. */
  #isFresh(ssrc: number, sequence: number, counter: number | null): boolean {
    const verdict = this.#replays.admit(ssrc, sequence, counter, this.#isKnown);
    if (verdict === 'fresh') return true;
    this.#ports.counters.replayed += 1;
    const statistics = this.#statistics.get(this.#ssrcs.userOf(ssrc) ?? '');
    if (statistics && verdict === 'replayed') statistics.duplicate += 1;
    else if (statistics) statistics.late += 1;
    return false;
  }

  /** The group changed: what waited for it may be opened now. */
  onDaveChange(): void {
    for (const [userId, waiting] of [...this.#waiting]) {
      this.#waiting.delete(userId);
      for (const arrived of waiting) this.#open(userId, arrived);
    }
  }

  /** Adds this tick's sound of everybody to `mix`. `nowMs` is the tick's time on the clock of arrivals. */
  tick(mix: Float32Array, nowMs: number): void {
    this.#speech.length = 0;
    // What is recorded is to be known for clipped, also where nobody listens.
    const sampled = this.#ports.sink() !== null;
    for (const speaker of this.#speakers.values()) {
      if (!this.#listening) {
        speaker.skim(nowMs, sampled);
        continue;
      }
      const frame = speaker.tick(nowMs, true);
      if (!frame) {
        speaker.meter.rest(this.#loudness);
        continue;
      }
      speaker.meter.add(frame, mix, speaker.gain, this.#loudness, speaker.mono);
      speaker.statistics.clipped = speaker.meter.clippedSamples;
      this.#speech.push({ userId: speaker.userId, rmsDbfs: speaker.meter.frameRmsDbfs });
    }
  }

  /** Who is heard in this tick and how loudly, before gain and mute; silent people are left out. */
  speech(): readonly SpeechLevel[] {
    return this.#speech;
  }

  /** Everybody's packets, in figures. */
  statistics(): readonly PersonStatistics[] {
    for (const speaker of this.#speakers.values()) speaker.updateStatistics();
    return [...this.#statistics.values()];
  }

  /** The same for those who look on. */
  signals(): PersonSignal[] {
    return this.statistics().map((person) => person.toSignal());
  }

  /** Announces who began or ended speaking since the last call. */
  updateSpeaking(nowMs: number): void {
    let changed = false;
    this.#ssrcs.expire(nowMs);
    this.#expireWaiting(nowMs);
    for (const speaker of this.#speakers.values()) {
      const speaking = speaker.isSpeaking(nowMs);
      if (speaking === this.#speaking.has(speaker.userId)) continue;
      changed = true;
      if (speaking) this.#speaking.add(speaker.userId);
      else this.#speaking.delete(speaker.userId);
    }
    if (changed) this.#ports.onSpeakersChange();
  }

  list(): { userId: string; ssrc: number; speaking: boolean }[] {
    return [...this.#speakers.values()].map(({ userId, ssrc }) => ({
      userId,
      ssrc,
      speaking: this.#speaking.has(userId),
    }));
  }

  /** Gives every decoder back. */
  close(): void {
    for (const speaker of this.#speakers.values()) speaker.close();
    this.#speakers.clear();
    if (!this.#ports.rescue) this.#rescue.close();
  }

  #open(userId: string, arrived: Arrived): void {
    const dave = this.#media?.dave;
    if (!dave) return;
    const result = dave.decrypt(userId, arrived.payload, arrived.refused);
    switch (result.kind) {
      case 'undecryptable':
        this.#countUndecryptable(userId);
        return;
      case 'notYet':
        if (arrived.early) return;
        this.#keepForDave(userId, { ...arrived, refused: true });
        return;
      case 'hold':
        this.#keepForDave(userId, { ...arrived, early: true });
        return;
      case 'frame':
        this.#deliver(userId, arrived, result.frame);
    }
  }

  #deliver(userId: string, arrived: Arrived, opus: Buffer): void {
    const { ssrc, sequence, timestamp, arrivalMs } = arrived;
    const sink = this.#ports.sink();
    sink?.onPacket({ userId, ssrc, sequence, rtpTimestamp: timestamp, arrivalMs, opus });
    if (sink && !this.#listening) this.recordedUnheard = true;
    this.#speakers.get(userId)?.push({ sequence, timestamp, opus }, arrivalMs);
  }

  #keepForDave(userId: string, arrived: Arrived): void {
    const waiting = this.#waiting.get(userId) ?? [];
    waiting.push(arrived);
    if (waiting.length > MAX_WAITING_FOR_DAVE) {
      waiting.shift();
      this.#countUndecryptable(userId);
    }
    this.#waiting.set(userId, waiting);
  }

  /** Packets that no key came for count as what they are. */
  #expireWaiting(nowMs: number): void {
    for (const [userId, waiting] of this.#waiting) {
      const left = waiting.filter(
        ({ refused, arrivalMs }) => !refused || nowMs - arrivalMs < WAIT_FOR_KEYS_MS,
      );
      for (let gone = left.length; gone < waiting.length; gone += 1) this.#countUndecryptable(userId);
      if (left.length > 0) this.#waiting.set(userId, left);
      else this.#waiting.delete(userId);
    }
  }

  #countUndecryptable(userId: string): void {
    this.#ports.counters.undecryptable += 1;
    const statistics = this.#statistics.get(userId);
    if (statistics) statistics.undecryptable += 1;
  }

  #replaceSpeaker(userId: string, ssrc: number): void {
    this.#speakers.get(userId)?.close();
    const statistics = this.#statistics.get(userId) ?? new PersonStatistics(userId);
    this.#statistics.set(userId, statistics);
    const speaker = new Speaker(userId, ssrc, {
      rescue: this.#rescue,
      statistics,
      onLost: () => {
        this.#ports.counters.lost += 1;
      },
      onMalformed: (reason) => this.#ports.counters.malformed(reason),
      onPcm: (rtpTimestamp, sound) => {
        const sink = this.#ports.sink();
        if (sink) sink.onPcm({ userId, ssrc, rtpTimestamp, pcm: sound.pcm });
      },
    });
    speaker.gain = this.#gains.get(userId) ?? 1;
    this.#speakers.set(userId, speaker);
  }
}
