import type { NoticeRule, NoticeTrigger } from '@shared/models/notices';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Checkbox, Field, Select, TextInput } from '../../ui/Field';
import { PersonPicker } from '../threads';
import { useAttempt } from '../trouble';
import styles from './notices.module.css';

const words = strings.notices;
const TRIGGERS: readonly NoticeTrigger[] = ['joins', 'firstPerson', 'empty', 'person', 'stageStarts'];
const MINUTE_MS = 60_000;

/** Of what, where and how one is told. */
export function RuleDialog({ rule, onClose }: { rule: NoticeRule | null; onClose: () => void }) {
  const here = useApp(selectGuildId);
  const guild = useApp((state) => state.workspace.guilds[rule?.guildId ?? here ?? '']);
  const rooms = useApp(
    useShallow((state) =>
      Object.values(state.workspace.rooms)
        .filter((room) => room.guildId === guild?.guildId)
        .sort((a, b) => a.name.localeCompare(b.name)),
    ),
  );
  const systemAvailable = useApp((state) => state.notices.notices.systemAvailable);
  const { notices } = useActions();
  const attempt = useAttempt();
  const [trigger, setTrigger] = useState<NoticeTrigger>(rule?.trigger ?? 'firstPerson');
  const [channelIds, setChannelIds] = useState<NoticeRule['channelIds']>(rule?.channelIds ?? null);
  const [people, setPeople] = useState<NoticeRule['people']>(rule?.people ?? []);
  const [minutes, setMinutes] = useState(Math.round((rule?.cooldownMs ?? 5 * MINUTE_MS) / MINUTE_MS));
  const [toast, setToast] = useState(rule?.toast ?? true);
  const [system, setSystem] = useState(rule?.system ?? true);
  const [problem, setProblem] = useState<string | null>(null);

  const save = () => {
    if (!guild) return;
    if (channelIds?.length === 0) return setProblem(words.chooseRoom);
    if (trigger === 'person' && people.length === 0) return setProblem(words.choosePerson);
    attempt(async () => {
      await notices.ask.saveRule({
        ruleId: rule?.ruleId ?? null,
        guildId: guild.guildId,
        trigger,
        channelIds,
        people: trigger === 'person' ? people : [],
        cooldownMs: minutes * MINUTE_MS,
        toast,
        system,
        enabled: rule?.enabled ?? true,
      });
      onClose();
    });
  };
  return (
    <Dialog title={rule ? words.editTitle : words.create} closeLabel={strings.close} onClose={onClose}>
      <div className={styles.form}>
        <Field label={words.when}>
          {(ids) => (
            <Select
              {...ids}
              value={trigger}
              onChange={(event) => {
                const next = TRIGGERS.find((one) => one === event.target.value);
                if (next) setTrigger(next);
              }}
            >
              {TRIGGERS.map((one) => (
                <option key={one} value={one}>
                  {words.triggers[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {trigger === 'person' && (
          <>
            {people.map((person) => (
              <div key={person.userId} className={styles.person}>
                <span className={styles.text}>{person.name}</span>
                <Button
                  tone="quiet"
                  onClick={() => setPeople((all) => all.filter(({ userId }) => userId !== person.userId))}
                >
                  {strings.plans.remove}
                </Button>
              </div>
            ))}
            <PersonPicker
              key={people.length}
              label={words.people}
              chosen={null}
              error={null}
              changeLabel={strings.plans.remove}
              onChange={(person) => {
                if (!person) return;
                setPeople((all) => [...all.filter(({ userId }) => userId !== person.userId), person]);
              }}
            />
          </>
        )}
        <Field label={words.where}>
          {(ids) => (
            <Select
              {...ids}
              value={channelIds === null ? 'any' : 'these'}
              onChange={(event) => setChannelIds(event.target.value === 'any' ? null : [])}
            >
              <option value="any">{words.anyRoom}</option>
              <option value="these">{words.theseRooms}</option>
            </Select>
          )}
        </Field>
        {channelIds !== null && (
          <div className={styles.list}>
            {rooms.map(({ channelId, name }) => (
              <Checkbox
                key={channelId}
                label={name}
                checked={channelIds.includes(channelId)}
                onChange={(on) =>
                  setChannelIds((all) => [
                    ...(all ?? []).filter((id) => id !== channelId),
                    ...(on ? [channelId] : []),
                  ])
                }
              />
            ))}
          </div>
        )}
        <Checkbox label={words.toast} checked={toast} onChange={setToast} />
        <Checkbox
          label={words.system}
          hint={systemAvailable ? undefined : words.systemMissing}
          checked={system && systemAvailable}
          disabled={!systemAvailable}
          onChange={setSystem}
        />
        <Field label={words.cooldown} hint={words.cooldownHint}>
          {(ids) => (
            <TextInput
              {...ids}
              type="number"
              min={0}
              max={1_440}
              value={String(minutes)}
              onChange={(event) =>
                setMinutes(Math.min(1_440, Math.max(0, Math.trunc(Number(event.target.value)) || 0)))
              }
            />
          )}
        </Field>
        {problem !== null && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" onClick={save}>
            {strings.plans.save}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
