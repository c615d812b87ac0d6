import type { ArchiveQuery } from '@shared/models/archive';
import { FileDown, SearchX } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { type ChosenPerson, NO_SEARCH, type SearchQuery } from '../../state/archive/filters';
import { boundsOf } from '../../state/archive/period';
import { guildsOf, selectArchive } from '../../state/archive/selectors';
import { useActions, useApp } from '../../state/react';
import { archiveStrings as words } from '../../strings/archive';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Field, Select, TextInput } from '../../ui/Field';
import { EmptyState } from '../../ui/Notice';
import { plainKey } from '../../ui/plain-key';
import { PeriodFields } from '../timeline';
import { TroubleNotice } from '../trouble';
import styles from './archive.module.css';
import { ExportDialog } from './ExportDialog';
import { PersonField } from './PersonField';
import { isNarrow } from './query';
import { Results } from './Results';
import { useArchiveSearch } from './use-search';

const HAS = ['link', 'file', 'image', 'embed', 'pin'] as const;

/** Search over everything kept: words and filters above, what fits below, newest first. */
export function SearchView() {
  const id = useId();
  const { channels } = useApp(selectArchive);
  const { query: asked, person, period } = useApp((state) => state.archive.search);
  const { archive } = useActions();
  const query = useMemo((): ArchiveQuery => {
    // A period that runs backwards narrows nothing; its field says so.
    const { fromMs, toMs } = boundsOf(period, Date.now()) ?? { fromMs: null, toMs: null };
    return { ...asked, fromMs, toMs };
  }, [asked, period]);
  const [exporting, setExporting] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (plainKey(event) !== '/') return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  const { found, error, searching, retry, readOn } = useArchiveSearch(query);
  const guilds = useMemo(() => guildsOf(channels), [channels]);
  const inGuild = useMemo(
    () =>
      channels.filter((one) => one.messages > 0 && (query.guildId === null || one.guildId === query.guildId)),
    [channels, query.guildId],
  );
  const known = useMemo(() => {
    const people = new Map<string, ChosenPerson>();
    for (const { message } of found?.hits ?? []) {
      const { userId, displayName: name } = message.author;
      if (message.webhookId === null) people.set(userId, { userId, name });
    }
    return [...people.values()];
  }, [found]);
  const change = (patch: Partial<SearchQuery>) => archive.setSearch({ query: { ...asked, ...patch } });
  const choosePerson = (next: ChosenPerson | null) =>
    archive.setSearch({ person: next, query: { ...asked, authorId: next?.userId ?? null } });
  const clear = () => {
    archive.setSearch(NO_SEARCH);
    field.current?.focus();
  };
  return (
    <div className={styles.part}>
      <search className={styles.search}>
        <div className={styles.searchLine}>
          <TextInput
            ref={field}
            type="search"
            value={query.text}
            maxLength={200}
            aria-label={words.text}
            placeholder={`${words.text}: ${words.textHint.toLowerCase()}`}
            onChange={(event) => change({ text: event.target.value })}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return;
              const first = document.getElementById(id)?.querySelector<HTMLElement>('[data-roving]');
              if (!first) return;
              event.preventDefault();
              first.focus();
            }}
          />
          <Button icon={<FileDown size={16} />} onClick={() => setExporting(true)}>
            {words.export}
          </Button>
        </div>
        <div className={styles.filters}>
          <Field label={words.guild}>
            {(ids) => (
              <Select
                {...ids}
                value={query.guildId ?? ''}
                onChange={({ target }) =>
                  change({
                    guildId: guilds.find((guild) => guild.guildId === target.value)?.guildId ?? null,
                    channelId: null,
                  })
                }
              >
                <option value="">{words.anyGuild}</option>
                {guilds.map(({ guildId, name }) => (
                  <option key={guildId} value={guildId}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={words.channel}>
            {(ids) => (
              <Select
                {...ids}
                value={query.channelId ?? ''}
                onChange={({ target }) =>
                  change({
                    channelId: channels.find((one) => one.channelId === target.value)?.channelId ?? null,
                  })
                }
              >
                <option value="">{words.anyChannel}</option>
                {inGuild.map(({ channelId, guildId, guildName, name }) => (
                  <option key={channelId} value={channelId}>
                    {guildId === null ? `@ ${name}` : `# ${name}`}
                    {query.guildId === null && guilds.length > 1 && guildName !== null && ` (${guildName})`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <PersonField label={words.person} chosen={person} known={known} onChange={choosePerson} />
          <fieldset className={styles.when}>
            <legend>{words.when}</legend>
            <PeriodFields any value={period} onChange={(to) => archive.setSearch({ period: to })} />
          </fieldset>
          <fieldset className={styles.chips} aria-label={words.filters}>
            {HAS.map((one) => (
              <Chip
                key={one}
                label={words.has[one]}
                on={query.has.includes(one)}
                onChange={(on) =>
                  change({ has: on ? [...query.has, one] : query.has.filter((other) => other !== one) })
                }
              />
            ))}
            <Chip
              label={words.deletedToo}
              on={query.includeDeleted}
              onChange={(includeDeleted) => change({ includeDeleted })}
            />
          </fieldset>
        </div>
      </search>
      {error && (
        <div className={styles.strip}>
          <TroubleNotice error={error} title={words.failed} onRetry={retry} />
        </div>
      )}
      <p className={styles.count} role="status">
        {searching && found === null && words.searching}
        {found !== null && words.found(found.hits.length, found.hasMore, found.tookMs)}
      </p>
      {found !== null && found.hits.length === 0 && !searching && (
        <EmptyState
          icon={<SearchX size={24} />}
          title={isNarrow(query) ? words.noneTitle : words.nothingTitle}
          actions={isNarrow(query) && <Button onClick={clear}>{words.clearFilters}</Button>}
        >
          {isNarrow(query) ? words.noneBody : words.nothingBody}
        </EmptyState>
      )}
      {found !== null && found.hits.length > 0 && (
        <Results id={id} found={found} onNearEnd={readOn} onPerson={choosePerson} />
      )}
      {exporting && <ExportDialog query={query} onClose={() => setExporting(false)} />}
    </div>
  );
}

function Chip(props: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  const { label, on, onChange } = props;
  return (
    <button
      type="button"
      className={cx(styles.chip, on && styles.chipOn)}
      aria-pressed={on}
      onClick={() => onChange(!on)}
    >
      {label}
    </button>
  );
}
