import type { GuildId, UserId } from '@shared/discord/snowflake';
import { useEffect, useState } from 'react';
import { logToMain } from '../../api';
import { useAppStore } from '../../state/react';
import type { AppStore } from '../../state/store';

const asked = new WeakMap<AppStore, Map<string, Promise<string | null>>>();

/** The name a person has in a guild, asked for once and kept as long as the window; null until known, or without ids. */
export function usePersonName(guildId: GuildId | null, userId: UserId | null): string | null {
  const store = useAppStore();
  const [name, setName] = useState<string | null>(null);
  useEffect(() => {
    if (guildId === null || userId === null) return;
    let current = true;
    void lookUp(store, guildId, userId).then((found) => current && setName(found));
    return () => {
      current = false;
    };
  }, [store, guildId, userId]);
  return name;
}

function lookUp(store: AppStore, guildId: GuildId, userId: UserId): Promise<string | null> {
  const own = asked.get(store) ?? new Map<string, Promise<string | null>>();
  asked.set(store, own);
  const key = `${guildId}:${userId}`;
  const found =
    own.get(key) ??
    store.api.people
      .get({ guildId, userId })
      .then((person) => person?.displayName ?? null)
      .catch((error: unknown) => {
        // A name is an ornament: what bears it is still there. The next look asks again.
        own.delete(key);
        const reason = error instanceof Error ? error.message : String(error);
        logToMain(store.api, 'warn', 'window/people', `a name could not be looked up: ${reason}`);
        return null;
      });
  own.set(key, found);
  return found;
}
