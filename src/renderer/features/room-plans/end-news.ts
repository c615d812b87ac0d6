import type { PlanNews } from '@shared/models/room-plans';
import type { Toast } from '../../state/view/apply';
import { strings } from '../../strings';
import { wordLeft } from './wording';

export type EndNews = Extract<PlanNews, { kind: 'endingSoon' | 'ended' }>;

const words = strings.plans.news;

/** Those of one set that end for one reason, together. */
export function groupNews(all: readonly EndNews[]): EndNews[][] {
  const groups = new Map<string, EndNews[]>();
  for (const news of all) {
    const key = `${news.kind} ${news.setId} ${news.reason}`;
    groups.set(key, [...(groups.get(key) ?? []), news]);
  }
  return [...groups.values()];
}

type Said = Partial<Omit<Toast, 'id'>> & { title: string };

/** What is said of them. One room can be kept from the toast; several are looked at first. */
export function endToast(
  group: readonly EndNews[],
  look: () => void,
  keep: (slot: { setId: string; slotId: string }) => Promise<void>,
): Said {
  const [first] = group;
  if (!first) throw new Error('a group has at least one');
  const name = group.length === 1 ? first.name : words.several(group.length, first.name);
  const body = words.endingWhy[first.reason] || null;
  if (first.kind === 'ended') return { title: words.ended(name, group.length), body };
  const leftMs = first.endsAtMs - Date.now();
  const { setId, slotId } = first;
  return {
    title: words.endingSoon(name, wordLeft(leftMs), group.length),
    body,
    stayMs: Math.max(6_000, leftMs),
    action:
      group.length === 1
        ? { label: strings.plans.running.keep, run: () => void keep({ setId, slotId }) }
        : { label: words.look, run: look },
  };
}
