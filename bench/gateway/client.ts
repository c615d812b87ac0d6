/** The measured process: Roomtone's shard and state store, as main runs them. */
import { createGuildCache } from '../../src/main/discord/cache';
import { createShard } from '../../src/main/discord/gateway';
import { type Clock, systemClock } from '../../src/main/support/clock';
import { silentLogger } from '../../src/main/support/logger';
import { Secret } from '../../src/main/support/secret';
import { GUILD_ID } from './events';
import { type ClientCommand, type ClientMessage, LAST_WORD, type LiveTruth } from './protocol';

const { port, hurry } = JSON.parse(process.argv[2] ?? '{}') as { port: number; hurry: number };
const tell = (message: ClientMessage) => process.send?.(message);

/** Timers `hurry` times as fast: hundreds of reconnects without the waiting. */
const clock: Clock = {
  ...systemClock,
  setTimer: (callback, delayMs) => systemClock.setTimer(callback, delayMs / hurry),
};
const cache = createGuildCache(clock);
const shard = createShard({
  url: `ws://127.0.0.1:${port}`,
  token: new Secret('bench'),
  intents: ['GUILDS'],
  clock,
  random: Math.random,
  logger: silentLogger,
  compression: 'zlib-stream',
});

let events = 0;
let firstAtMs = 0;
let lastAtMs = 0;
let cpuFrom = process.cpuUsage();
let cpuMs = 0;
let replayEnded: (() => void) | undefined;
let guildCame: (() => void) | undefined;
/** Ids as they were handed out: what comes twice is in it twice. */
const messages: string[] = [];

shard.onDispatch((dispatch) => {
  cache.apply(dispatch);
  if (dispatch.t === 'GUILD_CREATE') {
    guildCame?.();
    events = 0;
    return;
  }
  if (events === 0) {
    firstAtMs = performance.now();
    cpuFrom = process.cpuUsage();
  }
  events += 1;
  if (dispatch.t !== 'MESSAGE_CREATE') return;
  messages.push(dispatch.d.id);
  if (dispatch.d.content !== LAST_WORD) return;
  lastAtMs = performance.now();
  const { user, system } = process.cpuUsage(cpuFrom);
  cpuMs = (user + system) / 1_000;
  replayEnded?.();
});
shard.onState((state) => {
  if (state.kind === 'ready') tell({ type: 'ready', atMs: Date.now() });
});

function store(): LiveTruth {
  const guild = cache.state.guilds.get(GUILD_ID);
  if (!guild) throw new Error('the guild is missing');
  const session = 'session' in shard.state ? shard.state.session : null;
  return {
    seq: session?.seq ?? 0,
    voice: Object.fromEntries(
      [...guild.voiceStates].map(([id, { state }]) => [
        id,
        { channelId: state.channel_id, mute: state.mute, selfMute: state.self_mute },
      ]),
    ),
    nicks: Object.fromEntries([...guild.members].map(([id, { nick }]) => [id, nick ?? ''])),
    names: Object.fromEntries([...guild.channels].map(([id, { name }]) => [id, name ?? ''])),
    messages,
  };
}

async function until(fits: () => boolean): Promise<void> {
  for (let n = 0; n < 3_000 && !fits(); n += 1) await new Promise((done) => setTimeout(done, 10));
}

const settle = async (): Promise<number> => {
  for (let n = 0; n < 4; n += 1) {
    global.gc?.();
    await new Promise((done) => setTimeout(done, 250));
  }
  return process.memoryUsage().rss;
};

process.on('message', async (command: ClientCommand) => {
  switch (command.type) {
    case 'replay':
      if (lastAtMs === 0)
        await new Promise<void>((done) => {
          replayEnded = done;
        });
      tell({ type: 'replay', events, wallMs: lastAtMs - firstAtMs, cpuMs });
      return;
    case 'memory': {
      if (cache.state.guilds.size === 0) {
        const idle = await settle();
        const came = new Promise<void>((done) => {
          guildCame = done;
        });
        tell({ type: 'memory', bytes: idle });
        await came;
      }
      return tell({ type: 'memory', bytes: await settle() });
    }
    case 'store':
      await until(() => store().seq >= command.seq);
      tell({ type: 'store', store: store() });
      return;
  }
});
process.on('disconnect', () => process.exit(0));
shard.start();
