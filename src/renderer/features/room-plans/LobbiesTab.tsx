import type { Lobby } from '@shared/models/room-plans';
import { DoorOpen, MoreHorizontal, Plus } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectLobbies, selectTemplates } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { DropMenu } from '../../ui/Menu';
import { EmptyState } from '../../ui/Notice';
import { useAttempt } from '../trouble';
import { LobbyDialog } from './LobbyDialog';
import styles from './room-plans.module.css';
import { wordMinutes } from './wording';

const words = strings.plans.lobbies;

/** Rooms in which whoever enters gets a room of their own. */
export function LobbiesTab() {
  const lobbies = useApp(selectLobbies);
  const hasTemplates = useApp((state) => selectTemplates(state).length > 0);
  const { roomPlans } = useActions();
  const [editing, setEditing] = useState<Lobby | 'new' | null>(null);
  const create = hasTemplates ? (
    <Button tone="primary" icon={<Plus size={15} />} onClick={() => setEditing('new')}>
      {words.create}
    </Button>
  ) : (
    <Button tone="primary" onClick={() => roomPlans.show('templates')}>
      {strings.plans.running.goTemplates}
    </Button>
  );
  return (
    <>
      {lobbies.length === 0 ? (
        <EmptyState icon={<DoorOpen size={24} />} title={words.noneTitle} actions={create}>
          {words.noneBody}
        </EmptyState>
      ) : (
        <>
          <div className={styles.bar}>{create}</div>
          <ul className={styles.rows}>
            {lobbies.map((lobby) => (
              <LobbyRow key={lobby.lobbyId} lobby={lobby} onEdit={() => setEditing(lobby)} />
            ))}
          </ul>
        </>
      )}
      {editing !== null && (
        <LobbyDialog lobby={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

function LobbyRow({ lobby, onEdit }: { lobby: Lobby; onEdit: () => void }) {
  const { lobbyId, paused, temporary } = lobby;
  const room = useApp((state) => state.workspace.rooms[lobby.channelId]?.name ?? words.roomGone);
  const template = useApp((state) =>
    selectTemplates(state).find(({ templateId }) => templateId === lobby.templateId),
  );
  const { roomPlans, view } = useActions();
  const attempt = useAttempt();
  const remove = () =>
    attempt(async () => {
      await roomPlans.ask.removeLobby({ lobbyId });
      const { guildId, channelId, templateId, perPerson, atOnce } = lobby;
      const draft = { lobbyId: null, guildId, channelId, templateId, perPerson, atOnce, temporary };
      view.toast({
        title: words.removed,
        stayMs: 10_000,
        action: { label: strings.undo, run: () => attempt(() => roomPlans.ask.saveLobby(draft)) },
      });
    });
  return (
    <li className={styles.row}>
      <DoorOpen size={18} className={styles.kindIcon} aria-hidden="true" />
      <div className={styles.rowText}>
        <p className={styles.rowName}>{room}</p>
        <p className={styles.sub2}>
          {paused ? strings.plans.schedules.paused : words.row(template?.name ?? '?')} ·{' '}
          {words.limits(lobby.perPerson, lobby.atOnce, wordMinutes(temporary.graceMs))}
        </p>
        {!template && <p className={styles.bad}>{strings.plans.schedules.templateGone}</p>}
        {lobby.trouble !== null && <p className={styles.bad}>{words.trouble(lobby.trouble)}</p>}
      </div>
      <Button onClick={() => attempt(() => roomPlans.ask.pauseLobby({ lobbyId, paused: !paused }))}>
        {paused ? strings.plans.schedules.resume : strings.plans.schedules.pause}
      </Button>
      <DropMenu
        trigger={
          <button type="button" className={styles.more} aria-label={strings.plans.more(room)}>
            <MoreHorizontal size={16} />
          </button>
        }
        groups={[
          [{ id: 'edit', label: strings.plans.edit, onSelect: onEdit }],
          [{ id: 'remove', label: strings.plans.remove, tone: 'trouble', onSelect: remove }],
        ]}
      />
    </li>
  );
}
