/** Takes what is to be done; done at once when nothing else is, else in its turn. */
export type Turns = (job: () => Promise<void>) => void;

/**
 * Does one thing after the other with a frame between two (`breathe`): ten lanes that want something in the same frame
 * are served over ten frames, and none of these is late because of it. Jobs see to their failures themselves.
 */
export function createTurns(breathe: () => Promise<void>): Turns {
  const waiting: (() => Promise<void>)[] = [];
  let busy = false;
  const work = async () => {
    busy = true;
    try {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        await job();
        if (waiting.length > 0) await breathe();
      }
    } finally {
      busy = false;
    }
  };
  return (job) => {
    waiting.push(job);
    if (!busy) void work();
  };
}
