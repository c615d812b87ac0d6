import type { Lobby, Temporary } from '@shared/models/room-plans';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useActions, useApp } from '../../state/react';
import { selectTemplates } from '../../state/room-plans/selectors';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select } from '../../ui/Field';
import { useAttempt } from '../trouble';
import { GraceFields } from './EndingFields';
import styles from './room-plans.module.css';
import { Amount } from './SpecFields';

const words = strings.plans.lobbies;
const MINUTE_MS = 60_000;

/** Which room is a lobby, and what it opens. */
export function LobbyDialog({ lobby, onClose }: { lobby: Lobby | null; onClose: () => void }) {
  const here = useApp(selectGuildId);
  const guildId = lobby?.guildId ?? here;
  const templates = useApp(selectTemplates);
  const rooms = useApp(
    useShallow((state) =>
      Object.values(state.workspace.rooms)
        .filter((room) => room.guildId === guildId && room.kind === 'voice')
        .sort((a, b) => a.name.localeCompare(b.name)),
    ),
  );
  const { roomPlans } = useActions();
  const attempt = useAttempt();
  const [channelId, setChannelId] = useState<string>(lobby?.channelId ?? rooms[0]?.channelId ?? '');
  const [templateId, setTemplateId] = useState(lobby?.templateId ?? templates[0]?.templateId ?? '');
  const [perPerson, setPerPerson] = useState(lobby?.perPerson ?? 1);
  const [atOnce, setAtOnce] = useState(lobby?.atOnce ?? 10);
  const [temporary, setTemporary] = useState<Temporary>(
    lobby?.temporary ?? { graceMs: MINUTE_MS, unusedMs: MINUTE_MS },
  );
  const room = rooms.find((one) => one.channelId === channelId);
  const template = templates.find((one) => one.templateId === templateId);
  const save = () => {
    if (!room || !template) return;
    attempt(async () => {
      await roomPlans.ask.saveLobby({
        lobbyId: lobby?.lobbyId ?? null,
        guildId: room.guildId,
        channelId: room.channelId,
        templateId: template.templateId,
        temporary,
        perPerson,
        atOnce,
      });
      onClose();
    });
  };
  return (
    <Dialog
      title={lobby ? words.editTitle : words.create}
      description={words.noneBody}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <div className={styles.form}>
        <Field label={words.room}>
          {(ids) => (
            <Select {...ids} value={channelId} onChange={(event) => setChannelId(event.target.value)}>
              {!room && <option value={channelId}>{words.roomGone}</option>}
              {rooms.map((one) => (
                <option key={one.channelId} value={one.channelId}>
                  {one.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words.template}>
          {(ids) => (
            <Select {...ids} value={templateId} onChange={(event) => setTemplateId(event.target.value)}>
              {!template && <option value={templateId}>{strings.plans.schedules.templateGone}</option>}
              {templates.map((one) => (
                <option key={one.templateId} value={one.templateId}>
                  {one.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className={styles.pair}>
          <Amount label={words.perPerson} min={1} max={5} value={perPerson} onChange={setPerPerson} />
          <Amount label={words.atOnce} min={1} max={50} value={atOnce} onChange={setAtOnce} />
        </div>
        <GraceFields temporary={temporary} onChange={setTemporary} />
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" disabled={!room || !template} onClick={save}>
            {strings.plans.save}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
