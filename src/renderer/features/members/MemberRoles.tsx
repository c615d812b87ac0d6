import { useMemo, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Checkbox, TextInput } from '../../ui/Field';
import type { SectionProps } from './MemberDialog';
import styles from './members.module.css';
import { RoleDot } from './RoleDot';
import { wordObstacle } from './refusal';
import { rolesOfGuild } from './role-list';

const words = strings.rooming;
/** Shorter lists need no field to search them. */
const FILTER_FROM = 8;

/** The roles of somebody as boxes to tick; those the bot may not give say why. */
export function MemberRoles({ member, act }: SectionProps) {
  const { rooms } = useActions();
  const { guildId, userId, displayName } = member;
  const all = useApp((state) => state.workspace.roles);
  const roles = useMemo(() => rolesOfGuild(all, guildId), [all, guildId]);
  const [filter, setFilter] = useState('');
  const obstacle = wordObstacle(member.obstacles.roles);
  const needle = filter.trim().toLocaleLowerCase();
  const shown = roles.filter((role) => role.name.toLocaleLowerCase().includes(needle));
  return (
    <section className={styles.section} aria-label={words.member.roles}>
      <h3>{words.member.roles}</h3>
      {obstacle !== undefined && <p className={styles.quiet}>{obstacle}</p>}
      {roles.length === 0 && <p className={styles.quiet}>{words.member.noRoles}</p>}
      {roles.length >= FILTER_FROM && (
        <TextInput
          type="search"
          aria-label={words.member.findRole}
          placeholder={words.member.findRole}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      <ul className={styles.roleBoxes}>
        {shown.map((role) => {
          const has = member.roleIds.includes(role.roleId);
          const why =
            obstacle === undefined && !role.assignable
              ? role.managed
                ? words.role.managed
                : words.role.above
              : undefined;
          return (
            <li key={role.roleId} className={styles.roleBox}>
              <RoleDot colour={role.colour} />
              <Checkbox
                label={role.name}
                hint={why}
                checked={has}
                disabled={!role.assignable}
                onChange={(on) =>
                  act(
                    () => rooms.setRole({ guildId, userId, roleId: role.roleId, has: on, reason: null }),
                    (on ? words.member.roleGiven : words.member.roleTaken)(role.name, displayName),
                  )
                }
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
