/** One person's sound: jitter buffer, decoder, concealment. Gives 20 ms per tick, or nothing when silent. */
import { CHANNELS, FRAME_SAMPLES, SILENCE_FRAME } from '@shared/audio/constants';
import { createOpusDecoder } from '../codec';
import { LevelMeter } from '../pcm';
import { concealFrame, fadeIn } from './concealment';
import { type BufferedPacket, JitterBuffer } from './jitter-buffer';

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;
/** Packets shorter than 20 ms: at most this many are joined to one frame (8 × 2.5 ms). */
const MAX_PULLS_PER_TICK = 8;
/** Someone is speaking as long as sound came within this time. */
const SPEAKING_HOLD_MS = 300;

export interface SpeakerPorts {
  /** Packets whose sound cannot be had. */
  onLost(): void;
  onMalformed(reason: string): void;
  onPcm(rtpTimestamp: number, pcm: Int16Array): void;
}

export class Speaker {
  readonly userId: string;
  readonly ssrc: number;
  readonly meter = new LevelMeter();
  gain = 1;
  #lastSoundMs = Number.NEGATIVE_INFINITY;
  readonly #buffer = new JitterBuffer();
  readonly #decoder = createOpusDecoder();
  readonly #ports: SpeakerPorts;
  /** Decoded samples that the last frame had no room for. */
  #rest: Int16Array | undefined;
  #last: Int16Array | undefined;
  #concealed = false;
  #inSpeech = false;

  constructor(userId: string, ssrc: number, ports: SpeakerPorts) {
    this.userId = userId;
    this.ssrc = ssrc;
    this.#ports = ports;
  }

  push(packet: BufferedPacket, arrivalMs: number): void {
    if (!isSilence(packet.opus)) this.#lastSoundMs = arrivalMs;
    this.#buffer.push(packet);
  }

  isSpeaking(nowMs: number): boolean {
    return nowMs - this.#lastSoundMs < SPEAKING_HOLD_MS;
  }

  /** 1,920 interleaved samples for this tick; null while there is nothing to hear. */
  tick(): Int16Array | null {
    let frame: Int16Array | undefined;
    let filled = 0;
    for (let pulls = 0; pulls < MAX_PULLS_PER_TICK && filled < FRAME_VALUES; pulls += 1) {
      const sound = this.#take();
      if (!sound) break;
      // Nearly always a packet is exactly one frame and nothing needs copying.
      if (filled === 0 && sound.length === FRAME_VALUES) {
        frame = sound;
        filled = FRAME_VALUES;
        break;
      }
      frame ??= new Int16Array(FRAME_VALUES);
      const part = sound.subarray(0, FRAME_VALUES - filled);
      frame.set(part, filled);
      filled += part.length;
      if (part.length < sound.length) this.#rest = sound.subarray(part.length);
    }
    if (frame) this.meter.addPcm16(frame);
    return frame ?? null;
  }

  #take(): Int16Array | null {
    const rest = this.#rest;
    if (rest) {
      this.#rest = undefined;
      return rest;
    }
    const pull = this.#buffer.pull();
    switch (pull.kind) {
      case 'packet':
        return this.#decode(pull.packet);
      case 'missed':
        this.#ports.onLost();
        return this.#conceal() ?? new Int16Array(FRAME_VALUES);
      case 'filling':
        // The end of a sentence that had no silence frames would be a click.
        return this.#conceal();
    }
  }

  #decode(packet: BufferedPacket): Int16Array | null {
    const outcome = this.#decoder.decode(packet.opus);
    if (outcome.kind === 'refused') {
      this.#ports.onMalformed('opus/refused');
      return this.#conceal();
    }
    const { pcm } = outcome;
    this.#ports.onPcm(packet.timestamp, pcm);
    if (this.#concealed) fadeIn(pcm);
    this.#concealed = false;
    this.#last = pcm;
    this.#inSpeech = !isSilence(packet.opus);
    return pcm;
  }

  /** One faded frame after speech that broke off, then silence. */
  #conceal(): Int16Array | null {
    if (!this.#inSpeech || !this.#last) return null;
    this.#inSpeech = false;
    this.#concealed = true;
    return concealFrame(this.#last);
  }
}

function isSilence(opus: Uint8Array): boolean {
  return opus.length === SILENCE_FRAME.length && SILENCE_FRAME.every((byte, index) => opus[index] === byte);
}
