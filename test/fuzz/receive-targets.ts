/** What comes after a packet was opened: whole sequences of packets, in every order, with every number and time. */
import { parsePcmInput } from '@shared/audio/pcm-input';
import { createOpusDecoder, createOpusEncoder } from '../../src/main/discord/voice/codec';
import type { MediaSession } from '../../src/main/discord/voice/connection/voice-connection';
import { VoiceCounters } from '../../src/main/discord/voice/counters';
import { DaveSession } from '../../src/main/discord/voice/dave/dave-session';
import {
  AES_GCM_MODE,
  buildReceiverReport,
  buildRtpHeader,
  createTransportKey,
  nextCounter,
  reportedLoss,
  type TransportKey,
} from '../../src/main/discord/voice/packets';
import { NativeDecoder } from '../../src/main/discord/voice/receive/native-decoder';
import { PlayoutBuffer } from '../../src/main/discord/voice/receive/playout-buffer';
import { Receiver } from '../../src/main/discord/voice/receive/receiver';
import { RescueDecoders } from '../../src/main/discord/voice/receive/rescue-decoders';
import { silentLogger } from '../../src/main/support/logger';
import { SteppedClock } from '../support/stepped-clock';
import type { FuzzTarget } from './voice-targets';

const OWN_SSRC = 4_242;
const ANNA = '158049329150427136';
/** More than a tick can have to do: a packet for each place of the buffer, and a hole before each. */
const MAX_STEPS = 1_024;
/** A voice packet that is opened, put in order and decoded takes some 0.1 ms; a hundred times that is stuck. */
const MAX_MS_PER_ARRIVAL = 10;
const EDGE_JUMPS = [1, 1, 1, 2, -1, -256, -257, 255, 256, 257, 999, 1_001, -1_001, 0x7fff];

/** One arrival for each four bytes. */
interface Arrival {
  jump: number;
  timeOff: number;
  kind: number;
  ticks: number;
}

function* arrivals(bytes: Buffer): Generator<Arrival> {
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const [jump = 0, fine = 0, time = 0, rest = 0] = bytes.subarray(at, at + 4);
    yield {
      jump: jump < 0x80 ? (EDGE_JUMPS[jump % EDGE_JUMPS.length] ?? 1) : ((jump << 8) | fine) - 0xc000,
      timeOff: time < 0xc0 ? 0 : (time - 0xe0) * 2 ** (fine & 31),
      kind: rest & 3,
      ticks: (rest >> 2) & 3,
    };
  }
}

/** Speech in each of the codec's ways: low rates are speech coding, high ones music. */
function opusPackets(): Buffer[] {
  return [8_000, 24_000, 64_000, 128_000].flatMap((bitrate) => {
    const encoder = createOpusEncoder(bitrate);
    return Array.from({ length: 6 }, (_, frame) =>
      Buffer.from(
        encoder.encode(
          Int16Array.from({ length: 1_920 }, (_, i) => 9_000 * Math.sin((frame * 960 + (i >> 1)) / 15)),
        ),
      ),
    );
  });
}

function sequences(): Buffer[] {
  const steady = Buffer.alloc(200);
  for (let at = 0; at < steady.length; at += 4) steady.set([0, 0, 0, 4], at);
  const burst = Buffer.alloc(80);
  return [steady, burst, Buffer.from('060000000500000007000004', 'hex'), Buffer.alloc(120, 0xff)];
}

function feedBuffer(bytes: Buffer, opus: readonly Buffer[]): void {
  const buffer = new PlayoutBuffer();
  let nowMs = 1_000;
  let sequence = 500;
  for (const { jump, timeOff, kind, ticks } of arrivals(bytes)) {
    sequence = (sequence + jump) & 0xffff;
    const timestamp = (sequence * 960 + timeOff) >>> 0;
    buffer.push({ sequence, timestamp, opus: opus[kind] as Buffer }, nowMs);
    for (let tick = 0; tick < ticks; tick += 1) {
      nowMs += 20;
      buffer.correction(nowMs, 0);
      let steps = 0;
      while (buffer.step(nowMs).kind !== 'quiet') {
        steps += 1;
        if (steps > MAX_STEPS) throw new Error('the jitter buffer does not come to an end');
      }
    }
  }
}

function plainDave(): DaveSession {
  const dave = new DaveSession('1', '2', {
    clock: new SteppedClock(),
    sendBinary: () => undefined,
    sendTransitionReady: () => undefined,
    sendInvalidCommitWelcome: () => undefined,
    onBlocking: () => undefined,
    onChange: () => undefined,
    reachable: () => true,
    logger: silentLogger,
  });
  dave.start(0);
  return dave;
}

