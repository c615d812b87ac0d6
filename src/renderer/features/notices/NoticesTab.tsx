import type { NoticeRule, QuietHours } from '@shared/models/notices';
import { Bell, BellOff, Plus } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Checkbox, Field, TextInput } from '../../ui/Field';
import { formatDateTime } from '../../ui/format';
import { MoreMenu } from '../../ui/MoreMenu';
import { EmptyState } from '../../ui/Notice';
import { PlaceBar } from '../../ui/Place';
import { Row, RowLine, Rows } from '../../ui/Rows';
import { useAttempt } from '../trouble';
import styles from './notices.module.css';
import { RuleDialog } from './RuleDialog';

const words = strings.notices;

/** What one is told of, when not, and what was told. */
export function NoticesTab() {
  const rules = useApp((state) => state.notices.notices.rules);
  const [editing, setEditing] = useState<NoticeRule | 'new' | null>(null);
  const create = (
    <Button tone="primary" icon={<Plus size={15} />} onClick={() => setEditing('new')}>
      {words.create}
    </Button>
  );
  return (
    <>
      {rules.length === 0 ? (
        <EmptyState icon={<Bell size={24} />} title={words.noneTitle} actions={create}>
          {words.noneBody}
        </EmptyState>
      ) : (
        <>
          <PlaceBar>{create}</PlaceBar>
          <Rows>
            {rules.map((rule) => (
              <RuleRow key={rule.ruleId} rule={rule} onEdit={() => setEditing(rule)} />
            ))}
          </Rows>
        </>
      )}
      {rules.length > 0 && <DoNotDisturb />}
      {rules.length > 0 && <Quiet />}
      <Recent />
      {editing !== null && (
        <RuleDialog rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

function RuleRow({ rule, onEdit }: { rule: NoticeRule; onEdit: () => void }) {
  const rooms = useApp((state) => state.workspace.rooms);
  const guild = useApp((state) => state.workspace.guilds[rule.guildId]?.name ?? '');
  const { notices, view } = useActions();
  const attempt = useAttempt();
  const where =
    rule.channelIds === null
      ? guild
      : rule.channelIds.map((id) => rooms[id]?.name ?? strings.plans.lobbies.roomGone).join(', ');
  const { accountKey: _accountKey, ...draft } = rule;
  const title = words.triggers[rule.trigger];
  const remove = () =>
    attempt(async () => {
      await notices.ask.removeRule({ ruleId: rule.ruleId });
      view.toast({
        title: words.removed,
        stayMs: 10_000,
        action: {
          label: strings.undo,
          run: () => attempt(() => notices.ask.saveRule({ ...draft, ruleId: null })),
        },
      });
    });
  const Icon = rule.enabled ? Bell : BellOff;
  return (
    <Row
      icon={<Icon size={18} aria-label={rule.enabled ? words.on : words.off} />}
      name={
        <>
          {title.charAt(0).toUpperCase() + title.slice(1)}
          {rule.trigger === 'person' && `: ${rule.people.map(({ name }) => name).join(', ')}`}
        </>
      }
      actions={
        <>
          <Button onClick={() => attempt(() => notices.ask.saveRule({ ...draft, enabled: !rule.enabled }))}>
            {rule.enabled ? words.switchOff : words.switchOn}
          </Button>
          <MoreMenu
            label={strings.plans.more(title)}
            groups={[
              [{ id: 'edit', label: strings.plans.edit, onSelect: onEdit }],
              [{ id: 'remove', label: strings.plans.remove, tone: 'trouble', onSelect: remove }],
            ]}
          />
        </>
      }
    >
      <RowLine>
        {words.rowWhere(where)}
        {rule.cooldownMs > 0 && ` · ${words.every(Math.round(rule.cooldownMs / 60_000))}`}
      </RowLine>
    </Row>
  );
}

const HOUR_MS = 3_600_000;

/** Eight in the morning of the next day, Unix ms. */
function tomorrowMorning(nowMs: number): number {
  const now = new Date(nowMs);
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8).getTime();
}

function DoNotDisturb() {
  const untilMs = useApp((state) => state.notices.notices.quietHours.untilMs);
  const { notices } = useActions();
  const attempt = useAttempt();
  const on = untilMs !== null && untilMs > Date.now();
  const set = (ms: number | null) => attempt(() => notices.quietUntil(ms));
  return (
    <section className={styles.hours} aria-label={words.disturb}>
      <div className={styles.text}>
        <p className={styles.name}>{words.disturb}</p>
        <p className={styles.quiet} role="status">
          {on ? words.disturbUntil(formatDateTime(untilMs)) : words.disturbHint}
        </p>
      </div>
      {on ? (
        <Button onClick={() => set(null)}>{words.disturbEnd}</Button>
      ) : (
        <>
          <Button onClick={() => set(Date.now() + HOUR_MS)}>{words.disturbFor.hour}</Button>
          <Button onClick={() => set(tomorrowMorning(Date.now()))}>{words.disturbFor.morning}</Button>
        </>
      )}
    </section>
  );
}

function Quiet() {
  const hours = useApp((state) => state.notices.notices.quietHours);
  const { notices } = useActions();
  const attempt = useAttempt();
  const change = (part: Partial<QuietHours>) =>
    attempt(() => notices.ask.setQuietHours({ ...hours, ...part }));
  return (
    <section className={styles.hours} aria-label={words.quiet}>
      <Checkbox
        label={words.quiet}
        hint={words.quietHint}
        checked={hours.enabled}
        onChange={(enabled) => change({ enabled })}
      />
      {hours.enabled && (
        <>
          <Minute
            label={words.from}
            value={hours.fromMinute}
            onChange={(fromMinute) => change({ fromMinute })}
          />
          <Minute label={words.to} value={hours.toMinute} onChange={(toMinute) => change({ toMinute })} />
        </>
      )}
    </section>
  );
}

function Minute(props: { label: string; value: number; onChange: (minute: number) => void }) {
  const { label, value, onChange } = props;
  const two = (n: number) => String(n).padStart(2, '0');
  return (
    <Field label={label}>
      {(ids) => (
        <TextInput
          {...ids}
          type="time"
          value={`${two(Math.floor(value / 60))}:${two(value % 60)}`}
          onChange={(event) => {
            const found = /^(\d\d):(\d\d)/.exec(event.target.value);
            if (found) onChange(Number(found[1]) * 60 + Number(found[2]));
          }}
        />
      )}
    </Field>
  );
}

function Recent() {
  const recent = useApp((state) => state.notices.notices.recent);
  const hasRules = useApp((state) => state.notices.notices.rules.length > 0);
  const { notices, roomPlans, view } = useActions();
  const attempt = useAttempt();
  if (recent.length === 0) return hasRules ? <p className={styles.quiet}>{words.noRecent}</p> : null;
  return (
    <section aria-label={words.recent}>
      <header className={styles.recentHead}>
        <h3>{words.recent}</h3>
        <Button tone="quiet" onClick={() => attempt(() => notices.ask.clearRecent())}>
          {words.clear}
        </Button>
      </header>
      <Rows>
        {recent.map((notice) => (
          <li key={notice.noticeId} className={styles.recent}>
            <time className={styles.time}>{formatDateTime(notice.atMs)}</time>
            <span className={styles.text}>
              {words.said[notice.trigger](notice.person?.name ?? words.somebody, notice.roomName)}
              {notice.stageTopic !== null && notice.trigger === 'stageStarts' && `: ${notice.stageTopic}`}
              {notice.more > 0 && <span className={styles.quiet}> {words.more(notice.more)}</span>}
              {notice.quiet && <span className={styles.quiet}> · {words.keptQuiet}</span>}
            </span>
            <Button
              tone="quiet"
              onClick={() => {
                view.chooseGuild(notice.guildId);
                view.chooseRoom(notice.channelId);
                roomPlans.show(null);
              }}
            >
              {words.goThere}
            </Button>
          </li>
        ))}
      </Rows>
    </section>
  );
}
