import type { Pad, PadPatch } from '@shared/models/live';
import { SPEAKER_COLOURS } from '@shared/models/speaker-colour';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { padName, selectPadKeys, selectPads } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { formatDb } from '../../ui/format';
import { useAttempt } from '../trouble';
import { fitsPad, keyTakenBy } from './desk-keys';
import { Fader } from './Fader';
import styles from './pad-dialog.module.css';
import parts from './parts.module.css';
import { KeyField } from './Shortcuts';
import { usePadItem } from './use-pad-item';

const words = strings.live.pads;
const MODES = ['once', 'loop', 'hold'] as const;

/** Label, colour, key and manner of one pad. Every change counts at once. */
export default function PadDialog({ padId }: { padId: string }) {
  const pad = useApp((state) => selectPads(state).find((one) => one.padId === padId));
  const { live } = useActions();
  if (!pad) return null;
  return (
    <Dialog
      title={`${words.title2}: ${padName(pad)}`}
      closeLabel={strings.close}
      onClose={() => live.showDialog(null)}
    >
      <Form pad={pad} />
    </Dialog>
  );
}

function Form({ pad }: { pad: Pad }) {
  const { live } = useActions();
  const attempt = useAttempt();
  const { padId } = pad;
  const key = useApp((state) => selectPadKeys(state).get(padId) ?? null);
  const change = (patch: PadPatch) => attempt(() => live.ask.changePad({ padId, patch }));
  const chosenKeys = useApp(selectKeys);
  const taken = pad.hotkey === null ? null : keyTakenBy(pad.hotkey, chosenKeys);
  const unfit = pad.hotkey !== null && !fitsPad(pad.hotkey);
  const put = usePadItem(padId);
  const [label, setLabel] = useState(pad.label);
  const replace = () =>
    attempt(async () => {
      const [item] = await live.ask.pickFiles();
      if (item) await put(item.itemId);
    });
  return (
    <>
      <Field label={words.label}>
        {(ids) => (
          <TextInput
            {...ids}
            maxLength={40}
            value={label}
            placeholder={padName({ ...pad, label: '' })}
            onChange={(event) => {
              setLabel(event.target.value);
              change({ label: event.target.value.trim() });
            }}
          />
        )}
      </Field>
      <fieldset className={styles.colours}>
        <legend>{words.colour}</legend>
        {Array.from({ length: SPEAKER_COLOURS }, (_, index) => (
          <label key={words.colourName(index)} style={{ background: `var(--speaker-${index})` }}>
            <input
              type="radio"
              name="pad-colour"
              aria-label={words.colourName(index)}
              checked={pad.colourIndex === index}
              onChange={() => change({ colourIndex: index })}
            />
          </label>
        ))}
      </fieldset>
      <Field label={words.mode}>
        {(ids) => (
          <Select
            {...ids}
            value={pad.mode}
            onChange={(event) => change({ mode: event.target.value as Pad['mode'] })}
          >
            {MODES.map((mode) => (
              <option key={mode} value={mode}>
                {words.modes[mode]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className={parts.rows}>
        <span>{words.gain}</span>
        <Fader
          label={words.gain}
          value={pad.gainDb}
          min={-40}
          max={12}
          step={0.5}
          rest={0}
          format={(value) => formatDb(value)}
          onChange={(gainDb) => change({ gainDb })}
        />
        <span>{words.fadeOut}</span>
        <Fader
          label={words.fadeOut}
          value={pad.fadeOutMs}
          min={0}
          max={5_000}
          step={100}
          rest={300}
          format={(value) => `${value / 1_000} s`}
          onChange={(fadeOutMs) => change({ fadeOutMs })}
        />
        <span>{words.hotkey}</span>
        <div className={cx(parts.line, styles.key)}>
          <KeyField
            label={words.hotkey}
            value={pad.hotkey}
            empty={key === null ? words.hotkeyNone : words.hotkeyDefault(key)}
            refuse={(hotkey) => (fitsPad(hotkey) ? null : words.hotkeyNever)}
            onChange={(hotkey) => change({ hotkey })}
          />
          {pad.hotkey !== null && (
            <Button className={parts.small} onClick={() => change({ hotkey: null })}>
              {words.clearKey}
            </Button>
          )}
        </div>
      </div>
      <p className={taken === null && !unfit ? parts.soft : parts.warn}>
        {unfit ? words.hotkeyNever : taken === null ? words.hotkeyHint : words.hotkeyTaken(taken)}
      </p>
      <DialogActions>
        <Button onClick={replace}>{words.replace}</Button>
        <Button icon={<Play size={14} />} onClick={() => attempt(() => live.ask.playPad({ padId }))}>
          {words.play}
        </Button>
        <Button tone="primary" onClick={() => live.showDialog(null)}>
          {words.done}
        </Button>
      </DialogActions>
    </>
  );
}
