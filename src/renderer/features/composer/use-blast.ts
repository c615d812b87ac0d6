import type { BlastRadius, Destination, MessageBody } from '@shared/models/message-body';
import { useEffect, useState } from 'react';
import { useAppStore } from '../../state/react';

/** Asked for when writing rests, so that typing never waits for it. */
const REST_MS = 250;

/**
 * Who a message would reach, kept up to date while it is written; null while it is not known or not asked.
 * `destination` keeps its identity while it stays the same.
 */
export function useBlast(destination: Destination | null, body: MessageBody, enabled: boolean) {
  const { api } = useAppStore();
  const [radius, setRadius] = useState<BlastRadius | null>(null);
  useEffect(() => {
    if (!enabled || destination === null) return setRadius(null);
    let current = true;
    const timer = setTimeout(() => {
      api.outbox.preview({ destination, body }).then(
        (answer) => current && setRadius(answer),
        // What cannot be told is not shown; sending asks again and says so.
        () => current && setRadius(null),
      );
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, destination, body, enabled]);
  return radius;
}
