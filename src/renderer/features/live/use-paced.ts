import { useEffect, useMemo, useRef } from 'react';

/** What moves many times a second tells main at most every 40 ms, and always its last value. */
const PACE_MS = 40;

/** `send`, called at once and then at most every 40 ms with the newest value; the last one always goes. */
export function usePaced<T>(send: (value: T) => void): (value: T) => void {
  const sendRef = useRef(send);
  sendRef.current = send;
  const paced = useMemo(() => createPaced<T>((value) => sendRef.current(value)), []);
  useEffect(() => () => paced.flush(), [paced]);
  return paced.send;
}

export interface Paced<T> {
  send(value: T): void;
  /** What waits goes now. */
  flush(): void;
}

export function createPaced<T>(send: (value: T) => void, paceMs = PACE_MS): Paced<T> {
  let waiting: { value: T } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const tick = () => {
    timer = null;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    timer = setTimeout(tick, paceMs);
    send(value);
  };
  return {
    send(value) {
      waiting = { value };
      if (timer === null) tick();
    },
    flush() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (waiting) send(waiting.value);
      waiting = null;
    },
  };
}
