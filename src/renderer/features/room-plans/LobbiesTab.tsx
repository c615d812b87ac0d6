import type { Lobby } from '@shared/models/room-plans';
import { DoorOpen, Plus } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectLobbies, selectTemplates } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { MoreMenu } from '../../ui/MoreMenu';
import { EmptyState } from '../../ui/Notice';
import { PlaceBar } from '../../ui/Place';
import { Row, RowLine, Rows } from '../../ui/Rows';
import { useAttempt } from '../trouble';
import { LobbyDialog } from './LobbyDialog';
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
          <PlaceBar>{create}</PlaceBar>
          <Rows>
            {lobbies.map((lobby) => (
              <LobbyRow key={lobby.lobbyId} lobby={lobby} onEdit={() => setEditing(lobby)} />
            ))}
          </Rows>
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
    <Row
      icon={<DoorOpen size={18} aria-hidden="true" />}
      name={room}
      actions={
        <>
          <Button onClick={() => attempt(() => roomPlans.ask.pauseLobby({ lobbyId, paused: !paused }))}>
            {paused ? strings.plans.schedules.resume : strings.plans.schedules.pause}
          </Button>
          <MoreMenu
            label={strings.plans.more(room)}
            groups={[
              [{ id: 'edit', label: strings.plans.edit, onSelect: onEdit }],
              [{ id: 'remove', label: strings.plans.remove, tone: 'trouble', onSelect: remove }],
            ]}
          />
        </>
      }
    >
      <RowLine>
        {paused ? strings.plans.schedules.paused : words.row(template?.name ?? '?')} ·{' '}
        {words.limits(lobby.perPerson, lobby.atOnce, wordMinutes(temporary.graceMs))}
      </RowLine>
      {!template && <RowLine tone="trouble">{strings.plans.schedules.templateGone}</RowLine>}
      {lobby.trouble !== null && <RowLine tone="trouble">{words.trouble(lobby.trouble)}</RowLine>}
    </Row>
  );
}
