import type { GlobalShortcuts } from '@shared/models/live';
import { fitsSystem } from '@shared/models/system-keys';
import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { selectLiveSettings } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { IconButton } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Keys } from '../../ui/Keys';
import { useAttempt } from '../trouble';
import { acceleratorOf } from './accelerator';
import { Panel } from './Panel';
import parts from './parts.module.css';
import styles from './shortcuts.module.css';

const words = strings.live.shortcuts;
const NAMES = ['toggleMicrophone', 'stopAll', 'nextCue', 'marker'] as const;

/** Keys that work while another app is in front, with what this platform cannot do said plainly. */
export function ShortcutsPanel() {
  const shortcuts = useApp((state) => selectLiveSettings(state).shortcuts);
  const problems = useApp((state) => state.live.state.shortcutProblems);
  const abilities = useApp((state) => state.live.abilities);
  const { live } = useActions();
  const attempt = useAttempt();
  const hint = strings.live.inputs.globalHint;
  if (abilities && !abilities.globalShortcuts) {
    return (
      <Panel id="shortcuts" title={words.title}>
        <p className={parts.soft}>{hint.none}</p>
      </Panel>
    );
  }
  const set = (name: keyof GlobalShortcuts, accelerator: string | null) =>
    attempt(() => live.changeSettings({ shortcuts: { [name]: accelerator } }));
  return (
    <Panel id="shortcuts" title={words.title}>
      <ul className={styles.list}>
        {NAMES.map((name) => (
          <li key={name}>
            <span>{words.names[name]}</span>
            <KeyField
              label={words.set(words.names[name])}
              value={shortcuts[name]}
              refuse={(accelerator) => (fitsSystem(accelerator) ? null : words.unfit)}
              onChange={(accelerator) => set(name, accelerator)}
            />
            {shortcuts[name] !== null && (
              <IconButton
                className={parts.icon}
                label={words.clear(words.names[name])}
                onClick={() => set(name, null)}
              >
                <X size={14} />
              </IconButton>
            )}
            {problems.some((problem) => problem.name === name) && (
              <p className={parts.warn} role="alert">
                {fitsSystem(shortcuts[name] ?? '') ? words.taken : words.unfit}
              </p>
            )}
          </li>
        ))}
      </ul>
      <p className={parts.soft}>{abilities?.globalKeyUp ? hint.keyUp : hint.noKeyUp}</p>
    </Panel>
  );
}

export interface KeyFieldProps {
  label: string;
  value: string | null;
  /** What stands there while no key is set. */
  empty?: string;
  /** Why a key cannot be had here, in words; null when it can. */
  refuse?: (accelerator: string) => string | null;
  onChange: (accelerator: string) => void;
}

/** Waits for a key and takes it, or says why not; Tab and Escape leave it as it was. */
export function KeyField({ label, value, empty = words.none, refuse, onChange }: KeyFieldProps) {
  const [waiting, setWaiting] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!waiting) return;
    if (event.key === 'Tab') return setWaiting(false);
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return setWaiting(false);
    const accelerator = acceleratorOf(event);
    if (accelerator === null) return;
    setWaiting(false);
    const why = refuse?.(accelerator) ?? null;
    setRefused(why);
    if (why === null) onChange(accelerator);
  };
  return (
    <>
      <button
        type="button"
        className={styles.field}
        aria-label={`${label}: ${waiting ? words.press : (value ?? empty)}`}
        aria-pressed={waiting}
        data-takes-escape={waiting || undefined}
        onClick={() => {
          setRefused(null);
          setWaiting(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setWaiting(false)}
      >
        {waiting ? words.press : value === null ? empty : <Keys shortcut={value} />}
      </button>
      {refused !== null && (
        <p className={cx(parts.warn, styles.refused)} role="alert">
          {refused}
        </p>
      )}
    </>
  );
}
