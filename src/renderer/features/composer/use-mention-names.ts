import type { GuildId, UserId } from '@shared/discord/snowflake';
import { useEffect, useMemo, useState } from 'react';
import { selectOwnUser } from '../../state/accounts/selectors';
import { useApp, useAppStore } from '../../state/react';
import type { AppStore } from '../../state/store';
import { type NamesOfMentions, userIdsIn } from './mention-text';

/** Names of people by guild and id, as long as the window is open. */
const known = new WeakMap<AppStore, Map<string, string>>();

function namesOf(store: AppStore): Map<string, string> {
  const names = known.get(store) ?? new Map<string, string>();
  known.set(store, names);
  return names;
}

/** Names of whoever a text mentions; people that were just chosen are known at once, others are asked for. */
export function useMentionNames(text: string, guildId: string | null) {
  const store = useAppStore();
  const names = namesOf(store);
  const own = useApp(selectOwnUser);
  const roles = useApp((state) => state.workspace.roles);
  const channels = useApp((state) => state.workspace.textChannels);
  const threads = useApp((state) => state.workspace.threads);
  const rooms = useApp((state) => state.workspace.rooms);
  const [arrived, setArrived] = useState(0);
  const ids = userIdsIn(text).join(' ');

  useEffect(() => {
    if (guildId === null || ids === '') return;
    let current = true;
    for (const id of ids.split(' ')) {
      const key = `${guildId}:${id}`;
      if (names.has(key)) continue;
      store.api.people.get({ guildId: guildId as GuildId, userId: id as UserId }).then(
        (person) => {
          if (!person) return;
          names.set(key, person.displayName);
          if (current) setArrived((n) => n + 1);
        },
        // Without a name the mention is shown as it is sent.
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [store, names, guildId, ids]);

  const lookUp = useMemo<NamesOfMentions & { arrived: number }>(
    () => ({
      arrived,
      user: (id) => names.get(`${guildId}:${id}`) ?? (id === own?.userId ? own.displayName : undefined),
      role: (id) => roles[id]?.name,
      channel: (id) => channels[id]?.name ?? threads[id]?.name ?? rooms[id]?.name,
    }),
    [arrived, names, guildId, own, roles, channels, threads, rooms],
  );
  const remember = (userId: string, name: string) => names.set(`${guildId}:${userId}`, name);
  return { names: lookUp, remember };
}
