import type { LiveInputId } from '@shared/models/console';
import type { CaptureState, InputDevice } from '../../state/live/apply';

/** How a microphone is asked for; what the browser does to it before we get it. */
export interface Processing {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

export interface WantedInput {
  /** Null: the system's default. */
  deviceId: string | null;
  processing: Processing;
}

/** What capturing needs of the browser and of the engine; a test gives others. */
export interface CapturingParts {
  getStream(input: LiveInputId, wanted: WantedInput): Promise<MediaStream>;
  /** Sends the stream into the engine. */
  open(input: LiveInputId, stream: MediaStream, onEnded: () => void): Promise<OpenCapture>;
  listDevices(): Promise<readonly InputDevice[]>;
  /** Devices come or go. */
  onDevicesChanged(listener: () => void): () => void;
  tell(input: LiveInputId, state: CaptureState): void;
  tellDevices(devices: readonly InputDevice[]): void;
}

export interface OpenCapture {
  readonly label: string;
  /** Sends into a new engine; the device stays open. */
  reconnect(): Promise<void>;
  close(reason: 'closed' | 'unplugged'): void;
}

export interface Capturing {
  /** What is to be captured from now on; null closes it. The same again changes nothing. */
  want(input: LiveInputId, wanted: WantedInput | null): void;
  /** Tries again what was refused or failed. */
  retry(input: LiveInputId): void;
  refreshDevices(): Promise<void>;
  /** The engine is another one: what is open is sent there. */
  reconnect(): void;
  close(): void;
}

interface Line {
  wanted: WantedInput | null;
  open: OpenCapture | null;
  state: CaptureState;
  /** Only the newest attempt may still change something. */
  attempt: number;
}

/** What another device, or the same one again, may put right; one just plugged in can be busy for a moment. */
const BACK_WITH_DEVICE: ReadonlySet<CaptureState['kind']> = new Set(['unplugged', 'noDevice', 'failed']);

/**
 * Keeps open what is wanted: opens, closes, changes devices, and takes a device up again that comes back. Every state
 * is told once; nothing throws.
 */
export function createCapturing(parts: CapturingParts): Capturing {
  const lines: Record<LiveInputId, Line> = { microphone: newLine(), system: newLine() };
  let closed = false;

  const say = (input: LiveInputId, state: CaptureState) => {
    lines[input].state = state;
    parts.tell(input, state);
  };

  async function open(input: LiveInputId, wanted: WantedInput): Promise<void> {
    const line = lines[input];
    line.attempt += 1;
    const { attempt } = line;
    const stale = () => closed || line.attempt !== attempt;
    line.open?.close('closed');
    line.open = null;
    say(input, { kind: 'opening' });
    let stream: MediaStream | null = null;
    try {
      stream = await parts.getStream(input, wanted);
      if (stale()) return stopStream(stream);
      const opened = await parts.open(input, stream, () => {
        if (stale()) return;
        line.open = null;
        say(input, { kind: 'unplugged' });
        void refreshDevices();
      });
      if (stale()) return opened.close('closed');
      line.open = opened;
      say(input, { kind: 'open', label: opened.label });
      // Names of devices are only told once one of them was allowed.
      await refreshDevices();
    } catch (error) {
      // What nobody took over must not stay open: the system would show a microphone in use.
      if (stream) stopStream(stream);
      if (!stale()) say(input, stateOfFailure(error));
    }
  }

  async function refreshDevices(): Promise<void> {
    try {
      parts.tellDevices(await parts.listDevices());
    } catch {
      // A list that cannot be read stays as it was: the default device works without one.
    }
  }

  function reconnect(input: LiveInputId): void {
    const { attempt, open: opened, state, wanted } = lines[input];
    // Its port may have been asked for before the engine went.
    if (wanted && state.kind === 'opening') return void open(input, wanted);
    opened?.reconnect().catch((error: unknown) => {
      const line = lines[input];
      if (closed || line.attempt !== attempt || line.open !== opened) return;
      line.open?.close('closed');
      line.open = null;
      say(input, stateOfFailure(error));
    });
  }

  const off = parts.onDevicesChanged(() => {
    void refreshDevices();
    // The computer's sound is no device, and wants to be asked for by a hand.
    const { state, wanted } = lines.microphone;
    if (wanted && BACK_WITH_DEVICE.has(state.kind)) void open('microphone', wanted);
  });

  return {
    want(input, wanted) {
      const line = lines[input];
      if (sameWanted(line.wanted, wanted)) return;
      line.wanted = wanted;
      if (wanted) return void open(input, wanted);
      line.attempt += 1;
      line.open?.close('closed');
      line.open = null;
      say(input, { kind: 'off' });
    },
    retry(input) {
      const { wanted } = lines[input];
      if (wanted) void open(input, wanted);
    },
    refreshDevices,
    reconnect() {
      for (const input of ['microphone', 'system'] as const) reconnect(input);
    },
    close() {
      closed = true;
      off();
      for (const line of Object.values(lines)) line.open?.close('closed');
    },
  };
}

/** What a failure of getUserMedia or getDisplayMedia means to a person (Media Capture and Streams; Screen Capture: exceptions). */
export function stateOfFailure(error: unknown): CaptureState {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return { kind: 'refused' };
  if (name === 'InvalidStateError') return { kind: 'needsPress' };
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return { kind: 'noDevice' };
  return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
}

function newLine(): Line {
  return { wanted: null, open: null, state: { kind: 'off' }, attempt: 0 };
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function sameWanted(a: WantedInput | null, b: WantedInput | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.deviceId === b.deviceId &&
    a.processing.echoCancellation === b.processing.echoCancellation &&
    a.processing.noiseSuppression === b.processing.noiseSuppression &&
    a.processing.autoGainControl === b.processing.autoGainControl
  );
}
