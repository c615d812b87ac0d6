import { hasPermission } from '@shared/discord/permissions';
import type { VoiceRegion } from '@shared/models/rooms';
import type { CategorySummary, GuildSummary } from '@shared/models/workspace';
import { useEffect, useMemo, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { wordSpan } from '../../strings/channels';
import { Checkbox, Field, Select, TextInput } from '../../ui/Field';
import { RoleDot, rolesOfGuild } from '../members';
import { bitratesFor, type RoomFields, SLOW_MODES_S } from './room-fields';
import styles from './rooms.module.css';

const words = strings.rooming;

export interface RoomFieldsetProps {
  guild: GuildSummary;
  categories: readonly CategorySummary[];
  fields: RoomFields;
  onChange(patch: Partial<RoomFields>): void;
  problems: Readonly<Record<string, string>>;
  /** A room stays the kind it was made as. */
  kindFixed?: boolean;
  /** Rights that decide over access: of the room, or of the guild for a new one. */
  ownPermissions: string;
}

/** Everything about a room but its name. */
export function RoomFieldset(props: RoomFieldsetProps) {
  const { guild, categories, fields, onChange, problems, kindFixed, ownPermissions } = props;
  const [regions, setRegions] = useState<readonly VoiceRegion[]>([]);
  const [open, setOpen] = useState(kindFixed === true);
  const { rooms } = useActions();
  useEffect(() => {
    if (!open) return;
    let gone = false;
    // Without the list the present region can still be kept or left to Discord.
    rooms.regions(guild.guildId).then(
      (found) => !gone && setRegions(found),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [open, rooms, guild.guildId]);
  const knownRegion = regions.some((region) => region.regionId === fields.region);
  return (
    <>
      <div className={styles.formRow}>
        <Field label={strings.createRoom.category} error={problems.categoryId}>
          {(ids) => (
            <Select
              {...ids}
              value={fields.categoryId}
              onChange={(event) => onChange({ categoryId: event.target.value })}
            >
              <option value="">{strings.createRoom.noCategory}</option>
              {categories.map((category) => (
                <option key={category.channelId} value={category.channelId}>
                  {category.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label={strings.createRoom.limit}
          hint={strings.createRoom.limitHint}
          error={problems.userLimit}
        >
          {(ids) => (
            <TextInput
              {...ids}
              type="number"
              min={0}
              max={fields.kind === 'stage' ? 10_000 : 99}
              value={fields.userLimit}
              onChange={(event) => onChange({ userLimit: event.target.value })}
            />
          )}
        </Field>
      </div>
      {!kindFixed && (
        <Field label={words.kind}>
          {(ids) => (
            <Select
              {...ids}
              value={fields.kind}
              onChange={(event) =>
                onChange({ kind: event.target.value === 'stage' ? 'stage' : 'voice', bitrateBps: '' })
              }
            >
              <option value="voice">{words.kinds.voice}</option>
              <option value="stage">{words.kinds.stage}</option>
            </Select>
          )}
        </Field>
      )}
      <details className={styles.more} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{words.moreSettings}</summary>
        <div className={styles.form}>
          <div className={styles.halves}>
            <Field label={words.bitrate} error={problems.bitrateBps}>
              {(ids) => (
                <Select
                  {...ids}
                  value={fields.bitrateBps}
                  onChange={(event) => onChange({ bitrateBps: event.target.value })}
                >
                  {!kindFixed && <option value="">{words.bitrateDefault}</option>}
                  {bitratesFor(fields.kind, guild.maxBitrateBps, fields.bitrateBps).map((bps) => (
                    <option key={bps} value={bps}>
                      {words.kbps(bps)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={words.region} error={problems.region}>
              {(ids) => (
                <Select
                  {...ids}
                  value={fields.region}
                  onChange={(event) => onChange({ region: event.target.value })}
                >
                  <option value="">{words.regionAuto}</option>
                  {fields.region !== '' && !knownRegion && (
                    <option value={fields.region}>{fields.region}</option>
                  )}
                  {regions.map((region) => (
                    <option key={region.regionId} value={region.regionId}>
                      {region.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
          <Field label={words.slowMode} error={problems.slowModeMs}>
            {(ids) => (
              <Select
                {...ids}
                value={fields.slowModeMs}
                onChange={(event) => onChange({ slowModeMs: event.target.value })}
              >
                {SLOW_MODES_S.map((seconds) => (
                  <option key={seconds} value={seconds * 1_000}>
                    {seconds === 0 ? words.slowModeOff : wordSpan(seconds * 1_000)}
                  </option>
                ))}
                {!SLOW_MODES_S.includes(Number(fields.slowModeMs) / 1_000) && (
                  <option value={fields.slowModeMs}>{wordSpan(Number(fields.slowModeMs))}</option>
                )}
              </Select>
            )}
          </Field>
          <AccessFields
            guildId={guild.guildId}
            fields={fields}
            onChange={onChange}
            error={problems.access}
            allowed={!kindFixed || hasPermission(BigInt(ownPermissions), 'MANAGE_ROLES')}
          />
        </div>
      </details>
    </>
  );
}

interface AccessFieldsProps {
  guildId: string;
  fields: RoomFields;
  onChange(patch: Partial<RoomFields>): void;
  error: string | undefined;
  allowed: boolean;
}

function AccessFields({ guildId, fields, onChange, error, allowed }: AccessFieldsProps) {
  const all = useApp((state) => state.workspace.roles);
  const roles = useMemo(() => rolesOfGuild(all, guildId), [all, guildId]);
  const kinds = Object.keys(words.accessKinds) as RoomFields['access'][];
  return (
    <>
      <Field label={words.access} error={error} hint={allowed ? undefined : words.accessNeeds}>
        {(ids) => (
          <Select
            {...ids}
            disabled={!allowed}
            value={fields.access}
            onChange={(event) =>
              onChange({ access: kinds.find((kind) => kind === event.target.value) ?? 'everyone' })
            }
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {words.accessKinds[kind]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {fields.access !== 'everyone' && (
        <fieldset className={styles.roleChoice} disabled={!allowed}>
          <legend>{words.accessRoles}</legend>
          {roles.map((role) => (
            <div key={role.roleId} className={styles.roleLine}>
              <RoleDot colour={role.colour} />
              <Checkbox
                label={role.name}
                checked={fields.roleIds.includes(role.roleId)}
                onChange={(on) =>
                  onChange({
                    roleIds: on
                      ? [...fields.roleIds, role.roleId]
                      : fields.roleIds.filter((id) => id !== role.roleId),
                  })
                }
              />
            </div>
          ))}
          {fields.roleIds.length === 0 && <p className={styles.hint}>{words.accessNone}</p>}
        </fieldset>
      )}
    </>
  );
}
