import type { RecorderSettings } from '@shared/models/recorder';
import { FolderOpen, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { selectActiveCall } from '../../state/call/selectors';
import { useActions, useApp } from '../../state/react';
import { selectRecorderSettings } from '../../state/recorder/selectors';
import { recorderStrings } from '../../strings/recorder';
import { Button, IconButton } from '../../ui/Button';
import { Checkbox, Select, TextInput } from '../../ui/Field';
import { SettingsLine, SettingsSection } from '../../ui/Settings';
import { TroubleNotice, useAttempt } from '../trouble';
import { lengthsWith } from './ReplayControls';
import styles from './settings.module.css';
import { useChangeSettings } from './use-settings';

const words = recorderStrings.settings;
const SPLITS = [30, 60, 120, 180, 360] as const;

/** How recordings are made: a section of the settings. */
export function RecorderSettingsSection() {
  const settings = useApp(selectRecorderSettings);
  const load = useApp((state) => state.recorder.load);
  const { recorder } = useActions();
  return (
    <SettingsSection title={words.title}>
      {load.kind === 'failed' && <TroubleNotice error={load.error} onRetry={() => void recorder.load()} />}
      {settings && <Choices settings={settings} />}
    </SettingsSection>
  );
}

function Choices({ settings }: { settings: RecorderSettings }) {
  const change = useChangeSettings();
  const { notice, joinNotice, status, rawMicrophone, splitMinutes, replayMinutes } = settings;
  const splits = [...new Set([...SPLITS, ...(splitMinutes === null ? [] : [splitMinutes])])].sort(
    (a, b) => a - b,
  );
  return (
    <>
      <Told
        label={words.notice}
        hint={words.noticeHint}
        textLabel={words.noticeText}
        max={500}
        value={notice}
        onChange={(next) => change({ notice: next })}
      />
      <Told
        label={words.joinNotice}
        hint={words.joinNoticeHint}
        textLabel={words.joinNoticeText}
        max={500}
        value={joinNotice}
        onChange={(next) => change({ joinNotice: next })}
      />
      <Told
        label={words.status}
        hint={words.statusHint}
        textLabel={words.statusText}
        max={200}
        value={status}
        onChange={(next) => change({ status: next })}
      />
      <Clip name={settings.spokenClip} />
      <Skipped />
      <Checkbox
        label={words.rawMicrophone}
        hint={words.rawMicrophoneHint}
        checked={rawMicrophone}
        onChange={(next) => change({ rawMicrophone: next })}
      />
      <SettingsLine label={words.split} note={words.splitHint}>
        {(ids) => (
          <Select
            {...ids}
            className={styles.select}
            value={splitMinutes ?? ''}
            onChange={(event) =>
              change({ splitMinutes: event.target.value === '' ? null : Number(event.target.value) })
            }
          >
            <option value="">{words.never}</option>
            {splits.map((length) => (
              <option key={length} value={length}>
                {recorderStrings.replay.minutes(length)}
              </option>
            ))}
          </Select>
        )}
      </SettingsLine>
      <SettingsLine label={words.replay} note={words.replayHint}>
        {(ids) => (
          <Select
            {...ids}
            className={styles.select}
            value={replayMinutes ?? ''}
            onChange={(event) =>
              change({ replayMinutes: event.target.value === '' ? null : Number(event.target.value) })
            }
          >
            <option value="">{words.off}</option>
            {lengthsWith(replayMinutes).map((length) => (
              <option key={length} value={length}>
                {recorderStrings.replay.minutes(length)}
              </option>
            ))}
          </Select>
        )}
      </SettingsLine>
    </>
  );
}

interface ToldProps {
  label: string;
  hint: string;
  textLabel: string;
  max: number;
  value: { enabled: boolean; text: string };
  onChange: (value: { enabled: boolean; text: string }) => void;
}

/** Whether something is said, and what. The text is kept by Enter or on leaving the field; Escape takes it back. */
function Told({ label, hint, textLabel, max, value, onChange }: ToldProps) {
  const [text, setText] = useState(value.text);
  useEffect(() => setText(value.text), [value.text]);
  const keep = () => {
    const next = text.trim();
    if (next === '') setText(value.text);
    else if (next !== value.text) onChange({ ...value, text: next });
  };
  return (
    <div className={styles.told}>
      <Checkbox
        label={label}
        hint={hint}
        checked={value.enabled}
        onChange={(enabled) => onChange({ ...value, enabled })}
      />
      <TextInput
        className={styles.text}
        aria-label={textLabel}
        maxLength={max}
        disabled={!value.enabled}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setText(value.text);
        }}
      />
    </div>
  );
}

function Clip({ name }: { name: string | null }) {
  const { recorder } = useActions();
  const attempt = useAttempt();
  return (
    <SettingsLine label={words.clip} note={words.clipHint}>
      <span className={styles.file} title={name ?? undefined}>
        {name ?? words.clipNone}
      </span>
      <Button icon={<FolderOpen size={15} />} onClick={() => attempt(() => recorder.pickClip())}>
        {words.clipChoose}
      </Button>
      {name !== null && (
        <IconButton label={words.clipRemove} onClick={() => attempt(() => recorder.removeClip())}>
          <X size={15} />
        </IconButton>
      )}
    </SettingsLine>
  );
}

/** Who is never recorded, by name; more of them are chosen from the people in the room. */
function Skipped() {
  const skipped = useApp((state) => state.recorder.state?.settings.skipped);
  const call = useApp(selectActiveCall);
  const { recorder } = useActions();
  const attempt = useAttempt();
  const here = (call?.speakers ?? []).filter(
    ({ isSelf, userId }) => !isSelf && !skipped?.some((one) => one.userId === userId),
  );
  return (
    <div className={styles.skipped}>
      <p>{recorderStrings.skipped.title}</p>
      <p className={styles.note}>{recorderStrings.skipped.hint}</p>
      {skipped && skipped.length > 0 ? (
        <ul className={styles.names} aria-label={recorderStrings.skipped.title}>
          {skipped.map((person) => (
            <li key={person.userId}>
              <span className={styles.file}>{person.displayName}</span>
              <IconButton
                label={recorderStrings.skipped.remove(person.displayName)}
                onClick={() => attempt(() => recorder.setSkipped(person, false))}
              >
                <X size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : (
        <p className={styles.note}>{recorderStrings.skipped.none}</p>
      )}
      {call ? (
        <Select
          className={styles.select}
          aria-label={recorderStrings.skipped.add}
          value=""
          onChange={(event) => {
            const person = here.find(({ userId }) => userId === event.target.value);
            if (!person) return;
            const { userId, displayName } = person;
            attempt(() => recorder.setSkipped({ userId, displayName: displayName.slice(0, 100) }, true));
          }}
        >
          <option value="">{recorderStrings.skipped.choose}</option>
          <optgroup label={recorderStrings.skipped.addHere}>
            {here.map(({ userId, displayName }) => (
              <option key={userId} value={userId}>
                {displayName}
              </option>
            ))}
          </optgroup>
        </Select>
      ) : (
        <p className={styles.note}>{recorderStrings.skipped.nobodyHere}</p>
      )}
    </div>
  );
}
