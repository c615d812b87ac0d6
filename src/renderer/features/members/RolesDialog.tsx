import type { RoleSummary } from '@shared/models/workspace';
import { Plus } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog } from '../../ui/Dialog';
import { moveRoving } from '../../ui/roving';
import { useAttempt } from '../trouble';
import styles from './members.module.css';
import { RoleDot } from './RoleDot';
import { RoleForm } from './RoleForm';
import { lacks, wordRoomRefusal } from './refusal';
import { rolesOfGuild } from './role-list';

const words = strings.rooming.role;

/** The roles of the guild on screen, highest first, and the chosen one beside them. */
export function RolesDialog() {
  const guild = useApp((state) => state.workspace.guilds[selectGuildId(state) ?? '']);
  const all = useApp((state) => state.workspace.roles);
  const roles = useMemo(() => rolesOfGuild(all, guild?.guildId), [all, guild?.guildId]);
  const { rooms, view } = useActions();
  const attempt = useAttempt();
  const [chosenId, setChosenId] = useState<string | 'new' | null>(null);
  const [draggedId, setDraggedId] = useState<string | null>(null);
  const [overId, setOverId] = useState<string | null>(null);
  if (!guild) return null;
  const { guildId } = guild;
  const chosen = roles.find((role) => role.roleId === chosenId);
  const cannotCreate = lacks(guild.ownPermissions, 'MANAGE_ROLES');

  /** Puts a role directly above the one that stands at `below` in the list, or lowest of all. */
  const move = (role: RoleSummary, below: RoleSummary | undefined) =>
    attempt(async () => {
      const outcome = await rooms.roles.move({
        guildId,
        roleId: role.roleId,
        aboveRoleId: below?.roleId ?? null,
        reason: null,
      });
      if (outcome.kind === 'done') view.announce(words.moved(role.name));
      else view.toast({ tone: 'trouble', title: wordRoomRefusal(outcome) });
    });
  const onKeyDown = (event: KeyboardEvent, role: RoleSummary, index: number) => {
    if (!event.altKey || !role.editable) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    const others = roles.filter((other) => other.roleId !== role.roleId);
    const at = event.key === 'ArrowUp' ? index - 1 : index + 1;
    if (at < 0 || at > others.length || (event.key === 'ArrowUp' && !roles[at]?.editable)) return;
    move(role, others[at]);
  };

  return (
    <Dialog
      wide
      title={words.title}
      description={words.hint}
      closeLabel={strings.close}
      onClose={rooms.closeDialog}
    >
      <div className={styles.rolesSplit}>
        <div className={styles.rolesList}>
          {roles.length === 0 && <p className={styles.quiet}>{words.none}</p>}
          <ul onKeyDown={(event) => void moveRoving(event)}>
            {roles.map((role, index) => (
              <li key={role.roleId}>
                <button
                  type="button"
                  data-roving
                  tabIndex={role.roleId === (chosenId ?? roles[0]?.roleId) ? 0 : -1}
                  className={cx(styles.roleLine, overId === role.roleId && styles.dropAbove)}
                  aria-current={role.roleId === chosenId}
                  draggable={role.editable}
                  onClick={() => setChosenId(role.roleId)}
                  onKeyDown={(event) => onKeyDown(event, role, index)}
                  onDragStart={() => setDraggedId(role.roleId)}
                  onDragEnd={() => {
                    setDraggedId(null);
                    setOverId(null);
                  }}
                  onDragOver={(event) => {
                    if (draggedId === null || draggedId === role.roleId || !role.editable) return;
                    event.preventDefault();
                    setOverId(role.roleId);
                  }}
                  onDrop={(event) => {
                    event.preventDefault();
                    const dragged = roles.find((other) => other.roleId === draggedId);
                    if (dragged) move(dragged, role);
                    setOverId(null);
                  }}
                >
                  <RoleDot colour={role.colour} />
                  <span className={styles.grow}>
                    {role.name}
                    {note(role, guild.ownTopRoleId) && <small>{note(role, guild.ownTopRoleId)}</small>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <Button
            icon={<Plus size={16} />}
            disabled={cannotCreate !== undefined}
            title={cannotCreate}
            onClick={() => setChosenId('new')}
          >
            {words.create}
          </Button>
        </div>
        {chosen || chosenId === 'new' ? (
          <RoleForm
            key={chosenId}
            guild={guild}
            role={chosen ?? null}
            onMade={(roleId) => setChosenId(roleId)}
            onGone={() => setChosenId(null)}
          />
        ) : (
          <p className={styles.quiet}>{words.choose}</p>
        )}
      </div>
    </Dialog>
  );
}

function note(role: RoleSummary, ownTopRoleId: string | null): string | null {
  if (role.roleId === ownTopRoleId) return words.own;
  if (role.managed) return words.managed;
  return role.editable ? null : words.above;
}
