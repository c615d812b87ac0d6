/**
 * One end of the mouth-to-ear bench, a whole voice session in a process of its own. `mouth`: on `begin` writes microphone
 * to it, a beep twice a second. `ear`: listens to its monitor. `report` answers when beeps were written or heard, in ms of
 * the machine's monotonic clock.
 */
import { MessageChannel } from 'node:worker_threads';
import { sharedMonotonicMs } from '../../src/main/discord/voice/wire/monotonic';
import type { AudioPort } from '../../src/main/support/audio-port';
import type { VoiceEvent } from '../../src/main/voice-process/protocol';
import { createVoiceSession, type VoiceSession } from '../../src/main/voice-process/session';
import type { PcmInputFrame } from '../../src/shared/audio/pcm-input';
import type { PcmFrame } from '../../src/shared/audio/pcm-stream';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';
import { DEFAULT_INPUT } from '../../src/shared/models/live-defaults';
import { spawnWireThread } from '../../test/support/wire-thread';
import { pause } from './children';

export interface MouthSettings {
  role: 'mouth' | 'ear';
  endpoint: string;
  userId: string;
  beeps: number;
}

const BEEP_EVERY_MS = 500;
const BLOCK_MS = 10;
const BLOCK_SAMPLES = 480;
const GUILD = '1' as GuildId;
const CHANNEL = '2' as ChannelId;

/** When a beep was written, or began to sound. */
const times: number[] = [];

async function join(endpoint: string, userId: UserId): Promise<VoiceSession> {
  let settle: () => void = () => undefined;
  const ready = new Promise<void>((done) => {
    settle = done;
  });
  const session: VoiceSession = createVoiceSession({
    minLogLevel: 'warn',
    spawnWire: spawnWireThread,
    onEvent: (event: VoiceEvent) => {
      if (event.type === 'signal' && event.payload.channel_id !== null) {
        session.command({ type: 'voiceStateUpdate', guildId: GUILD, sessionId: userId, channelId: CHANNEL });
        session.command({
          type: 'voiceServerUpdate',
          guildId: GUILD,
          token: 't',
          endpoint,
        });
      }
      if (event.type !== 'connection' || event.connection.kind !== 'active') return;
      if (event.connection.phase === 'ready') settle();
    },
  });
  session.command({
    type: 'join',
    guildId: GUILD,
    channelId: CHANNEL,
    userId,
    bitrateBps: 64_000,
    selfMute: false,
    selfDeaf: false,
    insecureLoopback: true,
  });
  await ready;
  return session;
}

async function speak(session: VoiceSession, beeps: number): Promise<void> {
  const microphone = new MessageChannel();
  session.connectPort('microphone', microphone.port2);
  const settings = { ...DEFAULT_INPUT, enabled: true, gateDbfs: null };
  session.command({ type: 'setInput', inputId: 'microphone', settings });
  const startMs = sharedMonotonicMs();
  const blocks = ((beeps + 2) * BEEP_EVERY_MS) / BLOCK_MS;
  for (let sequence = 0; sequence < blocks; sequence += 1) {
    await pause(Math.max(0, startMs + sequence * BLOCK_MS - sharedMonotonicMs()));
    const beep = (sequence * BLOCK_MS) % BEEP_EVERY_MS === BEEP_EVERY_MS - BLOCK_MS;
    const samples = new Float32Array(BLOCK_SAMPLES);
    for (let i = 0; i < BLOCK_SAMPLES; i += 1) {
      // A hiss below: a microphone is never quite silent, and nothing is to stop sending.
      const hiss = 0.002 * (Math.random() - 0.5);
      samples[i] = hiss + (beep ? 0.7 * Math.cos((2 * Math.PI * 1_000 * i) / 48_000) : 0);
    }
    if (beep) times.push(sharedMonotonicMs());
    const frame: PcmInputFrame = { type: 'input', sequence, channels: 1, samples };
    microphone.port1.postMessage(frame);
  }
  await pause(500);
  microphone.port1.close();
  process.send?.('spoken');
}

/** Notes when each beep begins to sound. */
function earPort(): AudioPort {
  let sounding = false;
  return {
    postMessage: (message) => {
      const { type, samples } = message as PcmFrame;
      if (type !== 'frame') return;
      const first = samples.findIndex((value) => Math.abs(value) > 0.15);
      if (first >= 0 && !sounding) times.push(sharedMonotonicMs() + first / 2 / 48);
      sounding = first >= 0;
    },
    on: () => undefined,
    close: () => undefined,
  };
}

async function run({ role, endpoint, userId, beeps }: MouthSettings): Promise<void> {
  const session = await join(endpoint, userId as UserId);
  if (role === 'ear') {
    session.connectPort('monitor', earPort());
    session.command({ type: 'setMonitor', enabled: true, gainDb: 0 });
  }
  process.on('message', (message) => {
    if (message === 'begin') void speak(session, beeps);
    if (message === 'report') process.send?.(times);
  });
  process.on('disconnect', () => {
    void session.close().then(() => process.exit(0));
  });
  process.send?.('ready');
}

void run(JSON.parse(process.argv[2] ?? '{}') as MouthSettings);
