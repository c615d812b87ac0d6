import type { RoomSpec } from '@shared/models/room-plans';
import { useShallow } from 'zustand/react/shallow';
import { useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Checkbox, Field, Select, TextInput } from '../../ui/Field';
import styles from './room-plans.module.css';

const words = strings.plans.templates;

export interface SpecFieldsProps {
  spec: RoomSpec;
  onChange: (spec: RoomSpec) => void;
  /** Null: the last line stays. */
  onRemove: (() => void) | null;
}

/** One line of a template: rooms of one kind. */
export function SpecFields({ spec, onChange, onRemove }: SpecFieldsProps) {
  const set = (change: Partial<RoomSpec>) => onChange({ ...spec, ...change });
  const isStage = spec.kind === 'stage';
  return (
    <fieldset className={styles.spec}>
      <legend>{words.rooms}</legend>
      <div className={styles.pair}>
        <Field label={words.roomName} hint={words.roomNameHint}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={100}
              value={spec.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={isStage ? words.stageTopic : words.status}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={isStage ? 120 : 500}
              value={(isStage ? spec.stageTopic : spec.status) ?? ''}
              onChange={(event) => {
                const text = event.target.value === '' ? null : event.target.value;
                set(isStage ? { stageTopic: text } : { status: text });
              }}
            />
          )}
        </Field>
      </div>
      <div className={styles.trio}>
        <Field label={words.kind}>
          {(ids) => (
            <Select
              {...ids}
              value={spec.kind}
              onChange={(event) => set({ kind: event.target.value === 'stage' ? 'stage' : 'voice' })}
            >
              <option value="voice">{words.kinds.voice}</option>
              <option value="stage">{words.kinds.stage}</option>
            </Select>
          )}
        </Field>
        <Amount
          label={words.count}
          min={1}
          max={50}
          value={spec.count}
          onChange={(count) => set({ count })}
        />
        <Amount
          label={words.limit}
          hint={words.limitHint}
          min={0}
          max={isStage ? 10_000 : 99}
          value={spec.userLimit}
          onChange={(userLimit) => set({ userLimit })}
        />
        <Field label={words.bitrate} hint={words.bitrateHint}>
          {(ids) => (
            <TextInput
              {...ids}
              type="number"
              min={8}
              max={384}
              value={spec.bitrateBps === null ? '' : String(spec.bitrateBps / 1_000)}
              onChange={(event) => {
                const kbps = Math.trunc(Number(event.target.value));
                set({ bitrateBps: kbps > 0 ? Math.min(384, Math.max(8, kbps)) * 1_000 : null });
              }}
            />
          )}
        </Field>
      </div>
      <Access spec={spec} onChange={onChange} />
      {onRemove && (
        <div className={styles.specFoot}>
          <Button tone="quiet" onClick={onRemove}>
            {words.removeRoom(spec.name)}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function Access({ spec, onChange }: Pick<SpecFieldsProps, 'spec' | 'onChange'>) {
  const guildId = useApp(selectGuildId);
  const roles = useApp(
    useShallow((state) =>
      Object.values(state.workspace.roles).filter((role) => role.guildId === guildId && !role.managed),
    ),
  );
  const { access } = spec;
  const has = (name: string) => access.roles.some((role) => role.name === name);
  const missing = access.roles.filter(({ name }) => !roles.some((role) => role.name === name));
  const toggle = (name: string, on: boolean) => {
    const roleId = roles.find((role) => role.name === name)?.roleId ?? null;
    const others = access.roles.filter((role) => role.name !== name);
    onChange({ ...spec, access: { ...access, roles: on ? [...others, { roleId, name }] : others } });
  };
  return (
    <>
      <Field label={words.access}>
        {(ids) => (
          <Select
            {...ids}
            value={access.kind}
            onChange={(event) => {
              const kind = (['everyone', 'roles', 'viewOnly'] as const).find(
                (one) => one === event.target.value,
              );
              if (kind) onChange({ ...spec, access: { ...access, kind } });
            }}
          >
            {(['everyone', 'roles', 'viewOnly'] as const).map((kind) => (
              <option key={kind} value={kind}>
                {words.accessKinds[kind]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {access.kind !== 'everyone' && (
        <div className={styles.list}>
          {roles.length === 0 && <p className={styles.sub2}>{words.noRoles}</p>}
          {[...missing, ...roles].map(({ name }) => (
            <Checkbox key={name} label={name} checked={has(name)} onChange={(on) => toggle(name, on)} />
          ))}
        </div>
      )}
    </>
  );
}

/** A whole number between two others. */
export function Amount(props: {
  label: string;
  hint?: string;
  min: number;
  max: number;
  value: number;
  onChange: (value: number) => void;
}) {
  const { label, hint, min, max, value, onChange } = props;
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <TextInput
          {...ids}
          type="number"
          min={min}
          max={max}
          value={String(value)}
          onChange={(event) =>
            onChange(Math.min(max, Math.max(min, Math.trunc(Number(event.target.value)) || 0)))
          }
        />
      )}
    </Field>
  );
}
