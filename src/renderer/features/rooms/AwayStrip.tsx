import type { AwayDigest } from '@shared/models/away';
import { Moon, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { awayStrings as words } from '../../strings/away';
import { wordSpan } from '../../strings/channels';
import { Button, IconButton } from '../../ui/Button';
import { formatTime } from '../../ui/format';
import styles from './away.module.css';
import { countAway, sayAwayItem, summariseAway } from './away-words';

/** What was different when we came back: one line, the list on demand, until it is put away. */
export function AwayStrip({ guildId }: { guildId: string }) {
  const digests = useApp(useShallow((state) => state.rooms.away.filter((d) => d.guildId === guildId)));
  const { archive, rooms, view } = useAppStore().actions;
  const [open, setOpen] = useState(false);
  const listId = useId();
  const last = digests.at(-1);
  if (!last) return null;
  const showTimeline = () => {
    archive.show('timeline');
    view.goTo('archive');
  };
  return (
    <section className={styles.away} aria-label={words.list}>
      <div className={styles.line}>
        <Moon size={16} aria-hidden="true" />
        <p className={styles.text} role="status">
          <strong>{words.title(wordSpan(Math.max(1_000, last.untilMs - last.sinceMs)))}:</strong>{' '}
          {summariseAway(last)}
          {digests.length > 1 && <span className={styles.quiet}> · {words.earlier(digests.length - 1)}</span>}
        </p>
        <Button aria-expanded={open} aria-controls={listId} onClick={() => setOpen(!open)}>
          {open ? words.hide : words.show}
        </Button>
        <Button onClick={showTimeline}>{words.timeline}</Button>
        <IconButton
          label={strings.dismiss}
          onClick={() => {
            setOpen(false);
            rooms.dismissAway(guildId);
          }}
        >
          <X size={16} />
        </IconButton>
      </div>
      {open && (
        <div id={listId} className={styles.lists}>
          {[...digests].reverse().map((digest) => (
            <Changes key={digest.awayId} digest={digest} />
          ))}
        </div>
      )}
    </section>
  );
}

function Changes({ digest }: { digest: AwayDigest }) {
  const store = useAppStore();
  const rooms = useApp((state) => state.workspace.rooms);
  const [from, to] = [formatTime(digest.sinceMs), formatTime(digest.untilMs)];
  const unlisted = countAway(digest) - digest.items.length;
  return (
    <>
      <h3>{from === to ? from : words.between(from, to)}</h3>
      <ul>
        {digest.items.map((item) => {
          const { channelId } = item;
          const key = `${item.kind}:${item.userId}:${channelId}`;
          return (
            <li key={key}>
              {channelId !== null && channelId in rooms ? (
                <button type="button" onClick={() => store.actions.view.chooseRoom(channelId)}>
                  {sayAwayItem(item)}
                </button>
              ) : (
                sayAwayItem(item)
              )}
            </li>
          );
        })}
      </ul>
      {unlisted > 0 && <p className={styles.quiet}>{words.andMore(unlisted)}</p>}
    </>
  );
}
