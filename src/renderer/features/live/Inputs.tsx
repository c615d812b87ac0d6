import type { InputSettings, LiveInputId } from '@shared/models/console';
import { type ReactNode, useCallback, useEffect } from 'react';
import type { CaptureState } from '../../state/live/apply';
import { selectInput, selectLiveSettings } from '../../state/live/selectors';
import { useActions, useApp } from '../../state/react';
import { selectSettings } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Field';
import { formatDb } from '../../ui/format';
import { Meter, type MeterReading } from '../../ui/Meter';
import { meterFraction } from '../../ui/meter-ballistics';
import { Notice } from '../../ui/Notice';
import { useSound } from '../sound';
import { useAttempt } from '../trouble';
import { Fader } from './Fader';
import styles from './inputs.module.css';
import { Panel } from './Panel';
import parts from './parts.module.css';

const words = strings.live.inputs;
const MODES = ['open', 'pushToTalk', 'pushToMute', 'voiceActivation'] as const;
const dbfs = (value: number) => `${Math.round(value)} dBFS`.replace('-', '−');
const ms = (value: number) => `${Math.round(value)} ms`;

/** The microphone with all its choices. */
export function MicrophonePanel() {
  const settings = useApp((state) => selectLiveSettings(state).microphone);
  const capture = useApp((state) => state.live.microphone);
  const change = useChange('microphone');
  const { mode, gateDbfs } = settings;
  return (
    <Panel
      id="microphone"
      title={words.microphone}
      aside={<Switch inputId="microphone" name={words.microphone} />}
    >
      {settings.enabled && <Trouble capture={capture} inputId="microphone" />}
      <Threshold inputId="microphone" settings={settings} />
      <div className={parts.rows}>
        <DeviceSelect />
        <label htmlFor="mic-mode">{words.mode}</label>
        <select
          id="mic-mode"
          className={parts.select}
          value={mode}
          onChange={(event) => change({ mode: event.target.value as InputSettings['mode'] })}
        >
          {MODES.map((one) => (
            <option key={one} value={one}>
              {words.modes[one]}
            </option>
          ))}
        </select>
        {mode === 'voiceActivation' && (
          <>
            <span>{words.activation}</span>
            <Fader
              label={words.activation}
              value={settings.activationDbfs}
              min={-70}
              max={-10}
              step={1}
              format={dbfs}
              onChange={(activationDbfs) => change({ activationDbfs })}
            />
          </>
        )}
        {mode !== 'open' && (
          <>
            <span>{words.release}</span>
            <Fader
              label={words.release}
              value={settings.releaseMs}
              min={0}
              max={2_000}
              step={50}
              rest={250}
              format={ms}
              onChange={(releaseMs) => change({ releaseMs })}
            />
          </>
        )}
        <span>{words.gain}</span>
        <Fader
          label={words.gainOf(words.microphone)}
          value={settings.gainDb}
          min={-30}
          max={12}
          step={0.5}
          rest={0}
          format={(value) => formatDb(value)}
          onChange={(gainDb) => change({ gainDb })}
        />
        <span>{words.gate}</span>
        <Fader
          label={words.gate}
          value={gateDbfs ?? -70}
          min={-70}
          max={-20}
          step={1}
          rest={-55}
          format={(value) => (value <= -70 ? words.gateOff : dbfs(value))}
          onChange={(value) => change({ gateDbfs: value <= -70 ? null : value })}
        />
      </div>
      {(mode === 'pushToTalk' || mode === 'pushToMute') && (
        <p className={parts.soft}>{words.pushKeyHint('T')}</p>
      )}
      <Checkbox
        label={words.monitor}
        hint={settings.monitor ? words.monitorHint : undefined}
        checked={settings.monitor}
        onChange={(monitor) => change({ monitor })}
      />
      <OffAtStart />
      <Processing />
    </Panel>
  );
}

/** The computer's own sound, where the platform gives it; honest words where it does not. */
export function SystemPanel() {
  const settings = useApp((state) => selectLiveSettings(state).system);
  const capture = useApp((state) => state.live.system);
  const ability = useApp((state) => state.live.abilities?.systemSound ?? 'no');
  const change = useChange('system');
  if (ability === 'no') {
    return (
      <Panel id="system" title={words.system}>
        <p className={parts.soft}>{words.systemNo}</p>
      </Panel>
    );
  }
  return (
    <Panel id="system" title={words.system} aside={<Switch inputId="system" name={words.system} />}>
      {settings.enabled && <Trouble capture={capture} inputId="system" />}
      {ability === 'askFirst' && <p className={parts.soft}>{words.systemAsk}</p>}
      <Threshold inputId="system" settings={settings} />
      <div className={parts.rows}>
        <span>{words.gain}</span>
        <Fader
          label={words.gainOf(words.system)}
          value={settings.gainDb}
          min={-60}
          max={12}
          step={0.5}
          rest={0}
          format={formatDb}
          onChange={(gainDb) => change({ gainDb })}
        />
      </div>
      <Checkbox
        label={words.monitor}
        checked={settings.monitor}
        onChange={(monitor) => change({ monitor })}
      />
    </Panel>
  );
}

function useChange(inputId: LiveInputId): (patch: Partial<InputSettings>) => void {
  const { live } = useActions();
  const attempt = useAttempt();
  return (patch) => attempt(() => live.changeInput(inputId, patch));
}

