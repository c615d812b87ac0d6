import { selectActiveCall } from '../../state/call/selectors';
import { useApp } from '../../state/react';
import { strings } from '../../strings';
import { inGroups } from './groups';
import { Panel } from './Panel';
import parts from './parts.module.css';

const words = strings.live.signal;

/** How the connection does: what a host reads out when somebody asks "is it you or me?". */
export function SignalPanel() {
  const call = useApp(selectActiveCall);
  const signals = useApp((state) => state.live.state.signals);
  if (!call) {
    return (
      <Panel id="signal" title={words.title}>
        <p className={parts.soft}>{words.none}</p>
      </Panel>
    );
  }
  const { stats, dave, encryptionMode, phase } = call;
  const n = (value: number) => value.toLocaleString();
  const jitter = Math.max(0, ...signals.map((one) => one.jitterMs));
  const buffer = Math.max(0, ...signals.map((one) => one.bufferMs));
  const received = signals.reduce((sum, one) => sum + one.received, 0);
  const lost = signals.reduce((sum, one) => sum + one.lost, 0);
  const known = signals.length > 0;
  const rows: [string, string][] = [
    [words.phase, strings.call.phase[phase]],
    [words.ping, stats.pingMs === null ? '–' : words.ms(stats.pingMs)],
    [words.jitter, known ? words.ms(jitter) : '–'],
    [words.loss, known ? words.share(received + lost === 0 ? 0 : lost / (received + lost)) : '–'],
    [words.buffer, known ? words.ms(buffer) : '–'],
    [words.dave, dave.active ? strings.call.daveOn(dave.epoch) : strings.call.daveOff],
    [words.mode, encryptionMode ?? '–'],
    [words.sent, n(stats.packetsSent)],
    [words.received, n(stats.packetsReceived)],
    [words.undecryptable, n(stats.undecryptable)],
    [words.malformed, n(stats.malformed)],
    [words.late, n(stats.lateTicks)],
  ];
  return (
    <Panel id="signal" title={words.title}>
      <dl className={parts.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      {dave.privacyCode !== null && (
        <>
          <p className={parts.soft}>{words.code}</p>
          <p className={parts.code}>{inGroups(dave.privacyCode)}</p>
          <p className={parts.soft}>{strings.call.privacyHint}</p>
        </>
      )}
    </Panel>
  );
}