/** A call whose packets come as the bytes say, some of them heard and some in a call that nobody listens to. */
class FuzzedCall {
  readonly #receiver = new Receiver({
    counters: new VoiceCounters(),
    sink: () => null,
    onSpeakersChange: () => undefined,
  });
  readonly #mix = new Float32Array(1_920);
  readonly #dave = plainDave();
  #counter = 0;
  #nowMs = 1_000;

  constructor(
    private readonly key: TransportKey,
    private readonly opus: readonly Buffer[],
  ) {}

  feed(bytes: Buffer): void {
    const receiver = this.#receiver;
    const began = performance.now();
    receiver.setMedia({ key: this.key, dave: this.#dave, ssrc: OWN_SSRC } as unknown as MediaSession);
    receiver.setListening(bytes.length % 3 !== 0);
    receiver.assign(ANNA, 5);
    let sequence = 500;
    let count = 1;
    for (const { jump, timeOff, kind, ticks } of arrivals(bytes)) {
      sequence = (sequence + jump) & 0xffff;
      const header = buildRtpHeader({ sequence, timestamp: (sequence * 960 + timeOff) >>> 0, ssrc: 5 });
      this.#counter = nextCounter(this.#counter);
      receiver.onDatagram(this.key.seal(header, this.opus[kind] as Buffer, this.#counter), this.#nowMs);
      count += 1;
      for (let tick = 0; tick < ticks; tick += 1) {
        this.#nowMs += 20;
        receiver.tick(this.#mix, this.#nowMs);
      }
    }
    receiver.remove(ANNA);
    receiver.setMedia(null);
    const tookMs = performance.now() - began;
    if (tookMs > 1_000 + count * MAX_MS_PER_ARRIVAL) throw new Error(`${count} packets took ${tookMs} ms`);
  }
}

/** As the window's messages look to the engine: of any type, any length, any number. */
function inputOf(bytes: Buffer): unknown {
  const [what = 0, channels = 0, how = 0] = bytes;
  const rest = Uint8Array.from(bytes.subarray(3));
  const floats = new Float32Array(rest.buffer, 0, rest.length >> 2);
  return {
    type: ['input', 'inputEnd', 'inputs', what, null][what % 5],
    sequence: rest.length >= 8 ? new DataView(rest.buffer).getFloat64(0) : how,
    channels: channels % 4,
    samples: [floats, floats, rest, [...floats], null][how % 5],
    reason: ['closed', 'unplugged', what, undefined][how % 4],
  };
}

/** Asynchronous because a key and the rescue decoders are made once. */
export async function receiveTargets(): Promise<FuzzTarget[]> {
  const key = await createTransportKey(AES_GCM_MODE, Buffer.alloc(32, 6));
  const packets = opusPackets();
  const kinds = [packets[0], packets[12], packets[20], Buffer.from('f8fffe', 'hex')] as Buffer[];
  const call = new FuzzedCall(key, kinds);
  const rescue = new RescueDecoders();
  await rescue.warm();
  const rescuer = rescue.take();
  const decoders = [createOpusDecoder(1), createOpusDecoder(2)];
  let native = new NativeDecoder();
  let fed = 0;
  const report = buildReceiverReport(1, [
    { ssrc: OWN_SSRC, lostShare: 0.1, lost: 5, highestSequence: 9, jitter: 3 },
    { ssrc: 7, lostShare: 0, lost: 0, highestSequence: 9, jitter: 3 },
  ]);
  return [
    {
      name: 'RTCP reports',
      seeds: [report, Buffer.concat([report, report])],
      feed: (bytes) => {
        const share = reportedLoss(bytes, OWN_SSRC);
        if (share !== null && !(share >= 0 && share <= 1)) throw new Error(`a share of ${share}`);
      },
    },
    {
      name: 'messages of the microphone',
      seeds: [
        Buffer.concat([Buffer.of(0, 2, 0), Buffer.alloc(7_680)]),
        Buffer.concat([Buffer.of(0, 1, 0), Buffer.alloc(512)]),
        Buffer.of(1, 1, 0),
      ],
      share: 0.2,
      feed: (bytes) => {
        const parsed = parsePcmInput(inputOf(bytes));
        if (parsed?.type === 'input' && !parsed.samples.every(Number.isFinite))
          throw new Error('samples that are no numbers');
      },
    },
    {
      name: 'Opus packets to the decoders',
      seeds: packets,
      share: 0.05,
      feed: (bytes) => {
        fed += 1;
        // Now and then one that has not become a stereo decoder.
        if (fed % 500 === 0) native = new NativeDecoder();
        for (const decoder of decoders) decoder.decode(bytes);
        native.decode(bytes, []);
        rescuer?.decode(bytes);
        rescuer?.recover(bytes, 960);
      },
    },
    {
      name: 'sequences to the jitter buffer',
      seeds: sequences(),
      share: 0.2,
      feed: (bytes) => feedBuffer(bytes, kinds),
    },
    {
      name: 'sequences to the receiver',
      seeds: sequences(),
      share: 0.005,
      feed: (bytes) => call.feed(bytes),
    },
  ];
}
