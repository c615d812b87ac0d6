import type { AudioPort, MainMessagePort } from '../support/audio-port';
import type { ChildPort } from '../support/child-port';
import { Emitter } from '../support/emitter';
import type { Logger } from '../support/logger';
import { SupervisedChild } from '../support/supervised-child';
import type { ReviewHost } from './port';
import { type ReviewCommand, ReviewEvent, type ReviewHostMessage } from './protocol';

/** What is worth starting the process for. */
const STARTS = new Set<ReviewCommand['type']>(['open', 'repair', 'purge', 'measure']);

export interface ChildReviewHostOptions {
  spawn: () => ChildPort;
  logger: Logger;
  /** How long `close` waits before the process is killed, ms. */
  closeTimeoutMs?: number;
}

/**
 * The player in a process of its own. It starts with the first work for it and is started anew after a
 * crash; what was open then is reported as failed, repairs under way as failed too.
 */
export function createChildReviewHost(options: ChildReviewHostOptions): ReviewHost {
  const { logger } = options;
  const events = new Emitter<ReviewEvent>((error) =>
    logger.error('a review event listener failed', { error }),
  );
  const repairs = new Set<number>();
  const purges = new Set<number>();
  const measures = new Set<number>();
  /** How it is played outlives the process. */
  let choices: ReviewCommand | undefined;
  let waitingPort: AudioPort | MainMessagePort | undefined;
  let openId: string | undefined;

  const child = new SupervisedChild({
    name: 'review process',
    spawn: options.spawn,
    logger,
    onMessage: receive,
    onCrash: reportCrash,
    ...(options.closeTimeoutMs === undefined ? {} : { closeTimeoutMs: options.closeTimeoutMs }),
  });
  const post = (message: ReviewHostMessage, transfer: readonly unknown[] = []) =>
    child.send(message, transfer);

  function receive(message: unknown): void {
    const parsed = ReviewEvent.safeParse(message);
    if (!parsed.success) {
      logger.error('the review process said something outside its protocol', {
        problem: parsed.error.issues[0]?.message,
      });
      return;
    }
    if (parsed.data.type === 'repaired') repairs.delete(parsed.data.requestId);
    if (parsed.data.type === 'purged') purges.delete(parsed.data.requestId);
    if (parsed.data.type === 'measured') measures.delete(parsed.data.requestId);
    events.emit(parsed.data);
  }

  function reportCrash(): void {
    const reason = 'The player stopped unexpectedly';
    if (openId !== undefined) events.emit({ type: 'failed', recordingId: openId, reason });
    openId = undefined;
    for (const requestId of repairs) events.emit({ type: 'repaired', requestId, outcome: 'failed', reason });
    for (const requestId of purges) events.emit({ type: 'purged', requestId, reason });
    for (const requestId of measures)
      events.emit({ type: 'measured', requestId, loudness: null, damaged: null });
    repairs.clear();
    purges.clear();
    measures.clear();
  }

  return {
    send(command: ReviewCommand) {
      if (command.type === 'setChoices') choices = command;
      // Without a process nothing is open, so there is nothing to act on.
      if (!child.isRunning && !STARTS.has(command.type)) return;
      if (!child.isRunning && choices && command.type !== 'setChoices')
        post({ kind: 'command', command: choices });
      if (command.type === 'open') openId = command.recordingId;
      if (command.type === 'close') openId = undefined;
      if (command.type === 'repair') repairs.add(command.requestId);
      if (command.type === 'purge') purges.add(command.requestId);
      if (command.type === 'measure') measures.add(command.requestId);
      if (waitingPort) post({ kind: 'port' }, [waitingPort]);
      waitingPort = undefined;
      post({ kind: 'command', command });
    },
    onEvent: events.on,
    connectAudio(port) {
      if (child.isRunning) post({ kind: 'port' }, [port]);
      else {
        waitingPort?.close();
        waitingPort = port;
      }
    },
    async close() {
      waitingPort?.close();
      waitingPort = undefined;
      await child.close({ kind: 'command', command: { type: 'shutdown' } } satisfies ReviewHostMessage);
      events.clear();
    },
  };
}
