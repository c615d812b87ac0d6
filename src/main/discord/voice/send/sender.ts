/**
 * From an Opus frame to a packet on the wire. The packet of a tick is made during the tick before (DAVE, seal),
 * so that sending is one system call on time. After the last frame come five silence frames, then Speaking
 * is taken back.
 */
import { FRAME_SAMPLES, SILENCE_FRAME, TRAILING_SILENCE_FRAMES } from '@shared/audio/constants';
import type { MediaSession } from '../connection/voice-connection';
import type { VoiceCounters } from '../counters';
import { buildRtpHeader } from '../packets/rtp';
import { nextCounter } from '../packets/transport-crypto';
import type { ProgrammeFrame } from './programme';

const SILENCE = Buffer.from(SILENCE_FRAME);

export interface SenderPorts {
  counters: VoiceCounters;
  random: () => number;
  setSpeaking(speaking: boolean): void;
  /** A frame took its slot: sent, or meant for a room where nobody else is. */
  onFrame(frame: {
    sequence: number;
    rtpTimestamp: number;
    ssrc: number;
    opus: Buffer;
    pcm: Int16Array | null;
  }): void;
}

interface Prepared {
  /** Null when there is nobody to send to. */
  packet: Buffer | null;
  sequence: number;
  rtpTimestamp: number;
  opus: Buffer;
  pcm: Int16Array | null;
}

export class Sender {
  readonly #ports: SenderPorts;
  #media: MediaSession | null = null;
  #counter = 0;
  #sequence: number;
  readonly #timestampBase: number;
  #prepared: Prepared | undefined;
  #speaking = false;
  #silenceLeft = 0;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
    this.#sequence = Math.floor(ports.random() * 0x1_0000);
    this.#timestampBase = Math.floor(ports.random() * 0x1_0000_0000);
  }

  /** A new session has a new key: its counter starts again. */
  setMedia(media: MediaSession | null): void {
    this.#media = media;
    this.#counter = 0;
    this.#prepared = undefined;
    this.#speaking = false;
    this.#silenceLeft = 0;
  }

  /** Whether a frame pulled now could go out; the programme waits otherwise. */
  get wantsFrame(): boolean {
    const dave = this.#media?.dave;
    return dave !== undefined && (dave.canEncrypt || dave.alone);
  }

  /** Makes the packet of slot `slot` from `frame`, or from the silence that follows speech. */
  prepare(slot: number, frame: ProgrammeFrame | null): void {
    const media = this.#media;
    if (!media) return;
    if (frame) {
      this.#silenceLeft = TRAILING_SILENCE_FRAMES;
      if (!this.#speaking) this.#setSpeaking(true);
      this.#prepared = this.#build(media, slot, frame.opus, frame.pcm);
    } else if (this.#silenceLeft > 0) {
      this.#silenceLeft -= 1;
      this.#prepared = this.#build(media, slot, SILENCE, null);
    } else if (this.#speaking) {
      this.#setSpeaking(false);
    }
  }

  /** Sends what was prepared. */
  send(): void {
    const prepared = this.#prepared;
    const media = this.#media;
    if (!prepared || !media) return;
    this.#prepared = undefined;
    if (prepared.packet) {
      media.udp.send(prepared.packet);
      this.#ports.counters.packetsSent += 1;
      if (prepared.pcm) this.#ports.counters.framesSent += 1;
    }
    const { sequence, rtpTimestamp, opus, pcm } = prepared;
    this.#ports.onFrame({ sequence, rtpTimestamp, ssrc: media.ssrc, opus, pcm });
  }

  #build(media: MediaSession, slot: number, opus: Buffer, pcm: Int16Array | null): Prepared {
    const { ssrc } = media;
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0xffff;
    // Time goes on through silence, skipped slots included.
    const rtpTimestamp = (this.#timestampBase + slot * FRAME_SAMPLES) >>> 0;
    const encrypted = media.dave.encrypt(opus);
    if (encrypted.kind === 'hold') {
      this.#ports.counters.held += 1;
      return { packet: null, sequence, rtpTimestamp, opus, pcm };
    }
    this.#counter = nextCounter(this.#counter);
    const header = buildRtpHeader({ sequence, timestamp: rtpTimestamp, ssrc });
    return {
      packet: media.key.seal(header, encrypted.frame, this.#counter),
      sequence,
      rtpTimestamp,
      opus,
      pcm,
    };
  }

  #setSpeaking(speaking: boolean): void {
    this.#speaking = speaking;
    this.#ports.setSpeaking(speaking);
  }
}
