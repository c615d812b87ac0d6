import { toAppError } from '@shared/errors/failure';
import type { WebhookSummary } from '@shared/models/routes';
import { type FormEvent, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { adviceFor } from '../../advice';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select, TextInput } from '../../ui/Field';
import { wordWebhookProblem } from './problem';
import styles from './webhooks.module.css';

const words = strings.webhooks;

/** Makes a webhook, or renames and moves one. */
export function WebhookDialog({ webhook, onClose }: { webhook: WebhookSummary | null; onClose: () => void }) {
  const currentGuildId = useApp(selectGuildId);
  const guildId = webhook?.guildId ?? currentGuildId;
  const current = useApp((state) => state.view.textChannelId);
  const channels = useApp(
    useShallow((state) =>
      Object.values(state.workspace.textChannels)
        .filter((c) => c.guildId === guildId && c.abilities.includes('manageWebhooks'))
        .sort((a, b) => a.name.localeCompare(b.name)),
    ),
  );
  const { view, webhooks } = useActions();
  const before = webhook?.channelId ?? (channels.some((c) => c.channelId === current) ? current : null);
  const [name, setName] = useState(webhook?.name ?? '');
  const [channelId, setChannelId] = useState<string>(before ?? '');
  const [problems, setProblems] = useState<{ name?: string; channel?: string }>({});
  const [busy, setBusy] = useState(false);
  const channel = channels.find((c) => c.channelId === channelId);

  const submit = async () => {
    const trimmed = name.trim();
    if (trimmed === '') return setProblems({ name: words.nameNeeded });
    if (!channel && webhook === null) return setProblems({ channel: words.channelNeeded });
    setBusy(true);
    setProblems({});
    try {
      const moved = channel && channel.channelId !== webhook?.channelId ? channel.channelId : null;
      const outcome =
        webhook !== null
          ? await webhooks.modify(webhook.webhookId, {
              ...(trimmed === webhook.name ? {} : { name: trimmed }),
              ...(moved === null ? {} : { channelId: moved }),
            })
          : channel && (await webhooks.create(channel.channelId, trimmed));
      if (!outcome) return;
      if (outcome.kind !== 'done') return setProblems({ name: wordWebhookProblem(outcome) });
      if (webhook === null) view.toast({ title: words.made(outcome.webhook.name) });
      onClose();
    } catch (thrown) {
      const advice = adviceFor(toAppError(thrown));
      setProblems({ name: `${advice.title}. ${advice.next}` });
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void submit();
  };
  const none = channels.length === 0 && webhook === null;
  return (
    <Dialog
      title={webhook === null ? words.createTitle : words.modifyTitle}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field label={words.name} hint={words.nameHint} error={problems.name}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.channel} error={none ? words.noChannels : problems.channel}>
          {(ids) => (
            <Select
              {...ids}
              disabled={channels.length === 0}
              value={channelId}
              onChange={(event) => setChannelId(event.target.value)}
            >
              <option value="">{words.chooseChannel}</option>
              {channels.map((c) => (
                <option key={c.channelId} value={c.channelId}>
                  #{c.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit" busy={busy} disabled={none}>
            {webhook === null ? words.submitCreate : words.submitModify}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
