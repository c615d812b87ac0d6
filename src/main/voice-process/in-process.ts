import { type AudioPort, audioPortFromMain, type MainMessagePort } from '../support/audio-port';
import { Emitter } from '../support/emitter';
import type { VoiceHost, VoiceLife } from './port';
import type { VoiceEvent } from './protocol';
import { createVoiceSession } from './session';

/** The voice engine in this very process: for tests and headless runs, where nothing else is busy. */
export function createInProcessVoiceHost(): VoiceHost {
  const events = new Emitter<VoiceEvent>();
  const session = createVoiceSession({ onEvent: (event) => events.emit(event) });
  const lives = new Emitter<VoiceLife>();
  let started = false;
  let closing: Promise<void> | undefined;
  return {
    send(command) {
      if (closing !== undefined) return;
      if (command.type === 'shutdown') void this.close();
      else {
        if (command.type === 'join') this.start();
        session.command(command);
      }
    },
    start() {
      if (started || closing !== undefined) return;
      started = true;
      lives.emit('started');
    },
    onLife: lives.on,
    onEvent: events.on,
    connectPort: (kind, port) => session.connectPort(kind, asAudioPort(port)),
    close() {
      closing ??= session.close().then(() => events.clear());
      return closing;
    },
  };
}

/** Ports that hand over events (MessagePortMain has `start`) are adapted, the others fit as they are. */
export function asAudioPort(port: AudioPort | MainMessagePort): AudioPort {
  return 'start' in port ? audioPortFromMain(port) : port;
}
