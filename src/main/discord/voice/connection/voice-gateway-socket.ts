/**
 * One WebSocket to a voice server: frames in and out, the replay sequence, the heartbeat. It knows no
 * connection states; the runner owns one of these per attempt and the sequence outlives it for resume.
 */
import WebSocket from 'ws';
import type { Clock } from '../../../support/clock';
import {
  buildDaveClientMessage,
  type DaveClientMessage,
  type DaveServerMessage,
  parseDaveServerMessage,
} from '../packets/dave-messages';
import { readGatewayText, VOICE_OP, type VoiceServerMessage } from './gateway-messages';
import { Heartbeat } from './heartbeat';

/** Messages of a voice gateway are small; a commit for a hundred members is about 100 KB. */
const MAX_FRAME_BYTES = 1_048_576;
/** Standard code for "no close frame came". */
const ABNORMAL_CLOSE = 1006;

/** Last replayable message seen, −1 for none. Kept across sockets of one voice session. */
export interface ReplayPosition {
  sequence: number;
}

export interface VoiceGatewayPorts {
  clock: Clock;
  onOpen(): void;
  onMessage(message: VoiceServerMessage): void;
  onDave(message: DaveServerMessage): void;
  onMalformed(reason: string): void;
  /** Once, after which nothing else comes. */
  onClose(code: number): void;
}

export class VoiceGatewaySocket {
  readonly #socket: WebSocket;
  readonly #heartbeat: Heartbeat;
  readonly #position: ReplayPosition;
  readonly #ports: VoiceGatewayPorts;
  #ended = false;

  constructor(url: string, position: ReplayPosition, ports: VoiceGatewayPorts) {
    this.#position = position;
    this.#ports = ports;
    this.#heartbeat = new Heartbeat({
      clock: ports.clock,
      beat: (nonce) => this.send(VOICE_OP.heartbeat, { t: nonce, seq_ack: position.sequence }),
      dead: () => this.#end(ABNORMAL_CLOSE),
    });
    this.#socket = new WebSocket(url, { maxPayload: MAX_FRAME_BYTES, handshakeTimeout: 5_000 });
    this.#socket.on('open', () => {
      if (!this.#ended) ports.onOpen();
    });
    this.#socket.on('message', (data, isBinary) => {
      if (this.#ended) return;
      const bytes = toBuffer(data);
      if (isBinary) this.#onBinary(bytes);
      else this.#onText(bytes.toString('utf8'));
    });
    this.#socket.on('close', (code) => this.#end(code));
    // 'close' follows every 'error'; without a listener the error would end the process.
    this.#socket.on('error', () => undefined);
  }

  get pingMs(): number | null {
    return this.#heartbeat.pingMs;
  }

  /** Closes with 1006 when the server does not answer a beat within `withinMs`. */
  probe(withinMs: number): void {
    this.#heartbeat.probe(withinMs);
  }

  send(op: number, d: unknown): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ op, d }));
  }

  sendDave(message: DaveClientMessage): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(buildDaveClientMessage(message));
  }

  /** Closes without telling `onClose`: we know. */
  close(code = 1000): void {
    this.#ended = true;
    this.#heartbeat.stop();
    this.#shut(code);
  }

  #onText(text: string): void {
    const read = readGatewayText(text);
    if (read.kind === 'malformed') {
      this.#ports.onMalformed('gateway/invalid');
      return;
    }
    if (read.sequence !== null) this.#position.sequence = read.sequence;
    switch (read.message.type) {
      case 'hello':
        this.#heartbeat.start(read.message.heartbeatIntervalMs);
        break;
      case 'heartbeatAck':
        this.#heartbeat.acknowledge(read.message.nonce);
        break;
      case 'heartbeatRequest':
        this.#heartbeat.beatOnRequest();
        break;
      default:
        this.#ports.onMessage(read.message);
    }
  }

  #onBinary(frame: Buffer): void {
    const result = parseDaveServerMessage(frame);
    if (!result.ok) {
      this.#ports.onMalformed(result.reason);
      return;
    }
    this.#position.sequence = result.value.sequence;
    const { message } = result.value;
    if (message.ok) this.#ports.onDave(message.value);
    else if (message.reason !== 'dave/unknown-op') this.#ports.onMalformed(message.reason);
  }

  #end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#heartbeat.stop();
    this.#shut(1000);
    this.#ports.onClose(code);
  }

  #shut(code: number): void {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(code);
    // A server that does not answer the close must not keep the socket (ws itself would wait 30 s).
    if (this.#socket.readyState !== WebSocket.OPEN) {
      setImmediate(() => this.#socket.terminate());
    }
  }
}

function toBuffer(data: WebSocket.RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
