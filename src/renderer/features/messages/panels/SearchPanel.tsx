import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';
import type { SearchInput, SearchResult } from '@shared/models/messages';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useApp, useAppStore } from '../../../state/react';
import { historyStrings } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { Segmented } from '../../../ui/Segmented';
import { TroubleNotice } from '../../trouble';
import { useMessageActions } from '../history/use-message-actions';
import { FoundMessage } from './FoundMessage';
import styles from './panels.module.css';

const words = historyStrings.search;
const HAS = ['link', 'file', 'image', 'embed', 'pin'] as const;
type Has = (typeof HAS)[number];
/** Typing rests this long before it is looked for. */
const REST_MS = 150;
const LIMIT = 100;

/** Finds messages among those this computer has seen, in a channel (null: none is open) or a guild (null: a DM). */
export function SearchPanel({ channelId, guildId }: { channelId: string | null; guildId: string | null }) {
  const { api } = useAppStore();
  const actions = useMessageActions();
  const channels = useApp((state) => state.workspace.textChannels);
  const threads = useApp((state) => state.workspace.threads);
  const [text, setText] = useState('');
  const [scope, setScope] = useState<'here' | 'everywhere'>(channelId === null ? 'everywhere' : 'here');
  const [has, setHas] = useState<readonly Has[]>([]);
  const [result, setResult] = useState<{ text: string; found: SearchResult } | null>(null);
  const [error, setError] = useState<AppErrorView | null>(null);
  const fieldRef = useRef<HTMLInputElement>(null);
  useEffect(() => fieldRef.current?.focus(), []);

  const asked = text.trim() !== '' || has.length > 0;
  useEffect(() => {
    if (!asked) {
      setResult(null);
      return;
    }
    let current = true;
    const input: SearchInput = {
      text: text.trim(),
      guildId: scope === 'everywhere' ? (guildId as SearchInput['guildId']) : null,
      channelId: scope === 'here' ? (channelId as SearchInput['channelId']) : null,
      authorId: null,
      has: [...has],
      limit: LIMIT,
    };
    const timer = setTimeout(() => {
      api.messages
        .search(input)
        .then((found) => {
          if (!current) return;
          setResult({ text: input.text, found });
          setError(null);
        })
        .catch((thrown: unknown) => current && setError(toAppError(thrown).toView()));
    }, REST_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, asked, text, scope, has, channelId, guildId]);

  const whereOf = (id: string) => {
    const name = channels[id]?.name ?? threads[id]?.name;
    return name === undefined ? null : `#${name}`;
  };
  return (
    <div className={styles.search}>
      <search className={styles.form}>
        <div className={styles.field}>
          <Search size={15} aria-hidden="true" />
          <input
            ref={fieldRef}
            type="search"
            value={text}
            maxLength={200}
            aria-label={words.label}
            placeholder={words.placeholder}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {guildId !== null && channelId !== null && (
          <Segmented
            label={words.scope}
            value={scope}
            options={[
              { value: 'here', label: words.here },
              { value: 'everywhere', label: words.everywhere },
            ]}
            onChange={setScope}
          />
        )}
        <fieldset className={styles.has} aria-label={words.hasLabel}>
          {HAS.map((one) => (
            <button
              key={one}
              type="button"
              className={cx(styles.filter, has.includes(one) && styles.on)}
              aria-pressed={has.includes(one)}
              onClick={() =>
                setHas((before) =>
                  before.includes(one) ? before.filter((other) => other !== one) : [...before, one],
                )
              }
            >
              {words.has[one]}
            </button>
          ))}
        </fieldset>
      </search>
      {error && <TroubleNotice error={error} />}
      {!asked && <p className={styles.note}>{words.start}</p>}
      {asked && result === null && !error && <p className={styles.note}>{words.searching}</p>}
      {asked && result && (
        <div className={styles.list}>
          <p className={styles.summary} role="status">
            {result.found.hits.length === 0
              ? words.none(result.text)
              : words.found(result.found.hits.length, result.found.searched, result.found.truncated)}
          </p>
          {result.found.hits.map((message) => (
            <FoundMessage
              key={message.messageId}
              message={message}
              where={message.channelId === channelId ? null : whereOf(message.channelId)}
              onJump={() => actions.jump(message.channelId, message.messageId)}
            />
          ))}
        </div>
      )}
    </div>
  );
}
