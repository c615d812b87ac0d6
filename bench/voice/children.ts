/** Processes of a bench: the next thing they say, and their end. */
import type { ChildProcess } from 'node:child_process';

/** The next message of a child; fails when it ends or stays silent. */
export function nextMessage(child: ChildProcess, limitMs: number): Promise<unknown> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => finish(new Error('a bench process said nothing')), limitMs);
    const onMessage = (value: unknown) => finish(undefined, value);
    const onExit = (code: number | null) => finish(new Error(`a bench process ended early (${code})`));
    function finish(error?: Error, value?: unknown): void {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (error) fail(error);
      else done(value);
    }
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}

/** Says `question` and answers what comes back. */
export async function ask<T>(child: ChildProcess, question: string, limitMs = 30_000): Promise<T> {
  const answer = nextMessage(child, limitMs);
  child.send(question);
  return (await answer) as T;
}

/** Ends a child by closing its channel, by force when that does not help within three seconds. */
export function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once('exit', () => done());
    if (child.connected) child.disconnect();
    setTimeout(() => child.kill('SIGKILL'), 3_000).unref();
  });
}

export function pause(durationMs: number): Promise<void> {
  return new Promise((done) => setTimeout(done, durationMs));
}
