import {
  hasPermission,
  PERMISSION_LABELS,
  type PermissionName,
  permissionBit,
} from '@shared/discord/permissions';
import type { RoleUsage } from '@shared/models/rooms';
import type { GuildSummary, RoleSummary } from '@shared/models/workspace';
import { useState } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Checkbox, Field, TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './members.module.css';
import { PERMISSION_GROUPS } from './permission-groups';
import { wordRoomRefusal } from './refusal';
import { cssColour } from './role-list';

const words = strings.rooming.role;

export interface RoleFormProps {
  guild: GuildSummary;
  /** Null makes a new one. */
  role: RoleSummary | null;
  onMade(roleId: string): void;
  onGone(): void;
}

/** Everything of one role. */
export function RoleForm({ guild, role, onMade, onGone }: RoleFormProps) {
  const { rooms, view } = useActions();
  const attempt = useAttempt();
  const { guildId } = guild;
  const [name, setName] = useState(role?.name ?? '');
  const [colour, setColour] = useState<number | null>(role?.colour ?? null);
  const [hoist, setHoist] = useState(role?.hoist ?? false);
  const [mentionable, setMentionable] = useState(role?.mentionable ?? false);
  const [permissions, setPermissions] = useState(BigInt(role?.permissions ?? '0'));
  const [filter, setFilter] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [usage, setUsage] = useState<RoleUsage | null>(null);
  const readOnly = role !== null && !role.editable;
  const own = BigInt(guild.ownPermissions);
  const before = BigInt(role?.permissions ?? '0');

  const save = () => {
    const fields = { name: name.trim(), colour, hoist, mentionable, permissions: permissions.toString() };
    if (fields.name === '') return setProblem(words.nameNeeded);
    setProblem(null);
    attempt(async () => {
      const outcome =
        role === null
          ? await rooms.roles.create({ guildId, ...fields, reason: null })
          : await rooms.roles.modify({ guildId, roleId: role.roleId, ...fields, reason: null });
      if (outcome.kind !== 'done') return setProblem(wordRoomRefusal(outcome));
      view.toast({ title: (role === null ? words.made : words.saved)(outcome.role.name) });
      if (role === null) onMade(outcome.role.roleId);
    });
  };
  const toggle = (permission: PermissionName, on: boolean) =>
    setPermissions((bits) => (on ? bits | permissionBit(permission) : bits & ~permissionBit(permission)));
  const needle = filter.trim().toLocaleLowerCase();

  if (role !== null && usage !== null) {
    return (
      <DeleteRole guild={guild} role={role} usage={usage} onGone={onGone} onBack={() => setUsage(null)} />
    );
  }
  return (
    <form
      className={styles.roleForm}
      aria-label={role?.name ?? words.create}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field label={words.name} error={problem}>
        {(ids) => (
          <TextInput
            {...ids}
            value={name}
            maxLength={100}
            disabled={readOnly}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={words.colour}>
        {(ids) => (
          <div className={styles.colourRow}>
            <input
              {...ids}
              type="color"
              className={styles.colour}
              disabled={readOnly}
              value={cssColour(colour ?? 0x99_aa_b5)}
              onChange={(event) => setColour(Number.parseInt(event.target.value.slice(1), 16))}
            />
            <Checkbox
              label={words.noColour}
              checked={colour === null}
              disabled={readOnly}
              onChange={(none) => setColour(none ? null : 0x99_aa_b5)}
            />
          </div>
        )}
      </Field>
      <Checkbox label={words.hoist} checked={hoist} disabled={readOnly} onChange={setHoist} />
      <Checkbox
        label={words.mentionable}
        checked={mentionable}
        disabled={readOnly}
        onChange={setMentionable}
      />
      <section className={styles.permissions} aria-label={words.permissions}>
        <TextInput
          type="search"
          aria-label={words.findPermission}
          placeholder={words.findPermission}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        {PERMISSION_GROUPS.map(({ title, names }) => {
          const shown = names.filter((each) => PERMISSION_LABELS[each].toLocaleLowerCase().includes(needle));
          if (shown.length === 0) return null;
          return (
            <div key={title} className={styles.permissions}>
              <h4>{title}</h4>
              {shown.map((each) => {
                const cannot = !hasPermission(own, each) && !hasPermission(before, each);
                return (
                  <Checkbox
                    key={each}
                    label={PERMISSION_LABELS[each]}
                    hint={cannot && !readOnly ? words.cannotGrant : undefined}
                    checked={hasPermission(permissions, each)}
                    disabled={readOnly || cannot}
                    onChange={(on) => toggle(each, on)}
                  />
                );
              })}
            </div>
          );
        })}
      </section>
      {!readOnly && (
        <footer className={styles.foot}>
          {role !== null && !role.managed ? (
            <Button
              onClick={() =>
                attempt(async () => setUsage(await rooms.roles.usage({ guildId, roleId: role.roleId })))
              }
            >
              {words.delete}
            </Button>
          ) : (
            <span />
          )}
          <Button tone="primary" type="submit">
            {role === null ? words.make : words.save}
          </Button>
        </footer>
      )}
    </form>
  );
}

interface DeleteRoleProps {
  guild: GuildSummary;
  role: RoleSummary;
  usage: RoleUsage;
  onGone(): void;
  onBack(): void;
}

/** Discord cannot bring a role back, so what hangs on it is said before. */
function DeleteRole({ guild, role, usage, onGone, onBack }: DeleteRoleProps) {
  const store = useAppStore();
  const attempt = useAttempt();
  const { rooms, view } = store.actions;
  const { workspace } = store.getState();
  const channels = usage.channelIds.map(
    (id) =>
      workspace.rooms[id]?.name ?? workspace.textChannels[id]?.name ?? workspace.categories[id]?.name ?? '#…',
  );
  const remove = () =>
    attempt(async () => {
      const outcome = await rooms.roles.delete({ guildId: guild.guildId, roleId: role.roleId, reason: null });
      if (outcome.kind !== 'done') {
        return void view.toast({ tone: 'trouble', title: wordRoomRefusal(outcome) });
      }
      view.toast({ title: words.deleted(role.name) });
      onGone();
    });
  return (
    <section className={styles.stack} aria-label={words.deleteTitle(role.name)}>
      <h3>{words.deleteTitle(role.name)}</h3>
      <p>{words.holders(usage.memberCount, usage.memberNames)}</p>
      <p>{words.channels(channels)}</p>
      <p className={styles.quiet}>{words.final}</p>
      <div className={styles.row}>
        <Button onClick={onBack}>{strings.cancel}</Button>
        <Button tone="primary" onClick={remove}>
          {words.deleteNow}
        </Button>
      </div>
    </section>
  );
}
