import { toAppError } from '@shared/errors/failure';
import type { RoomSchedule, ScheduleWhen, SetEnd, Temporary } from '@shared/models/room-plans';
import { type FormEvent, useMemo, useState } from 'react';
import { adviceFor } from '../../advice';
import { useActions, useApp } from '../../state/react';
import { selectTemplates } from '../../state/room-plans/selectors';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { fromFieldValue, ownTimeZone, timeZones, toFieldValue } from '../schedule';
import { EndingFields, TimeOfDay } from './EndingFields';
import styles from './room-plans.module.css';
import { Amount } from './SpecFields';

const words = strings.plans.schedules;
const MINUTE_MS = 60_000;
/** Monday first, as most calendars have it; 0 = Sunday. */
const DAYS = [1, 2, 3, 4, 5, 6, 0];

/** When a template opens by itself, and when what it opened ends. */
export function PlanScheduleDialog({
  schedule,
  onClose,
}: {
  schedule: RoomSchedule | null;
  onClose: () => void;
}) {
  const templates = useApp(selectTemplates);
  const here = useApp(selectGuildId);
  const guilds = useApp((state) => state.workspace.guilds);
  const { roomPlans } = useActions();
  const own = ownTimeZone();
  const [name, setName] = useState(schedule?.name ?? templates[0]?.name ?? '');
  const [templateId, setTemplateId] = useState(schedule?.templateId ?? templates[0]?.templateId ?? '');
  const weekly = schedule?.when.kind === 'weekly' ? schedule.when.repeat : null;
  const [kind, setKind] = useState<ScheduleWhen['kind']>(schedule?.when.kind ?? 'weekly');
  const [zone, setZone] = useState(weekly?.timeZone ?? own);
  const [days, setDays] = useState<readonly number[]>(weekly?.weekdays ?? [2]);
  const [minuteOfDay, setMinuteOfDay] = useState(weekly?.minuteOfDay ?? 20 * 60);
  const [date, setDate] = useState(() =>
    toFieldValue(schedule?.when.kind === 'once' ? schedule.when.atMs : Date.now() + 3_600_000, own),
  );
  const [end, setEnd] = useState<SetEnd>(schedule?.end ?? { kind: 'after', durationMs: 120 * MINUTE_MS });
  const [temporary, setTemporary] = useState<Temporary | null>(schedule?.temporary ?? null);
  const [lateMinutes, setLateMinutes] = useState(
    Math.round((schedule?.lateMs ?? 15 * MINUTE_MS) / MINUTE_MS),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const zones = useMemo(() => timeZones(own), [own]);
  const dayName = useMemo(
    () => new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' }),
    [],
  );
  const template = templates.find((one) => one.templateId === templateId);

  const whenOf = (): ScheduleWhen | string => {
    if (kind === 'weekly') {
      if (days.length === 0) return words.dayNeeded;
      return { kind, repeat: { weekdays: [...days], minuteOfDay, timeZone: zone, untilMs: null } };
    }
    const atMs = fromFieldValue(date, own);
    return atMs === null || atMs <= Date.now() ? words.past : { kind, atMs };
  };
  const submit = async () => {
    const when = whenOf();
    const guildId = guilds[schedule?.guildId ?? template?.guildId ?? here ?? '']?.guildId;
    if (typeof when === 'string') return setProblem(when);
    if (!template) return setProblem(words.templateGone);
    if (!guildId) return setProblem(strings.plans.opening.gone);
    setBusy(true);
    try {
      await roomPlans.ask.saveSchedule({
        scheduleId: schedule?.scheduleId ?? null,
        name: name.trim() || template.name,
        guildId,
        templateId: template.templateId,
        when,
        end,
        temporary,
        lateMs: lateMinutes * MINUTE_MS,
      });
      onClose();
    } catch (thrown) {
      const advice = adviceFor(toAppError(thrown));
      setProblem(`${advice.title}. ${advice.next}`);
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void submit();
  };
  return (
    <Dialog
      wide
      title={schedule ? words.editTitle(schedule.name) : words.createTitle}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <div className={styles.pair}>
          <Field label={words.name}>
            {(ids) => (
              <TextInput
                {...ids}
                maxLength={80}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={words.template}>
            {(ids) => (
              <Select
                {...ids}
                value={template?.templateId ?? ''}
                onChange={(event) => setTemplateId(event.target.value)}
              >
                {!template && <option value="">{words.templateGone}</option>}
                {templates.map((one) => (
                  <option key={one.templateId} value={one.templateId}>
                    {one.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <div className={styles.pair}>
          <Field label={words.repeat}>
            {(ids) => (
              <Select
                {...ids}
                value={kind}
                onChange={(event) => setKind(event.target.value === 'once' ? 'once' : 'weekly')}
              >
                <option value="weekly">{words.weekly}</option>
                <option value="once">{words.once}</option>
              </Select>
            )}
          </Field>
          {kind === 'once' ? (
            <Field label={words.date}>
              {(ids) => (
                <TextInput
                  {...ids}
                  type="datetime-local"
                  value={date}
                  onChange={(event) => setDate(event.target.value)}
                />
              )}
            </Field>
          ) : (
            <TimeOfDay label={words.time} minuteOfDay={minuteOfDay} onChange={setMinuteOfDay} />
          )}
        </div>
        {kind === 'weekly' && (
          <>
            <fieldset className={styles.chips} aria-label={words.days}>
              {DAYS.map((day) => (
                <button
                  key={day}
                  type="button"
                  className={styles.chip}
                  aria-pressed={days.includes(day)}
                  onClick={() =>
                    setDays((all) => (all.includes(day) ? all.filter((one) => one !== day) : [...all, day]))
                  }
                >
                  {dayName.format(Date.UTC(2023, 0, 1 + day))}
                </button>
              ))}
            </fieldset>
            <Field label={words.zone}>
              {(ids) => (
                <Select {...ids} value={zone} onChange={(event) => setZone(event.target.value)}>
                  {zones.map((one) => (
                    <option key={one} value={one}>
                      {one.replaceAll('_', ' ')}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </>
        )}
        <EndingFields temporary={temporary} end={end} onTemporary={setTemporary} onEnd={setEnd} />
        <Amount
          label={words.late}
          hint={words.lateHint}
          min={0}
          max={1_440}
          value={lateMinutes}
          onChange={setLateMinutes}
        />
        {problem !== null && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {strings.plans.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