function Switch({ inputId, name }: { inputId: LiveInputId; name: string }) {
  const enabled = useApp((state) => selectLiveSettings(state)[inputId].enabled);
  const change = useChange(inputId);
  return (
    <Button
      tone={enabled ? 'primary' : 'plain'}
      className={parts.small}
      role="switch"
      aria-checked={enabled}
      aria-label={name}
      onClick={() => change({ enabled: !enabled })}
    >
      {enabled ? words.onWord : words.offWord2}
    </Button>
  );
}

/** The device's level, and where the gate and the activation stand against it. */
function Threshold({ inputId, settings }: { inputId: LiveInputId; settings: InputSettings }) {
  const sound = useSound();
  const open = useApp((state) => selectInput(inputId)(state).open);
  const subscribe = useCallback(
    (listener: (reading: MeterReading) => void) => sound.subscribeLevel(`input:${inputId}`, listener),
    [sound, inputId],
  );
  const name = inputId === 'microphone' ? words.microphone : words.system;
  const marks: [string, number | null, string][] = [
    [styles.gate ?? '', settings.gateDbfs, words.gate],
    [
      styles.activation ?? '',
      settings.mode === 'voiceActivation' ? settings.activationDbfs : null,
      words.activation,
    ],
  ];
  return (
    <div className={styles.threshold} data-open={open}>
      <Meter label={words.thresholds(name)} subscribe={subscribe} scale />
      <div className={styles.marks} aria-hidden="true">
        {marks.map(
          ([className, value, title]) =>
            value !== null && (
              <span
                key={title}
                className={className}
                title={`${title}: ${dbfs(value)}`}
                style={{ left: `${meterFraction(value) * 100}%` }}
              />
            ),
        )}
      </div>
    </div>
  );
}

function DeviceSelect() {
  const devices = useApp((state) => state.live.devices);
  const deviceId = useApp((state) => selectLiveSettings(state).microphoneDeviceId);
  const { live } = useActions();
  const attempt = useAttempt();
  const sound = useSound();
  useEffect(() => sound.refreshDevices(), [sound]);
  const known = deviceId === null || devices.some((device) => device.deviceId === deviceId);
  return (
    <>
      <label htmlFor="mic-device">{words.device}</label>
      <select
        id="mic-device"
        className={parts.select}
        value={deviceId ?? ''}
        onChange={(event) => {
          const microphoneDeviceId = event.target.value === '' ? null : event.target.value;
          attempt(() => live.changeSettings({ microphoneDeviceId }));
        }}
      >
        <option value="">{words.systemDefault}</option>
        {!known && deviceId !== null && <option value={deviceId}>{words.gone}</option>}
        {devices.map((device, index) => (
          <option key={device.deviceId} value={device.deviceId}>
            {device.label === '' ? words.unnamed(index + 1) : device.label}
          </option>
        ))}
      </select>
    </>
  );
}

function Trouble({ capture, inputId }: { capture: CaptureState; inputId: LiveInputId }): ReactNode {
  const sound = useSound();
  const again = <Button onClick={() => sound.retryInput(inputId)}>{words.again}</Button>;
  const start = <Button onClick={() => sound.retryInput(inputId)}>{words.systemStart}</Button>;
  const state = words.state;
  switch (capture.kind) {
    case 'off':
    case 'open':
      return null;
    case 'opening':
      return <p className={parts.soft}>{state.opening}</p>;
    case 'refused':
      return inputId === 'system' ? (
        <Notice tone="trouble" title={words.systemRefused} actions={again} />
      ) : (
        <Notice tone="trouble" title={state.refused} actions={again}>
          {state.refusedBody}
        </Notice>
      );
    case 'noDevice':
      return inputId === 'system' ? (
        <Notice tone="trouble" title={words.systemRefused} actions={again} />
      ) : (
        <Notice tone="trouble" title={state.noDevice} actions={again}>
          {state.noDeviceBody}
        </Notice>
      );
    case 'needsPress':
      return (
        <Notice
          tone="trouble"
          title={inputId === 'system' ? words.systemPress : state.failed}
          actions={start}
        >
          {inputId === 'system' && words.systemPressBody}
        </Notice>
      );
    case 'unplugged':
      return inputId === 'system' ? (
        <Notice tone="trouble" title={words.systemEnded} actions={start} />
      ) : (
        <Notice tone="trouble" title={state.unplugged}>
          {state.unpluggedBody}
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="trouble" title={state.failed} actions={again}>
          {capture.reason}
        </Notice>
      );
  }
}

function OffAtStart() {
  const checked = useApp((state) => selectLiveSettings(state).microphoneOffAtStart);
  const { live } = useActions();
  const attempt = useAttempt();
  return (
    <Checkbox
      label={words.offAtStart}
      hint={checked ? undefined : words.offAtStartHint}
      checked={checked}
      onChange={(microphoneOffAtStart) => attempt(() => live.changeSettings({ microphoneOffAtStart }))}
    />
  );
}

function Processing() {
  const { deskSound } = useApp(selectSettings);
  const { settings } = useActions();
  return (
    <fieldset className={styles.processing}>
      <legend>{words.processing}</legend>
      {(['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).map((name) => (
        <Checkbox
          key={name}
          label={words[name]}
          checked={deskSound[name]}
          onChange={(on) => settings.change({ deskSound: { ...deskSound, [name]: on } })}
        />
      ))}
    </fieldset>
  );
}
