/**
 * From an Opus frame to a packet on the wire. Packets are sealed ahead of their slot (DAVE, transport) and left to the
 * wire, which sends them at its deadline; nothing that happens here meanwhile delays them. After the last frame come five
 * silence frames, then Speaking is taken back; when we leave in the middle of sound they leave at once.
 */
import { FRAME_SAMPLES, SILENCE_FRAME, TRAILING_SILENCE_FRAMES } from '@shared/audio/constants';
import type { MediaSession } from '../connection/voice-connection';
import type { VoiceCounters } from '../counters';
import { buildRtpHeader, RTP_HEADER_BYTES } from '../packets/rtp';
import { nextCounter } from '../packets/transport-crypto';

const SILENCE = Buffer.from(SILENCE_FRAME);

/** Alone for 0.5 s: whoever was there before us would have been announced. */
const ALONE_SLOTS = 25;
/** 2 s. The first to come is let in after a few packets each way; if not, they are not to miss the programme. */
const MOST_ADMITTING_SLOTS = 100;

/** What goes on air in one slot. */
export interface SoundFrame {
  readonly opus: Buffer;
  /** What the packet sounds like: for the meter, the monitor and the waveform. Looked at only when one of them is on. */
  readonly pcm: Int16Array;
}

/** A frame that took its slot: sent, or meant for a room where nobody else is. */
export interface OwnFrame {
  slot: number;
  sequence: number;
  rtpTimestamp: number;
  ssrc: number;
  opus: Buffer;
  /** Null for the silence at the end. */
  sound: SoundFrame | null;
}

export interface SenderPorts {
  counters: VoiceCounters;
  random: () => number;
  setSpeaking(speaking: boolean): void;
  /** Called by `passed`, once for each frame, in their order. */
  onFrame(frame: OwnFrame): void;
}

interface Sealed extends OwnFrame {
  /** Whether the wire has it. */
  onWire: boolean;
  /** Silence frames that were due before it. */
  silenceBefore: number;
}

