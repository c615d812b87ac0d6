import { AppError } from '@shared/errors/app-error';
import type { AudioPort, MainMessagePort } from '../support/audio-port';
import type { ChildPort } from '../support/child-port';
import { Emitter } from '../support/emitter';
import type { Logger } from '../support/logger';
import type { VoiceHost } from './port';
import { type VoiceCommand, VoiceEvent, type VoiceHostMessage, type VoicePortKind } from './protocol';

export interface ChildVoiceHostOptions {
  spawn: () => ChildPort;
  logger: Logger;
  /** How long `close` waits for recordings to be finished before the process is killed, ms. */
  closeTimeoutMs?: number;
}

/**
 * The voice engine in a process of its own. The process starts with the first command and is started anew
 * after a crash: the call that was under way ends with `voice/engine-crashed`, the app goes on.
 */
export function createChildVoiceHost(options: ChildVoiceHostOptions): VoiceHost {
  const { logger } = options;
  const events = new Emitter<VoiceEvent>((error) => logger.error('a voice event listener failed', { error }));
  const ports = new Map<VoicePortKind, AudioPort | MainMessagePort>();
  let child: ChildPort | undefined;
  let callChannelId: string | undefined;
  let recordingId: string | undefined;
  let closed = false;

  function running(): ChildPort {
    if (child) return child;
    const started = options.spawn();
    child = started;
    started.onMessage((message) => receive(message));
    started.onExit((code) => {
      if (child === started) child = undefined;
      if (!closed) reportCrash(code);
    });
    return started;
  }

  function receive(message: unknown): void {
    const parsed = VoiceEvent.safeParse(message);
    if (!parsed.success) {
      logger.error('the voice process said something outside its protocol', {
        problem: parsed.error.issues[0]?.message,
      });
      return;
    }
    const event = parsed.data;
    if (event.type === 'connection') {
      callChannelId = event.connection.kind === 'active' ? event.connection.channelId : undefined;
    }
    if (event.type === 'recording') {
      recordingId = event.recording.kind === 'recording' ? event.recording.recordingId : undefined;
    }
    events.emit(event);
  }

  function reportCrash(code: number): void {
    logger.error('the voice process ended unexpectedly', { code });
    const error = new AppError('voice/engine-crashed', 'The audio engine stopped and was restarted', {
      retryable: true,
      details: { exitCode: code },
    }).toView();
    if (recordingId !== undefined) {
      events.emit({ type: 'recording', recording: { kind: 'failed', recordingId, error } });
      recordingId = undefined;
    }
    if (callChannelId !== undefined) {
      events.emit({ type: 'connection', connection: { kind: 'ended', channelId: callChannelId, error } });
      callChannelId = undefined;
    }
  }

  const post = (message: VoiceHostMessage, transfer: readonly unknown[] = []) =>
    running().send(message, transfer);

  return {
    send(command: VoiceCommand) {
      if (closed) return;
      if (command.type === 'join') {
        callChannelId = command.channelId;
        if (!child) for (const [kind, port] of ports) post({ kind: 'port', port: kind }, [port]);
        ports.clear();
      }
      // Without a process there is no call, so nothing but a join has anything to act on.
      if (command.type !== 'join' && !child) return;
      post({ kind: 'command', command });
    },
    onEvent: events.on,
    connectPort(kind, port) {
      if (closed) return;
      if (child) post({ kind: 'port', port: kind }, [port]);
      else ports.set(kind, port);
    },
    async close() {
      if (closed) return;
      closed = true;
      const last = child;
      if (!last) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          logger.warn('the voice process did not end in time');
          last.kill();
          resolve();
        }, options.closeTimeoutMs ?? 5_000);
        last.onExit(() => {
          clearTimeout(timer);
          resolve();
        });
        last.send({ kind: 'command', command: { type: 'shutdown' } } satisfies VoiceHostMessage);
      });
      events.clear();
    },
  };
}
