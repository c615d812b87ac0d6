import type { RoomSchedule } from '@shared/models/room-plans';
import { CalendarClock, CirclePause, Plus } from 'lucide-react';
import { useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectSchedules, selectTemplates } from '../../state/room-plans/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { MoreMenu } from '../../ui/MoreMenu';
import { EmptyState } from '../../ui/Notice';
import { PlaceBar } from '../../ui/Place';
import { Row, RowLine, Rows } from '../../ui/Rows';
import { useAttempt } from '../trouble';
import { PlanScheduleDialog } from './PlanScheduleDialog';

const words = strings.plans.schedules;
const SHOWN_TIMES = 3;

/** What opens by itself, when it does next, and how the last times went. */
export function SchedulesTab() {
  const schedules = useApp(selectSchedules);
  const hasTemplates = useApp((state) => selectTemplates(state).length > 0);
  const { roomPlans } = useActions();
  const [editing, setEditing] = useState<RoomSchedule | 'new' | null>(null);
  const create = hasTemplates ? (
    <Button tone="primary" icon={<Plus size={15} />} onClick={() => setEditing('new')}>
      {words.create}
    </Button>
  ) : (
    <Button tone="primary" onClick={() => roomPlans.show('templates')}>
      {strings.plans.running.goTemplates}
    </Button>
  );
  return (
    <>
      {schedules.length === 0 ? (
        <EmptyState icon={<CalendarClock size={24} />} title={words.noneTitle} actions={create}>
          {hasTemplates ? words.noneBody : `${words.noneBody} ${words.needTemplate}`}
        </EmptyState>
      ) : (
        <>
          <PlaceBar>{create}</PlaceBar>
          <Rows>
            {schedules.map((schedule) => (
              <ScheduleRow
                key={schedule.scheduleId}
                schedule={schedule}
                onEdit={() => setEditing(schedule)}
              />
            ))}
          </Rows>
        </>
      )}
      {editing !== null && (
        <PlanScheduleDialog schedule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

function ScheduleRow({ schedule, onEdit }: { schedule: RoomSchedule; onEdit: () => void }) {
  const { scheduleId, name, paused, nextMs, skipMs } = schedule;
  const template = useApp((state) =>
    selectTemplates(state).find(({ templateId }) => templateId === schedule.templateId),
  );
  const { roomPlans, view } = useActions();
  const attempt = useAttempt();
  const timeZone = schedule.when.kind === 'weekly' ? schedule.when.repeat.timeZone : undefined;
  const at = (ms: number) => formatIn(ms, timeZone);
  const [last] = schedule.outcomes;
  const runNow = () =>
    attempt(async () => {
      const outcome = await roomPlans.ask.runNow({ scheduleId });
      if (outcome.kind === 'opening') return roomPlans.show('running');
      view.toast({ tone: 'trouble', title: strings.plans.news.blocked(name) });
    });
  const remove = () =>
    attempt(async () => {
      await roomPlans.ask.removeSchedule({ scheduleId });
      const { when, end, temporary, lateMs, guildId, templateId } = schedule;
      const draft = { scheduleId: null, name, when, end, temporary, lateMs, guildId, templateId };
      view.toast({
        title: words.removed(name),
        stayMs: 10_000,
        action: { label: strings.undo, run: () => attempt(() => roomPlans.ask.saveSchedule(draft)) },
      });
    });
  const Icon = paused ? CirclePause : CalendarClock;
  return (
    <Row
      icon={<Icon size={18} aria-hidden="true" />}
      name={name}
      actions={
        <>
          <Button disabled={!template} onClick={runNow}>
            {words.runNow}
          </Button>
          <MoreMenu
            label={strings.plans.more(name)}
            groups={[
              [
                { id: 'edit', label: strings.plans.edit, onSelect: onEdit },
                {
                  id: 'pause',
                  label: paused ? words.resume : words.pause,
                  onSelect: () => attempt(() => roomPlans.ask.pauseSchedule({ scheduleId, paused: !paused })),
                },
                {
                  id: 'skip',
                  label: skipMs === null ? words.skip : words.unskip,
                  onSelect: () =>
                    attempt(() => roomPlans.ask.skipNext({ scheduleId, skip: skipMs === null })),
                },
              ],
              [{ id: 'remove', label: strings.plans.remove, tone: 'trouble', onSelect: remove }],
            ]}
          />
        </>
      }
    >
      {!template && <RowLine tone="trouble">{words.templateGone}</RowLine>}
      <RowLine>
        {paused
          ? words.paused
          : nextMs.length === 0
            ? words.none
            : `${words.next}: ${nextMs.slice(0, SHOWN_TIMES).map(at).join(' · ')}`}
        {skipMs !== null && ` · ${words.skipped(at(skipMs))}`}
      </RowLine>
      {last && (
        <RowLine tone={last.kind === 'opened' || last.kind === 'skipped' ? 'quiet' : 'trouble'}>
          {words.last(at(last.dueMs), words.outcomes[last.kind])}
          {last.detail !== null && `: ${last.detail}`}
        </RowLine>
      )}
    </Row>
  );
}

function formatIn(ms: number, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat(undefined, {
    ...(timeZone === undefined ? {} : { timeZone }),
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms);
}
