// Electron's main process of the pacing bench: the built voice process as a utility process, and what may block main.
const { fork } = require('node:child_process');
const { join } = require('node:path');
const { app, utilityProcess } = require('electron');

const { wsPort, file, load, voice: entry } = JSON.parse(process.env.ROOMTONE_BENCH ?? '{}');

function blockNowAndThen() {
  const until = performance.now() + 500;
  while (performance.now() < until);
  setTimeout(blockNowAndThen, 200);
}

function playing() {
  process.send?.('playing');
  if (load === 'busy') {
    fork(join(__dirname, 'busy.cjs'), [], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  }
  if (load === 'blocked') blockNowAndThen();
}

app.on('window-all-closed', () => undefined);
app.whenReady().then(() => {
  const voice = utilityProcess.fork(entry, [], { stdio: 'ignore' });
  /** @param {object} command */
  const say = (command) => voice.postMessage({ kind: 'command', command });
  let started = false;
  voice.on('message', (event) => {
    if (event.type === 'signal' && event.payload.channel_id !== null) {
      say({ type: 'voiceStateUpdate', guildId: '1', sessionId: 's', channelId: '2' });
      say({ type: 'voiceServerUpdate', guildId: '1', token: 't', endpoint: `127.0.0.1:${wsPort}` });
    }
    if (started || event.type !== 'connection' || event.connection.phase !== 'ready') return;
    started = true;
    const source = { kind: 'file', path: file, name: 'bench', loudnessLufs: null };
    say({ type: 'deckLoad', deckId: 'a', itemId: 'bench', source, gainDb: 0, loop: false, play: true });
    playing();
  });
  say({
    type: 'join',
    guildId: '1',
    channelId: '2',
    userId: '3',
    bitrateBps: 64_000,
    selfMute: false,
    selfDeaf: false,
    insecureLoopback: true,
  });
});
process.on('disconnect', () => app.exit(0));
