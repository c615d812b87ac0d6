import type { Rehearsal } from '@shared/models/practice';
import { Leaf, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { useAttempt } from '../trouble';
import { Dials } from './Dials';
import { Happenings } from './Happenings';
import { PRESETS, type Preset, presetOf } from './presets';
import styles from './Rehearsal.module.css';
import { SizeControl } from './SizeControl';
import { StormControl } from './StormControl';

const words = strings.rehearsal;

/** Everything that can go wrong on the practice server, to be turned while the window is used. */
export default function RehearsalPanel() {
  const now = useApp((state) => state.rehearsal.now);
  return now?.available ? <Panel now={now} /> : null;
}

function Panel({ now }: { now: Rehearsal }) {
  const { rehearsal } = useActions();
  const attempt = useAttempt();
  const current = presetOf(now.trouble, now.storm.running);
  return (
    <>
      <header className={styles.head}>
        <h2>{words.title}</h2>
        <Popover.Close className={styles.close} aria-label={strings.close}>
          <X size={16} />
        </Popover.Close>
      </header>
      <div className={styles.body}>
        <p className={styles.hint}>{words.hint}</p>
        <fieldset className={styles.presets}>
          <legend className="visually-hidden">{words.presetsLabel}</legend>
          {PRESETS.map((preset) => (
            <PresetButton key={preset.id} preset={preset} on={preset.id === current} />
          ))}
        </fieldset>
        <Happenings />
        <StormControl storm={now.storm} />
        <Dials trouble={now.trouble} />
        <SizeControl />
      </div>
      <footer className={styles.foot}>
        <span className={styles.state}>
          {current === null ? words.on(words.custom) : words.presets[current].name}
        </span>
        <Button
          tone={current === 'calm' ? 'plain' : 'primary'}
          icon={<Leaf size={15} />}
          disabled={current === 'calm'}
          onClick={() => attempt(() => rehearsal.calm())}
        >
          {words.calm}
        </Button>
      </footer>
    </>
  );
}

function PresetButton({ preset, on }: { preset: Preset; on: boolean }) {
  const { rehearsal } = useActions();
  const attempt = useAttempt();
  const { name, says } = words.presets[preset.id];
  const choose = () =>
    attempt(async () => {
      await rehearsal.calm();
      if (preset.storm) await rehearsal.startStorm(preset.storm);
      else if (preset.id !== 'calm') await rehearsal.setTrouble(preset.trouble);
    });
  return (
    <button type="button" className={styles.preset} aria-pressed={on} onClick={choose}>
      <span className={styles.presetName}>{name}</span>
      <span className={styles.presetSays}>{says}</span>
    </button>
  );
}
