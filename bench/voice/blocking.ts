/** What the processes beside the voice process do. `blocked`: main, 500 ms at a time. `busy`: one keeps a core to itself. */
export type Load = 'idle' | 'blocked' | 'busy';

/** Keeps this process's event loop busy 500 ms at a time, with 200 ms between, as a window full of work would. */
export function blockNowAndThen(): void {
  const until = performance.now() + 500;
  while (performance.now() < until);
  setTimeout(blockNowAndThen, 200);
}
