import { AppError } from '@shared/errors/app-error';
import type { AudioPort, MainMessagePort } from '../support/audio-port';
import type { ChildPort } from '../support/child-port';
import { Emitter } from '../support/emitter';
import type { Logger } from '../support/logger';
import { SupervisedChild } from '../support/supervised-child';
import type { VoiceHost, VoiceLife } from './port';
import { type VoiceCommand, VoiceEvent, type VoiceHostMessage, type VoicePortKind } from './protocol';

export interface ChildVoiceHostOptions {
  spawn: () => ChildPort;
  logger: Logger;
  /** How long `close` waits for recordings to be finished before the process is killed, ms. */
  closeTimeoutMs?: number;
}

/** A recording of many people may have to wait for a slow disk; what is cut off here would need mending. */
const CLOSE_TIMEOUT_MS = 15_000;

/**
 * The voice engine in a process of its own. The process starts when something is to be heard, in a call or at the desk,
 * and is started anew after a crash: what it was writing ends with `voice/engine-crashed`, and whoever has rooms open
 * in it hears of the crash. The app goes on.
 */
export function createChildVoiceHost(options: ChildVoiceHostOptions): VoiceHost {
  const { logger } = options;
  const events = new Emitter<VoiceEvent>((error) => logger.error('a voice event listener failed', { error }));
  const lives = new Emitter<VoiceLife>((error) => logger.error('a voice life listener failed', { error }));
  /** While it is told what it must know first: commands pass although the process is only being started. */
  let starting = false;
  const waitingPorts = new Map<VoicePortKind, AudioPort | MainMessagePort>();
  let recordingId: string | undefined;
  /** Sessions that were begun and of which the process has not said that they are written. */
  const unfinished = new Set<string>();
  const savingReplays = new Set<string>();
  let replayOn = false;
  /** From a join until the process speaks of that call: an end that comes before is the end of the call before. */
  let joining = false;

  const child = new SupervisedChild({
    name: 'voice process',
    spawn: options.spawn,
    logger,
    onMessage: receive,
    onCrash: reportCrash,
    closeTimeoutMs: options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS,
  });
  const post = (message: VoiceHostMessage, transfer: readonly unknown[] = []) =>
    child.send(message, transfer);

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
      if (joining && event.connection.kind === 'ended') return;
      joining = false;
    }
    if (event.type === 'replay') replayOn = event.on;
    if (event.type === 'recordingEnded') unfinished.delete(event.recordingId);
    if (event.type === 'replaySaved') savingReplays.delete(event.recordingId);
    if (event.type === 'recording') {
      recordingId = event.recording.kind === 'recording' ? event.recording.recordingId : undefined;
    }
    events.emit(event);
  }

  function reportCrash(exitCode: number): void {
    joining = false;
    const error = new AppError('voice/engine-crashed', 'The audio engine stopped and was restarted', {
      retryable: true,
      details: { exitCode },
    }).toView();
    if (recordingId !== undefined) {
      events.emit({ type: 'recording', recording: { kind: 'failed', recordingId, error } });
      recordingId = undefined;
    }
    if (replayOn) {
      replayOn = false;
      events.emit({ type: 'replay', on: false, heldMs: 0 });
    }
    for (const id of takeAll(unfinished)) events.emit({ type: 'recordingEnded', recordingId: id, error });
    for (const id of takeAll(savingReplays)) events.emit({ type: 'replaySaved', recordingId: id, error });
    lives.emit('crashed');
  }

  function start(): void {
    if (child.isRunning || child.isClosed || starting) return;
    starting = true;
    for (const [kind, port] of waitingPorts) post({ kind: 'port', port: kind }, [port]);
    waitingPorts.clear();
    lives.emit('started');
    starting = false;
  }

  return {
    send(command: VoiceCommand) {
      // Without a process there is no call and no console: what acts on them has nothing to act on.
      if (command.type !== 'join' && !child.isRunning && !starting) return;
      if (command.type === 'join') {
        start();
        joining = true;
      }
      if (command.type === 'startRecording') recordingId = command.recordingId;
      if (command.type === 'startRecording' || command.type === 'splitRecording')
        unfinished.add(command.recordingId);
      if (command.type === 'saveReplay') savingReplays.add(command.recordingId);
      post({ kind: 'command', command });
    },
    start,
    onLife: lives.on,
    onEvent: events.on,
    connectPort(kind, port) {
      if (child.isRunning) post({ kind: 'port', port: kind }, [port]);
      else {
        waitingPorts.get(kind)?.close();
        waitingPorts.set(kind, port);
      }
    },
    async close() {
      for (const port of waitingPorts.values()) port.close();
      waitingPorts.clear();
      await child.close({ kind: 'command', command: { type: 'shutdown' } } satisfies VoiceHostMessage);
      events.clear();
      lives.clear();
    },
  };
}

function takeAll(ids: Set<string>): string[] {
  const all = [...ids];
  ids.clear();
  return all;
}
