import type { PersonSummary } from '@shared/models/threads';
import { useEffect, useState } from 'react';
import { useActions } from '../../state/react';
import { useAttempt } from '../trouble';

/** How long typing rests before people are looked up, ms. */
const REST_MS = 180;

export interface PeopleFound {
  people: readonly PersonSummary[];
  /** The text `people` answers; null before the first answer. */
  answered: string | null;
  searching: boolean;
}

/** People of all guilds by the beginning of a name, as one types; an older answer never replaces a newer one. */
export function usePeopleSearch(text: string): PeopleFound {
  const { threads } = useActions();
  const attempt = useAttempt();
  const [found, setFound] = useState<{ people: readonly PersonSummary[]; answered: string | null }>({
    people: [],
    answered: null,
  });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === '') return setFound({ people: [], answered: null });
    let current = true;
    const timer = setTimeout(
      () =>
        attempt(async () => {
          const people = await threads.findPeople(wanted);
          if (current) setFound({ people, answered: wanted });
        }),
      REST_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted, threads, attempt]);
  return { ...found, searching: wanted !== '' && found.answered !== wanted };
}
