import type { DuckingSettings } from '@shared/models/console';
import { selectLiveSettings } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Field';
import { formatDb } from '../../ui/format';
import { useAttempt } from '../trouble';
import { Fader } from './Fader';
import { Panel } from './Panel';
import parts from './parts.module.css';

const words = strings.live.ducking;
const ms = (value: number) => (value >= 1_000 ? `${value / 1_000} s` : `${Math.round(value)} ms`);
const dbfs = (value: number) => `${Math.round(value)} dBFS`.replace('-', '−');

type Figure = 'depthDb' | 'thresholdDbfs' | 'attackMs' | 'holdMs' | 'releaseMs';
const FIGURES: readonly [Figure, string, number, number, number, number, (value: number) => string][] = [
  ['depthDb', words.depth, -40, 0, 1, -14, (value) => formatDb(value)],
  ['thresholdDbfs', words.threshold, -70, -10, 1, -45, dbfs],
  ['attackMs', words.attack, 0, 500, 10, 60, ms],
  ['holdMs', words.hold, 0, 3_000, 50, 500, ms],
  ['releaseMs', words.release, 0, 5_000, 50, 800, ms],
];

/** The programme falls when somebody speaks. */
export function DuckingPanel() {
  const ducking = useApp((state) => selectLiveSettings(state).ducking);
  const { live } = useActions();
  const attempt = useAttempt();
  const change = (patch: Partial<DuckingSettings>) => attempt(() => live.changeSettings({ ducking: patch }));
  const { enabled, excludedUserIds } = ducking;
  return (
    <Panel
      id="ducking"
      title={words.title}
      aside={
        <Button
          tone={enabled ? 'primary' : 'plain'}
          className={parts.small}
          role="switch"
          aria-checked={enabled}
          aria-label={words.enable}
          onClick={() => change({ enabled: !enabled })}
        >
          {enabled ? strings.live.inputs.onWord : strings.live.inputs.offWord2}
        </Button>
      }
    >
      {!enabled && <p className={parts.soft}>{words.teach}</p>}
      {enabled && (
        <>
          <div className={parts.rows}>
            {FIGURES.map(([figure, title, min, max, step, rest, format]) => (
              <Row key={figure} title={title}>
                <Fader
                  label={`${words.title}: ${title}`}
                  value={ducking[figure]}
                  min={min}
                  max={max}
                  step={step}
                  rest={rest}
                  format={format}
                  onChange={(value) => change({ [figure]: value })}
                />
              </Row>
            ))}
          </div>
          <Checkbox
            label={words.byMicrophone}
            checked={ducking.byMicrophone}
            onChange={(byMicrophone) => change({ byMicrophone })}
          />
          <div className={parts.line}>
            <span className={parts.soft}>{words.excluded(excludedUserIds.length)}</span>
            {excludedUserIds.length > 0 && (
              <Button className={parts.small} onClick={() => change({ excludedUserIds: [] })}>
                {words.everybody}
              </Button>
            )}
          </div>
        </>
      )}
    </Panel>
  );
}

function Row({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <>
      <span>{title}</span>
      {children}
    </>
  );
}

/** Files at the same loudness, and what plays when nothing else does. */
export function LoudnessPanel() {
  const { levelling, bed } = useApp(selectLiveSettings);
  const { live } = useActions();
  const attempt = useAttempt();
  const text = strings.live.levels;
  const choose = () =>
    attempt(async () => {
      const [item] = await live.ask.pickFiles();
      if (item) await live.ask.setBed({ itemId: item.itemId, afterMs: bed?.afterMs ?? 3_000 });
    });
  return (
    <Panel id="loudness" title={text.title}>
      <Checkbox
        label={text.levelling}
        checked={levelling.enabled}
        onChange={(enabled) => attempt(() => live.changeSettings({ levelling: { enabled } }))}
      />
      <div className={parts.rows}>
        {levelling.enabled && (
          <Row title={text.target}>
            <Fader
              label={text.target}
              value={levelling.targetLufs}
              min={-30}
              max={-8}
              step={1}
              rest={-16}
              format={(value) => `${Math.round(value)} LUFS`.replace('-', '−')}
              onChange={(targetLufs) => attempt(() => live.changeSettings({ levelling: { targetLufs } }))}
            />
          </Row>
        )}
        {bed && (
          <Row title={text.bedAfter}>
            <Fader
              label={text.bedAfter}
              value={bed.afterMs}
              min={500}
              max={30_000}
              step={500}
              rest={3_000}
              format={(value) => `${value / 1_000} s`}
              onChange={(afterMs) => attempt(() => live.ask.setBed({ itemId: bed.item.itemId, afterMs }))}
            />
          </Row>
        )}
      </div>
      <div className={parts.line}>
        <span className={parts.soft}>{text.bed}</span>
        <span className={parts.cut} title={bed?.item.name}>
          {bed ? bed.item.name : ''}
        </span>
      </div>
      {!bed && <p className={parts.soft}>{text.bedNone}</p>}
      <div className={parts.line}>
        <Button className={parts.small} onClick={choose}>
          {text.bedChoose}
        </Button>
        {bed && (
          <Button
            className={parts.small}
            onClick={() => attempt(() => live.ask.setBed({ itemId: null, afterMs: bed.afterMs }))}
          >
            {text.bedRemove}
          </Button>
        )}
      </div>
      <div className={parts.line}>
        <span className={parts.soft}>{text.integrated}</span>
        <Button
          className={parts.small}
          title={text.integratedHint}
          onClick={() => attempt(() => live.ask.resetLoudness())}
        >
          {text.integratedReset}
        </Button>
      </div>
    </Panel>
  );
}
