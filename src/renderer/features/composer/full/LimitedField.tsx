import { LIMITS, type LimitName, sentFileName, trimmedCharacters } from '@shared/discord/message-rules';
import { memo, useId } from 'react';
import { composeStrings } from '../../../strings/compose';
import { cx } from '../../../ui/cx';
import { TextField } from '../TextField';
import styles from './form.module.css';
import { useForm, useProblem } from './use-form';

export interface LimitedFieldProps {
  path: string;
  label: string;
  value: string | undefined | null;
  rule?: LimitName;
  /** More than one line, with completion of names and emoji. */
  multiline?: boolean;
  placeholder?: string;
  type?: string;
  /** What an empty field is in the JSON; most are left out. */
  emptyAs?: '' | undefined | null;
}

/** A text of the form, with its counter and what is wrong with it. */
export const LimitedField = memo(function LimitedField(props: LimitedFieldProps) {
  const { path, label, rule, multiline = false, emptyAs } = props;
  const form = useForm();
  const id = useId();
  const value = props.value ?? '';
  const problem = useProblem(path);
  const change = (next: string) => form.set(path, next === '' ? emptyAs : next);
  const limit = rule === undefined ? null : LIMITS[rule].max;
  const used = limit === null ? 0 : trimmedCharacters(value);
  return (
    <div className={styles.field}>
      <div className={styles.labelLine}>
        <label htmlFor={id}>{label}</label>
        {limit !== null && (
          <span
            className={cx(styles.counter, used > limit * 0.9 && styles.near, used > limit && styles.over)}
          >
            {composeStrings.used(used, limit)}
          </span>
        )}
      </div>
      {multiline ? (
        <TextField
          id={id}
          framed
          rows={2}
          path={path}
          label={label}
          value={value}
          guildId={form.guildId}
          invalid={problem !== undefined}
          describedBy={problem && `${id}-note`}
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
          onChange={change}
        />
      ) : (
        <input
          id={id}
          type={props.type ?? 'text'}
          autoComplete="off"
          spellCheck={props.type !== 'url'}
          className={styles.input}
          value={value}
          placeholder={props.placeholder}
          aria-invalid={problem !== undefined}
          aria-describedby={problem && `${id}-note`}
          data-path={path}
          onChange={(event) => change(event.target.value)}
        />
      )}
      {problem && (
        <p id={`${id}-note`} className={styles.problem}>
          {problem.message}
        </p>
      )}
    </div>
  );
});

/** An address of a picture: on the web, or one of the files that go with the message. */
export function PictureField(props: Omit<LimitedFieldProps, 'type' | 'multiline'>) {
  const form = useForm();
  const files = form.files.filter((file) => file.contentType?.startsWith('image/'));
  return (
    <div className={styles.pictureField}>
      <LimitedField {...props} type="url" placeholder={props.placeholder ?? 'https://'} />
      {files.length > 0 && (
        <select
          className={styles.filePick}
          aria-label={composeStrings.attachedFor(props.label)}
          value=""
          onChange={(event) => event.target.value !== '' && form.set(props.path, event.target.value)}
        >
          <option value="">{composeStrings.attached}</option>
          {files.map((file) => (
            <option key={file.fileId} value={`attachment://${sentFileName(file)}`}>
              {file.fileName}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

interface ColourFieldProps {
  path: string;
  label: string;
  value: number | undefined | null;
}

export const ColourField = memo(function ColourField(props: ColourFieldProps) {
  const form = useForm();
  const id = useId();
  const { value } = props;
  const hex = value == null ? '' : `#${value.toString(16).padStart(6, '0')}`;
  const parse = (text: string) => {
    const found = /^#?([0-9a-f]{6})$/i.exec(text.trim());
    if (found?.[1]) form.set(props.path, Number.parseInt(found[1], 16));
  };
  return (
    <div className={styles.field}>
      <div className={styles.labelLine}>
        <label htmlFor={id}>{props.label}</label>
      </div>
      <div className={styles.colour}>
        <input
          id={id}
          type="color"
          value={hex === '' ? '#808080' : hex}
          data-path={props.path}
          onChange={(event) => parse(event.target.value)}
        />
        <input
          key={hex}
          className={styles.input}
          defaultValue={hex}
          placeholder={composeStrings.noColour}
          aria-label={composeStrings.hex}
          onBlur={(event) =>
            event.target.value.trim() === '' ? form.set(props.path, undefined) : parse(event.target.value)
          }
        />
      </div>
    </div>
  );
});

export function Toggle(props: { path: string; label: string; value: boolean | undefined }) {
  const form = useForm();
  return (
    <label className={styles.toggle}>
      <input
        type="checkbox"
        checked={props.value ?? false}
        data-path={props.path}
        onChange={(event) => form.set(props.path, event.target.checked ? true : undefined)}
      />
      {props.label}
    </label>
  );
}
