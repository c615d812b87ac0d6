/**
 * The product's receiving side, alone in a process: a voice session with its wire thread, joined to the bench's server.
 * Parent: told `ready`; `report` answers the session's figures.
 */
import { Worker } from 'node:worker_threads';
import type { AudioPort } from '../../src/main/support/audio-port';
import { compileSoon } from '../../src/main/voice-process/compile-soon';
import { collectSeldom } from '../../src/main/voice-process/heap-growth';
import type { VoiceEvent, VoiceEventOf } from '../../src/main/voice-process/protocol';
import { createVoiceSession } from '../../src/main/voice-process/session';
import type { ChannelId, GuildId, UserId } from '../../src/shared/discord/snowflake';

/**
 * `open`: opened and counted, as while nobody looks. `listen`: decoded, mixed and metered too, as for a desk that shows
 * levels. `record`: written to disk, nobody listens. `listenRecord`: both. `everything`: and the mix goes to the monitor.
 */
export type ReceiveMode = 'open' | 'listen' | 'record' | 'listenRecord' | 'everything';

export interface ReceiveSettings {
  wsPort: number;
  mode: ReceiveMode;
  sessionDir: string;
  /** The built wire thread. */
  wireFile: string;
}

/** Of the whole process, all threads; packets since its start. */
export interface ReceiveReport {
  cpu: NodeJS.CpuUsage;
  packets: number;
  lost: number;
  undecryptable: number;
  /** Frames made up because a packet was late or lost: a run with many of them measures a busy machine. */
  concealed: number;
}

const { wsPort, mode, sessionDir, wireFile } = JSON.parse(process.argv[2] ?? '{}') as ReceiveSettings;
const guildId = '1' as GuildId;
const channelId = '927310423890473011' as ChannelId;
const userId = '158049329150427136' as UserId;
let stats: VoiceEventOf<'stats'>['stats'] | undefined;
let concealed = 0;
let ready = false;

// As the voice process does.
collectSeldom();
compileSoon();

const session = createVoiceSession({
  minLogLevel: 'warn',
  spawnWire: (data) => new Worker(wireFile, { workerData: data }),
  onEvent: (event) => onEvent(event),
});

/** A port whose other end copies what it gets, as a process border does. */
function port(): AudioPort {
  return {
    postMessage: (message) => void structuredClone(message),
    on: () => undefined,
    close: () => undefined,
  } as AudioPort;
}

function onEvent(event: VoiceEvent): void {
  if (event.type === 'log') process.stderr.write(`${event.message} ${event.fields}\n`);
  if (event.type === 'signal' && event.payload.channel_id !== null) {
    session.command({ type: 'voiceStateUpdate', guildId, sessionId: 's', channelId });
    session.command({ type: 'voiceServerUpdate', guildId, token: 't', endpoint: `127.0.0.1:${wsPort}` });
  }
  if (event.type === 'stats') stats = event.stats;
  if (event.type === 'signals') concealed = event.signals.reduce((sum, person) => sum + person.concealed, 0);
  if (event.type !== 'connection' || ready) return;
  const { connection } = event;
  if (connection.kind !== 'active' || connection.phase !== 'ready' || !connection.dave.active) return;
  ready = true;
  begin();
  process.send?.('ready');
}

function begin(): void {
  if (mode !== 'open' && mode !== 'record') session.connectPort('levels', port());
  if (mode === 'everything') {
    session.connectPort('monitor', port());
    session.command({ type: 'setMonitor', enabled: true, gainDb: 0 });
  }
  if (mode === 'open' || mode === 'listen') return;
  session.command({
    type: 'startRecording',
    skippedUserIds: [],
    rawMicrophone: false,
    continues: false,
    recordingId: 'bench',
    sessionDir,
    title: 'Bench',
    guildName: 'Bench',
    roomName: 'Bench',
    people: [],
  });
}

process.on('message', (message) => {
  if (message !== 'report') return;
  session.command({ type: 'probe' });
  const report: ReceiveReport = {
    cpu: process.cpuUsage(),
    packets: stats?.packetsReceived ?? 0,
    lost: stats?.lost ?? 0,
    undecryptable: stats?.undecryptable ?? 0,
    concealed,
  };
  process.send?.(report);
});
process.on('disconnect', () => {
  void session.close().then(() => process.exit(0));
});
session.command({
  type: 'join',
  guildId,
  channelId,
  userId,
  bitrateBps: 64_000,
  selfMute: false,
  selfDeaf: false,
  insecureLoopback: true,
});
