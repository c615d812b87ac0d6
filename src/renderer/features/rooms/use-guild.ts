import type { CategorySummary, GuildSummary } from '@shared/models/workspace';
import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';

/** Where a new room most likely belongs: beside the chosen one, else where rooms are. */
export function useLikelyCategory(categories: readonly CategorySummary[]): string {
  const beside = useApp((state) =>
    state.view.roomId === null ? undefined : state.workspace.rooms[state.view.roomId],
  );
  const firstRoom = useApp((state) =>
    Object.values(state.workspace.rooms).find((room) =>
      categories.some((c) => c.channelId === room.categoryId),
    ),
  );
  if (beside) return beside.categoryId ?? '';
  return (
    categories.find((category) => /voice|room/i.test(category.name))?.channelId ?? firstRoom?.categoryId ?? ''
  );
}

/** The guild on screen and its categories, in their order. */
export function useGuildOnScreen(): {
  guild: GuildSummary | undefined;
  categories: readonly CategorySummary[];
} {
  const guild = useApp((state) => state.workspace.guilds[selectGuildId(state) ?? '']);
  const categories = useApp(
    useShallow((state) =>
      Object.values(state.workspace.categories)
        .filter((category) => category.guildId === guild?.guildId)
        .sort((a, b) => a.position - b.position),
    ),
  );
  return { guild, categories };
}
