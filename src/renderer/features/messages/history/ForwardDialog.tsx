import type { MessageView } from '@shared/models/messages';
import type { SubmitInput } from '@shared/models/outbox';
import { AtSign, Hash, MessageSquare } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useActions, useApp } from '../../../state/react';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { Button } from '../../../ui/Button';
import { Dialog, DialogActions } from '../../../ui/Dialog';
import { TextInput } from '../../../ui/Field';
import { useAttempt } from '../../trouble';
import { plainText } from '../content/markdown';
import styles from './history.module.css';

/** As many places as Discord's own client takes at a time. */
const AT_ONCE = 5;
const SHOWN = 80;

interface Target {
  channelId: string;
  name: string;
  detail: string;
  kind: 'channel' | 'thread' | 'direct';
}
const ICONS = { channel: Hash, thread: MessageSquare, direct: AtSign } as const;

/** Where to pass a message on: channels, threads and conversations we may write in. Goes through the outbox. */
export default function ForwardDialog({ message, onClose }: { message: MessageView; onClose: () => void }) {
  const workspace = useApp((state) => state.workspace);
  const undoMs = useApp((state) => state.settings.settings.undoMs);
  const { outbox, view } = useActions();
  const attempt = useAttempt();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const targets = useMemo((): Target[] => {
    const guildName = (guildId: string) => workspace.guilds[guildId]?.name ?? '';
    return [
      ...Object.values(workspace.directChannels).map(
        (d): Target => ({
          channelId: d.channelId,
          name: d.displayName,
          detail: '',
          kind: 'direct',
        }),
      ),
      ...Object.values(workspace.textChannels)
        .filter((c) => c.kind !== 'forum' && c.kind !== 'media' && c.abilities.includes('send'))
        .map(
          (c): Target => ({
            channelId: c.channelId,
            name: c.name,
            detail: guildName(c.guildId),
            kind: 'channel',
          }),
        ),
      ...Object.values(workspace.threads)
        .filter((t) => !t.archived && !t.locked && t.abilities.includes('sendInThreads'))
        .map(
          (t): Target => ({
            channelId: t.channelId,
            name: t.name,
            detail: guildName(t.guildId),
            kind: 'thread',
          }),
        ),
    ];
  }, [workspace]);
  const wanted = text.trim().toLocaleLowerCase();
  const shown = targets
    .filter(({ name, channelId }) => name.toLocaleLowerCase().includes(wanted) || chosen.includes(channelId))
    .slice(0, SHOWN);
  const toggle = (channelId: string) =>
    setChosen((before) =>
      before.includes(channelId) ? before.filter((id) => id !== channelId) : [...before, channelId],
    );
  const send = () =>
    attempt(async () => {
      const content: SubmitInput['content'] = {
        type: 'forward',
        channelId: message.channelId,
        messageId: message.messageId,
        excerpt: plainText(message.content, message.mentions).slice(0, 200),
      };
      for (const channelId of chosen) {
        const destination = { kind: 'channel' as const, channelId: channelId as MessageView['channelId'] };
        await outbox.submit({ destination, content, sendAtMs: null, repeat: null, holdMs: undoMs });
      }
      view.toast({ title: words.forwardedTo(chosen.length), stayMs: 3_000 });
      onClose();
    });
  return (
    <Dialog
      title={words.forwardTitle}
      description={words.forwardHint}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <TextInput
        type="search"
        value={text}
        aria-label={words.forwardSearch}
        placeholder={words.forwardSearch}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className={styles.targets}>
        {shown.map(({ channelId, name, detail, kind }) => {
          const Icon = ICONS[kind];
          const isChosen = chosen.includes(channelId);
          return (
            <li key={channelId}>
              <label>
                <input
                  type="checkbox"
                  checked={isChosen}
                  disabled={!isChosen && chosen.length >= AT_ONCE}
                  onChange={() => toggle(channelId)}
                />
                <Icon size={15} aria-hidden="true" />
                <span>{name}</span>
                <small>{detail}</small>
              </label>
            </li>
          );
        })}
        {shown.length === 0 && <li className={styles.noTarget}>{words.forwardNone}</li>}
      </ul>
      {chosen.length >= AT_ONCE && <p className={styles.meta}>{words.forwardFull}</p>}
      <DialogActions>
        <Button onClick={onClose}>{strings.cancel}</Button>
        <Button tone="primary" disabled={chosen.length === 0} onClick={send}>
          {words.forwardSend(chosen.length)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
