import type { EmojiRef } from '@shared/discord/emoji';
import type { GuildEmoji } from '@shared/models/workspace';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useApp } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { Emoji } from '../content/Emoji';
import { type CatalogueGroup, loadCatalogue, searchCatalogue } from './catalogue';
import styles from './emoji.module.css';
import { recentEmoji, rememberEmoji, rememberTone, skinTone } from './recent';
import {
  COLUMNS,
  customEmoji,
  type PickerEmoji,
  type PickerRow,
  pickerRows,
  recentSection,
  unicodeEmoji,
} from './rows';

const words = historyStrings.emoji;
const ROW_PX = 36;
const HEADING_PX = 28;
const FOUND = 180;
const TONES = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'] as const;

export interface EmojiPickerProps {
  guildId: string | null;
  /** `keepOpen`: Shift was held, more are to come. */
  onPick: (emoji: EmojiRef, keepOpen: boolean) => void;
}

/** All emoji under a search: those used last, the guild's own, Unicode's by group. Arrow keys move, Enter picks. */
export default function EmojiPicker({ guildId, onPick }: EmojiPickerProps) {
  const emojis = useApp((state) => state.workspace.emojis);
  const guildName = useApp((state) =>
    guildId === null ? '' : (state.workspace.guilds[guildId]?.name ?? ''),
  );
  const [groups, setGroups] = useState<readonly CatalogueGroup[]>([]);
  const [text, setText] = useState('');
  const [tone, setTone] = useState(skinTone);
  const [at, setAt] = useState<{ row: number; column: number } | null>(null);
  const [recent] = useState(recentEmoji);
  const scrollRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  // It is fetched after the popover has given its focus away.
  useEffect(() => searchRef.current?.focus(), []);
  useEffect(() => {
    let current = true;
    loadCatalogue()
      .then((loaded) => current && setGroups(loaded))
      // The guild's own stay; Unicode's can still be typed.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, []);

  const own = useMemo(() => ownEmoji(Object.values(emojis), guildId), [emojis, guildId]);
  const rows = useMemo((): PickerRow[] => {
    const wanted = text.trim();
    if (wanted !== '') {
      const part = wanted.replaceAll(':', '').toLowerCase();
      const found = searchCatalogue(groups, wanted, FOUND).map((entry) => unicodeEmoji(entry, tone));
      const custom = own.filter((one) => one.label.toLowerCase().includes(part));
      return pickerRows([{ key: 'found', name: words.search, emoji: [...custom, ...found] }]);
    }
    return pickerRows([
      { key: 'recent', name: words.recent, emoji: recentSection(recent, groups, own) },
      { key: 'guild', name: guildName, emoji: own },
      ...groups.map(({ group, emoji }) => ({
        key: `group-${group}`,
        name: words.groups[group] ?? '',
        emoji: emoji.map((entry) => unicodeEmoji(entry, tone)),
      })),
    ]);
  }, [text, groups, own, tone, recent, guildName]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? HEADING_PX : ROW_PX),
    overscan: 4,
  });

  const pick = (one: PickerEmoji, keepOpen: boolean) => {
    rememberEmoji(one.key);
    onPick(one.emoji, keepOpen);
  };
  const chosenAt = at ?? firstEmoji(rows);
  const chosen = emojiAt(rows, chosenAt);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      return pick(chosen, event.shiftKey);
    }
    const next = chosenAt && stepOf(event.key, rows, chosenAt, text !== '' || event.shiftKey);
    if (!next) return;
    event.preventDefault();
    setAt(next);
    virtual.scrollToIndex(next.row, { align: 'auto' });
  };
  return (
    <div className={styles.picker}>
      <div className={styles.head}>
        <input
          ref={searchRef}
          type="search"
          className={styles.search}
          value={text}
          aria-label={words.search}
          placeholder={words.search}
          aria-describedby="emoji-chosen"
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.target.value);
            setAt(null);
          }}
        />
        <select
          className={styles.tone}
          value={tone}
          aria-label={words.skin}
          onChange={(event) => {
            setTone(Number(event.target.value));
            rememberTone(Number(event.target.value));
          }}
        >
          {TONES.map((hand, index) => (
            <option key={hand} value={index} aria-label={words.tones[index]}>
              {hand}
            </option>
          ))}
        </select>
      </div>
      <div ref={scrollRef} className={styles.scroll}>
        {groups.length === 0 && <p className={styles.loading}>{strings.loading}</p>}
        {groups.length > 0 && rows.length === 0 && <p className={styles.loading}>{words.none(text)}</p>}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={row.key}
                className={row.kind === 'heading' ? styles.heading : styles.row}
                style={{ transform: `translateY(${item.start}px)`, height: item.size }}
              >
                {row.kind === 'heading'
                  ? row.name
                  : row.emoji.map((one, column) => (
                      <button
                        key={one.key}
                        type="button"
                        tabIndex={-1}
                        className={cx(
                          styles.one,
                          chosenAt?.row === item.index && chosenAt.column === column && styles.chosen,
                        )}
                        aria-label={one.label}
                        title={one.label}
                        onPointerMove={() => setAt({ row: item.index, column })}
                        onClick={(event) => pick(one, event.shiftKey)}
                      >
                        <Emoji emoji={one.emoji} />
                      </button>
                    ))}
              </div>
            );
          })}
        </div>
      </div>
      <p id="emoji-chosen" className={styles.foot} aria-live="polite">
        {chosen && (
          <>
            <Emoji emoji={chosen.emoji} /> {chosen.label}
          </>
        )}
      </p>
    </div>
  );
}

function ownEmoji(all: readonly GuildEmoji[], guildId: string | null): PickerEmoji[] {
  return all.filter((one) => one.available && one.guildId === guildId).map(customEmoji);
}

type Place = { row: number; column: number };

function firstEmoji(rows: readonly PickerRow[]): Place | null {
  const row = rows.findIndex((one) => one.kind === 'emoji');
  return row < 0 ? null : { row, column: 0 };
}

function emojiAt(rows: readonly PickerRow[], at: Place | null): PickerEmoji | null {
  const row = at && rows[at.row];
  return row?.kind === 'emoji' ? (row.emoji[at?.column ?? 0] ?? null) : null;
}

/** Where a key leads; left and right belong to the search field while something stands in it. */
function stepOf(key: string, rows: readonly PickerRow[], at: Place, searching: boolean): Place | null {
  const lines = rows.flatMap((row, index) =>
    row.kind === 'emoji' ? [{ index, count: row.emoji.length }] : [],
  );
  const line = lines.findIndex(({ index }) => index === at.row);
  const to = (next: number, column: number): Place | null => {
    const found = lines[next];
    return found ? { row: found.index, column: Math.min(column, found.count - 1) } : null;
  };
  switch (key) {
    case 'ArrowDown':
      return to(line + 1, at.column);
    case 'ArrowUp':
      return to(line - 1, at.column);
    case 'ArrowRight':
      if (searching) return null;
      return at.column + 1 < (lines[line]?.count ?? 0) ? to(line, at.column + 1) : to(line + 1, 0);
    case 'ArrowLeft':
      if (searching) return null;
      return at.column > 0 ? to(line, at.column - 1) : to(line - 1, COLUMNS);
    default:
      return null;
  }
}
