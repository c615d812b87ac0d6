import type { CategorySummary, GuildSummary } from '@shared/models/workspace';
import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';

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