export class Sender {
  readonly #ports: SenderPorts;
  readonly #sealed: Sealed[] = [];
  readonly #timestampBase: number;
  /** Of the packet that is being sealed, which takes a copy. */
  readonly #header = Buffer.alloc(RTP_HEADER_BYTES);
  #media: MediaSession | null = null;
  #counter = 0;
  #sequence: number;
  #speaking = false;
  #silenceLeft = 0;
  /** The slot after the last one sealed. */
  #nextSlot = 0;
  /** Slots that were made while nobody else was here. */
  #aloneSlots = 0;
  /** And those since the first somebody came, who is not in the group yet. */
  #admittingSlots = 0;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
    this.#sequence = Math.floor(ports.random() * 0x1_0000);
    this.#timestampBase = Math.floor(ports.random() * 0x1_0000_0000);
  }

  /**
   * A new session has a new key: its counter starts again. What was sealed for the one before is forgotten. Before there
   * is none any more, sound is brought to its end.
   */
  setMedia(media: MediaSession | null): void {
    if (media === null) this.#fallSilent();
    this.#media = media;
    this.#counter = 0;
    this.#sealed.length = 0;
    this.#speaking = false;
    this.#silenceLeft = 0;
    this.#aloneSlots = 0;
    this.#admittingSlots = 0;
  }

  /** Whether a frame pulled now could go out, or has nobody to miss it; the programme waits otherwise. */
  get wantsFrame(): boolean {
    const dave = this.#media?.dave;
    return dave !== undefined && (dave.canEncrypt || dave.alone || this.#admitting);
  }

  /** We were alone, and the first to come is being let in: what we play to ourselves, and record, goes on meanwhile. */
  get #admitting(): boolean {
    return this.#aloneSlots >= ALONE_SLOTS && this.#admittingSlots < MOST_ADMITTING_SLOTS;
  }

  /** Nobody is in the room who could hear us, so that nothing is sent into it. */
  get alone(): boolean {
    return this.wantsFrame && this.#media?.dave.canEncrypt === false;
  }

  /**
   * Seals the packet of `slot` from `frame`, or from the silence that follows speech. Slots rise from call to call, and
   * again from where they were taken back.
   */
  prepare(slot: number, frame: SoundFrame | null): void {
    const media = this.#media;
    if (!media || slot <= (this.#sealed.at(-1)?.slot ?? 0)) return;
    this.#countAlone(media);
    const silenceBefore = this.#silenceLeft;
    if (frame) {
      this.#silenceLeft = TRAILING_SILENCE_FRAMES;
      if (!this.#speaking) this.#setSpeaking(true);
      this.#seal(media, slot, frame.opus, frame, silenceBefore);
    } else if (this.#silenceLeft > 0) {
      this.#silenceLeft -= 1;
      this.#seal(media, slot, SILENCE, null, silenceBefore);
    } else if (this.#speaking) {
      this.#setSpeaking(false);
    }
  }

  /** The wire has come to `slot`: everything sealed for it and before has left. */
  passed(slot: number): void {
    for (let next = this.#sealed[0]; next && next.slot <= slot; next = this.#sealed[0]) {
      this.#sealed.shift();
      if (next.onWire) {
        this.#ports.counters.packetsSent += 1;
        if (next.sound) this.#ports.counters.framesSent += 1;
      }
      this.#ports.onFrame(next);
    }
  }

  /**
   * Takes back what was sealed for `from` and later slots. It has never left, so its sequence numbers are given again
   * (a listener would take a gap for loss); the counters of its encryption are not.
   */
  withdraw(from: number): void {
    const at = this.#sealed.findIndex(({ slot }) => slot >= from);
    const first = this.#sealed[at];
    // What has begun to leave stays as it is: `prepare` passes over its slots.
    if (!first || this.#media?.udp.withdraw(from) === false) return;
    this.#sealed.length = at;
    this.#sequence = first.sequence;
    this.#silenceLeft = first.silenceBefore;
    this.#nextSlot = first.slot;
  }

  /** The silence that is owed follows what has left, without waiting for its slots: the socket is about to be closed. */
  #fallSilent(): void {
    const media = this.#media;
    if (!media) return;
    for (const { slot } of [...this.#sealed]) this.withdraw(slot);
    const owed = this.#silenceLeft;
    for (let slot = this.#nextSlot; slot < this.#nextSlot + owed; slot += 1) {
      const packet = this.#packet(media, slot, SILENCE);
      if (!packet) return;
      // A copy: the next one is sealed into the same memory.
      media.udp.send(Buffer.from(packet));
      this.#ports.counters.packetsSent += 1;
    }
  }

  #seal(
    media: MediaSession,
    slot: number,
    opus: Buffer,
    sound: SoundFrame | null,
    silenceBefore: number,
  ): void {
    const { ssrc } = media;
    const sequence = this.#sequence;
    const rtpTimestamp = this.#timeOf(slot);
    const packet = this.#packet(media, slot, opus);
    const onWire = packet !== null && media.udp.sendAt(slot, packet);
    if (packet === null) this.#ports.counters.held += 1;
    else if (!onWire) this.#ports.counters.refused += 1;
    this.#nextSlot = slot + 1;
    this.#sealed.push({ slot, sequence, rtpTimestamp, ssrc, opus, sound, onWire, silenceBefore });
  }

  /** The next packet of the stream, which takes its number in any case; null while it may not be sent. */
  #packet({ ssrc, dave, key }: MediaSession, slot: number, opus: Buffer): Buffer | null {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0xffff;
    const encrypted = dave.encrypt(opus);
    if (encrypted.kind === 'hold') return null;
    this.#counter = nextCounter(this.#counter);
    const header = buildRtpHeader({ sequence, timestamp: this.#timeOf(slot), ssrc }, this.#header);
    return key.seal(header, encrypted.frame, this.#counter);
  }

  /** Time goes on through silence, skipped slots included. */
  #timeOf(slot: number): number {
    return (this.#timestampBase + slot * FRAME_SAMPLES) >>> 0;
  }

  #countAlone({ dave }: MediaSession): void {
    if (dave.canEncrypt) this.#aloneSlots = 0;
    else if (dave.alone) this.#aloneSlots += 1;
    else if (this.#aloneSlots > 0) {
      this.#admittingSlots += 1;
      return;
    }
    this.#admittingSlots = 0;
  }

  #setSpeaking(speaking: boolean): void {
    this.#speaking = speaking;
    this.#ports.setSpeaking(speaking);
  }
}
