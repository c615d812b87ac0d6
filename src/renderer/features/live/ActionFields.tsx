import type { AudioItem } from '@shared/models/live';
import type { CueAction } from '@shared/models/show';
import { FolderOpen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { padName, selectItems, selectPads } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { selectTemplates } from '../../state/room-plans/selectors';
import { selectRoutes } from '../../state/routes/selectors';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { Select, TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './cue-dialog.module.css';

const words = strings.live.show;

export interface ActionFieldsProps<A extends CueAction = CueAction> {
  action: A;
  onChange: (action: CueAction) => void;
}
type Of<K extends CueAction['kind']> = ActionFieldsProps<Extract<CueAction, { kind: K }>>;

/** What one action needs to know. */
export function ActionFields({ action, onChange }: ActionFieldsProps): ReactNode {
  switch (action.kind) {
    case 'playItem':
      return <PlayItem action={action} onChange={onChange} />;
    case 'crossfade':
      return (
        <>
          <DeckSelect label={words.to} value={action.to} onChange={(to) => onChange({ ...action, to })} />
          <Seconds value={action.durationMs} onChange={(durationMs) => onChange({ ...action, durationMs })} />
        </>
      );
    case 'stopAll':
      return <Seconds value={action.fadeMs} onChange={(fadeMs) => onChange({ ...action, fadeMs })} />;
    case 'playPad':
      return <PlayPad action={action} onChange={onChange} />;
    case 'microphone':
      return (
        <Select
          aria-label={words.actions.microphone}
          value={action.on ? 'on' : 'off'}
          onChange={(event) => onChange({ ...action, on: event.target.value === 'on' })}
        >
          <option value="on">{words.on}</option>
          <option value="off">{words.off}</option>
        </Select>
      );
    case 'openTemplate':
      return <OpenTemplate action={action} onChange={onChange} />;
    case 'setStatus':
      return <SetStatus action={action} onChange={onChange} />;
    case 'postMessage':
      return <PostMessage action={action} onChange={onChange} />;
    case 'marker':
      return (
        <Text
          label={words.markerText}
          max={200}
          value={action.text}
          onChange={(text) => onChange({ ...action, text })}
        />
      );
    case 'startRecording':
    case 'stopRecording':
      return <span className={styles.wide} />;
  }
}

function PlayItem({ action, onChange }: Of<'playItem'>) {
  const items = useApp(selectItems);
  const decks = useApp((state) => state.live.state.console.decks);
  /** Chosen here and known nowhere else until the cue is saved. */
  const [picked, setPicked] = useState<AudioItem | null>(null);
  const { live } = useActions();
  const attempt = useAttempt();
  const known = new Map([...items].map(([itemId, item]) => [itemId, item.name]));
  for (const deck of decks) if (deck.itemId !== null) known.set(deck.itemId, deck.name);
  if (picked) known.set(picked.itemId, picked.name);
  const { itemId } = action;
  const choose = () =>
    attempt(async () => {
      const [item] = await live.ask.pickFiles();
      if (!item) return;
      setPicked(item);
      onChange({ ...action, itemId: item.itemId });
    });
  return (
    <>
      <Select
        className={styles.wide}
        aria-label={words.file}
        value={itemId}
        onChange={(event) => onChange({ ...action, itemId: event.target.value })}
      >
        <option value="" disabled>
          {words.noFile}
        </option>
        {itemId !== '' && !known.has(itemId) && <option value={itemId}>{words.unknownItem}</option>}
        {[...known].map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <IconButton label={words.anyFile} onClick={choose}>
        <FolderOpen size={15} />
      </IconButton>
      <DeckSelect
        label={words.deck}
        value={action.deckId}
        onChange={(deckId) => onChange({ ...action, deckId })}
      />
    </>
  );
}

function PlayPad({ action, onChange }: Of<'playPad'>) {
  const pads = useApp(selectPads);
  return (
    <Select
      className={styles.wide}
      aria-label={words.pad}
      value={action.padId}
      onChange={(event) => onChange({ ...action, padId: event.target.value })}
    >
      {pads.map(
        (pad) =>
          pad.item && (
            <option key={pad.padId} value={pad.padId}>
              {padName(pad)}
            </option>
          ),
      )}
    </Select>
  );
}

function OpenTemplate({ action, onChange }: Of<'openTemplate'>) {
  const templates = useApp(selectTemplates);
  const guilds = useApp((state) => state.workspace.guilds);
  const choices = Object.values(guilds).flatMap((guild) => (guild ? [guild] : []));
  return (
    <>
      <Select
        className={styles.wide}
        aria-label={words.template}
        value={action.templateId}
        onChange={(event) => onChange({ ...action, templateId: event.target.value })}
      >
        {templates.map(({ templateId, name }) => (
          <option key={templateId} value={templateId}>
            {name}
          </option>
        ))}
      </Select>
      {choices.length > 1 && (
        <Select
          aria-label={words.guild}
          value={action.guildId}
          onChange={(event) => {
            const guild = choices.find((one) => one.guildId === event.target.value);
            if (guild) onChange({ ...action, guildId: guild.guildId });
          }}
        >
          {choices.map(({ guildId, name }) => (
            <option key={guildId} value={guildId}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </>
  );
}

function SetStatus({ action, onChange }: Of<'setStatus'>) {
  const rooms = useApp((state) => state.workspace.rooms);
  const guilds = useApp((state) => state.workspace.guilds);
  const all = Object.values(rooms).flatMap((room) => (room ? [room] : []));
  const many = new Set(all.map((room) => room.guildId)).size > 1;
  return (
    <>
      <Select
        aria-label={words.room}
        value={action.channelId}
        onChange={(event) => {
          const room = all.find((one) => one.channelId === event.target.value);
          if (room) onChange({ ...action, channelId: room.channelId });
        }}
      >
        {all.map(({ channelId, guildId, name }) => (
          <option key={channelId} value={channelId}>
            {many ? `${name} · ${guilds[guildId]?.name ?? ''}` : name}
          </option>
        ))}
      </Select>
      <Text
        label={words.status2}
        max={500}
        value={action.status}
        onChange={(status) => onChange({ ...action, status })}
      />
    </>
  );
}

function PostMessage({ action, onChange }: Of<'postMessage'>) {
  const routes = useApp(selectRoutes);
  return (
    <>
      <Select
        aria-label={words.route}
        value={action.routeId}
        onChange={(event) => onChange({ ...action, routeId: event.target.value })}
      >
        {routes.map(({ name, where }) => (
          <option key={name} value={name}>
            {`${name} · ${where}`}
          </option>
        ))}
      </Select>
      <Text
        label={words.text}
        max={2_000}
        value={action.text}
        onChange={(text) => onChange({ ...action, text })}
      />
    </>
  );
}

interface DeckSelectProps {
  label: string;
  value: 'a' | 'b';
  onChange: (deckId: 'a' | 'b') => void;
}

function DeckSelect({ label, value, onChange }: DeckSelectProps) {
  return (
    <Select
      className={styles.narrow}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value === 'b' ? 'b' : 'a')}
    >
      <option value="a">{strings.live.deckName('a')}</option>
      <option value="b">{strings.live.deckName('b')}</option>
    </Select>
  );
}

function Seconds({ value, onChange }: { value: number; onChange: (ms: number) => void }) {
  return (
    <span className={styles.seconds}>
      <TextInput
        type="number"
        min={0}
        max={30}
        step={0.5}
        aria-label={words.fadeSeconds}
        value={value / 1_000}
        onChange={(event) => {
          const seconds = Number(event.target.value);
          if (Number.isFinite(seconds)) onChange(Math.round(Math.min(30, Math.max(0, seconds)) * 1_000));
        }}
      />
      s
    </span>
  );
}

interface TextProps {
  label: string;
  max: number;
  value: string;
  onChange: (text: string) => void;
}

function Text({ label, max, value, onChange }: TextProps) {
  return (
    <TextInput
      className={styles.wide}
      aria-label={label}
      placeholder={label}
      maxLength={max}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
