import { toAppError } from '@shared/errors/failure';
import type { NamedRoute } from '@shared/models/routes';
import { type FormEvent, useState } from 'react';
import { adviceFor } from '../../advice';
import { useActions, useApp, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { routeNameProblem, toRouteName } from './name';
import styles from './routes.module.css';
import { TargetFields } from './TargetFields';
import { emptyTarget, formOf, type TargetOutcome, targetOf } from './target-form';

const words = strings.routes;

/** Makes a route, or points one somewhere else. */
export function RouteDialog({ route, onClose }: { route: NamedRoute | null; onClose: () => void }) {
  const store = useAppStore();
  const { routes, view } = useActions();
  const names = useApp((state) => state.routes.list).map((one) => one.name);
  const [name, setName] = useState<string>(route?.name ?? '');
  const [form, setForm] = useState(() =>
    route === null ? emptyTarget : formOf(route.target, route.identity, route.where),
  );
  const [nameProblem, setNameProblem] = useState<string | null>(null);
  const [problem, setProblem] = useState<Extract<TargetOutcome, { kind: 'problem' }> | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const isForumWebhook = () => {
    const { webhooks, workspace } = store.getState();
    const chosen = webhooks.usable.find((webhook) => webhook.webhookId === form.webhookId);
    const kind = chosen?.channelId ? workspace.textChannels[chosen.channelId]?.kind : undefined;
    return kind === 'forum' || kind === 'media';
  };
  const submit = async () => {
    const wrong = routeNameProblem(name);
    const taken = name !== route?.name && names.some((other) => other === name);
    const outcome = targetOf(form, isForumWebhook());
    setNameProblem(wrong ?? (taken ? words.nameTaken : null));
    setProblem(outcome.kind === 'problem' ? outcome : null);
    if (wrong !== null || taken || outcome.kind === 'problem') return;
    setBusy(true);
    setFailure(null);
    try {
      const { target, identity } = outcome;
      const saved = await routes.save({ name, target, identity, previousName: route?.name ?? null });
      if (saved === 'nameTaken') return setNameProblem(words.nameTaken);
      view.toast({ title: words.saved(name) });
      onClose();
      await routes.check(name);
    } catch (thrown) {
      const advice = adviceFor(toAppError(thrown));
      setFailure(`${advice.title}. ${advice.next}`);
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
      title={route === null ? words.createTitle : words.editTitle(route.name)}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={words.name} hint={words.nameHint} error={nameProblem}>
          {(ids) => (
            <TextInput
              {...ids}
              className={styles.nameInput}
              value={name}
              placeholder={words.namePlaceholder}
              onChange={(event) => {
                setName(toRouteName(event.target.value));
                setNameProblem(null);
              }}
            />
          )}
        </Field>
        <TargetFields
          form={form}
          problem={problem}
          onChange={(patch) => {
            setForm({ ...form, ...patch });
            setProblem(null);
          }}
        />
        {failure !== null && (
          <p className={styles.problem} role="alert">
            {failure}
          </p>
        )}
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy}>
            {words.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
