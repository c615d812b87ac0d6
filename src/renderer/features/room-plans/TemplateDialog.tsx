import { toAppError } from '@shared/errors/failure';
import type { PlanCategory, RoomSpec, RoomTemplate, TemplateDraft } from '@shared/models/room-plans';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { adviceFor } from '../../advice';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import styles from './room-plans.module.css';
import { SpecFields } from './SpecFields';

const words = strings.plans.templates;
const MAX_ROOMS = 50;

const NEW_SPEC: RoomSpec = {
  kind: 'voice',
  name: 'Table {n}',
  count: 4,
  userLimit: 12,
  bitrateBps: null,
  region: null,
  access: { kind: 'everyone', roles: [] },
  status: null,
  stageTopic: null,
};

export interface TemplateDialogProps {
  /** Null makes a new one. */
  template: RoomTemplate | null;
  /** What a new one begins with. */
  draft: TemplateDraft | null;
  onClose: () => void;
}

/** Names the rooms a template makes. */
export function TemplateDialog({ template, draft, onClose }: TemplateDialogProps) {
  const guildId = useApp(selectGuildId);
  const guild = useApp((state) => (guildId === null ? undefined : state.workspace.guilds[guildId]));
  const categories = useApp(
    useShallow((state) => Object.values(state.workspace.categories).filter((one) => one.guildId === guildId)),
  );
  const { roomPlans, view } = useActions();
  const start = template ?? draft;
  const [name, setName] = useState(start?.name ?? '');
  const [ofGuild, setOfGuild] = useState(start ? start.guildId : (guild?.guildId ?? null));
  const [category, setCategory] = useState<PlanCategory>(start?.category ?? { kind: 'none' });
  const [specs, setSpecs] = useState<readonly { key: number; spec: RoomSpec }[]>(() =>
    (start?.specs ?? [NEW_SPEC]).map((spec, key) => ({ key, spec })),
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const wrong = (): string | null => {
    if (name.trim() === '') return words.nameNeeded;
    if (specs.some(({ spec }) => spec.name.trim() === '')) return words.roomNameNeeded;
    if (specs.reduce((sum, { spec }) => sum + spec.count, 0) > MAX_ROOMS) return words.tooMany;
    return category.kind !== 'none' && category.name.trim() === '' ? words.nameNeeded : null;
  };
  const submit = async () => {
    const before = wrong();
    setProblem(before);
    if (before !== null) return;
    setBusy(true);
    try {
      const saved = await roomPlans.ask.saveTemplate({
        templateId: template?.templateId ?? null,
        draft: { name, guildId: ofGuild, category, specs: specs.map(({ spec }) => spec) },
      });
      view.toast({ title: words.saved(saved.name) });
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
  const chooseCategory = (value: string) => {
    const found = categories.find(({ channelId }) => channelId === value);
    if (found) setCategory({ kind: 'existing', channelId: found.channelId, name: found.name });
    else if (value === 'own') setCategory({ kind: 'own', name: name.trim() || 'Tonight' });
    else if (value === '') setCategory({ kind: 'none' });
  };
  const here =
    category.kind === 'existing'
      ? categories.find(({ channelId, name: of }) => channelId === category.channelId || of === category.name)
      : undefined;
  const categoryValue =
    category.kind === 'none' ? '' : category.kind === 'own' ? 'own' : (here?.channelId ?? 'missing');
  return (
    <Dialog
      wide
      title={template ? words.editTitle(template.name) : words.createTitle}
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
          <Field label={words.where}>
            {(ids) => (
              <Select
                {...ids}
                value={ofGuild === null ? '' : 'here'}
                onChange={(event) => setOfGuild(event.target.value === '' ? null : (guild?.guildId ?? null))}
              >
                <option value="here">{guild?.name}</option>
                <option value="">{words.anywhere}</option>
              </Select>
            )}
          </Field>
        </div>
        <div className={styles.pair}>
          <Field label={words.category}>
            {(ids) => (
              <Select {...ids} value={categoryValue} onChange={(event) => chooseCategory(event.target.value)}>
                <option value="">{words.categoryNone}</option>
                <option value="own">{words.categoryOwn}</option>
                {category.kind === 'existing' && !here && (
                  <option value="missing">{words.categoryMissing(category.name)}</option>
                )}
                {categories.map(({ channelId, name: of }) => (
                  <option key={channelId} value={channelId}>
                    {words.categoryExisting(of)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {category.kind === 'own' && (
            <Field label={words.categoryName}>
              {(ids) => (
                <TextInput
                  {...ids}
                  maxLength={100}
                  value={category.name}
                  onChange={(event) => setCategory({ kind: 'own', name: event.target.value })}
                />
              )}
            </Field>
          )}
        </div>
        {specs.map(({ key, spec }) => (
          <SpecFields
            key={key}
            spec={spec}
            onChange={(next) =>
              setSpecs((all) => all.map((one) => (one.key === key ? { key, spec: next } : one)))
            }
            onRemove={specs.length > 1 ? () => setSpecs((all) => all.filter((one) => one.key !== key)) : null}
          />
        ))}
        <div>
          <Button
            icon={<Plus size={15} />}
            onClick={() =>
              setSpecs((all) => [
                ...all,
                { key: (all.at(-1)?.key ?? 0) + 1, spec: { ...NEW_SPEC, count: 1 } },
              ])
            }
          >
            {words.addRoom}
          </Button>
        </div>
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
