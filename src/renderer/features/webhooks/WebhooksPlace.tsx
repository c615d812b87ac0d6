import type { WebhookSummary } from '@shared/models/routes';
import { Link2, Plus, Webhook } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectWebhooks } from '../../state/webhooks/selectors';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Select } from '../../ui/Field';
import { EmptyState, Notice } from '../../ui/Notice';
import { Place } from '../../ui/Place';
import { Rows } from '../../ui/Rows';
import { TroubleState } from '../trouble';
import { EditPostedDialog } from './EditPostedDialog';
import { groupWebhooks } from './group';
import { ImportDialog } from './ImportDialog';
import { RemoveDialog } from './RemoveDialog';
import { WebhookDialog } from './WebhookDialog';
import { WebhookRow } from './WebhookRow';
import styles from './webhooks.module.css';

const words = strings.webhooks;

/** What is asked above the list. */
export type WebhookDialogState =
  | { kind: 'create' }
  | { kind: 'import' }
  | { kind: 'modify' | 'remove' | 'editPosted'; webhook: WebhookSummary }
  | null;

/** The webhooks of a guild, and those added by link: made, moved, deleted, and posted with. */
export function WebhooksPlace() {
  const guildId = useApp(selectGuildId);
  const guild = useApp((state) => (guildId === null ? undefined : state.workspace.guilds[guildId]));
  const channels = useApp((state) => state.workspace.textChannels);
  const state = useApp(selectWebhooks);
  const { webhooks } = useActions();
  const [channelId, setChannelId] = useState('');
  const [dialog, setDialog] = useState<WebhookDialogState>(null);
  const ownGuildId = guild?.guildId;
  useEffect(() => {
    setChannelId('');
    if (ownGuildId) void webhooks.load(ownGuildId);
  }, [ownGuildId, webhooks]);

  const groups = groupWebhooks(state, channels, ownGuildId ?? null);
  const shown = channelId === '' ? groups : groups.filter((group) => group.id === channelId);
  const close = () => setDialog(null);
  const actions = (
    <>
      <Button icon={<Link2 size={15} />} onClick={() => setDialog({ kind: 'import' })}>
        {words.import}
      </Button>
      <Button tone="primary" icon={<Plus size={15} />} onClick={() => setDialog({ kind: 'create' })}>
        {words.create}
      </Button>
    </>
  );
  return (
    <Place title={words.title} lead={words.lead} actions={actions}>
      {state.missingPermission !== null && (
        <Notice title={words.missingTitle(state.missingPermission)}>{words.missingBody}</Notice>
      )}
      {groups.length > 1 && (
        <div className={styles.filter}>
          <Select
            aria-label={words.filter}
            value={channelId}
            onChange={(event) => setChannelId(event.target.value)}
          >
            <option value="">{words.allChannels}</option>
            {groups.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))}
          </Select>
        </div>
      )}
      {state.load.kind === 'failed' && ownGuildId && (
        <TroubleState
          error={state.load.error}
          title={words.loadFailed}
          onRetry={() => void webhooks.load(ownGuildId)}
        />
      )}
      {state.load.kind === 'loading' && <p className={styles.quiet}>{words.loading}</p>}
      {shown.map((group) => (
        <section key={group.id} aria-label={group.name}>
          <h3 className={styles.group}>{group.name}</h3>
          <Rows>
            {group.webhooks.map((webhook) => (
              <WebhookRow key={webhook.webhookId} webhook={webhook} ask={setDialog} />
            ))}
          </Rows>
        </section>
      ))}
      {state.load.kind === 'ready' && groups.length === 0 && (
        <EmptyState icon={<Webhook size={24} />} title={words.noneTitle}>
          {words.noneBody}
        </EmptyState>
      )}
      {dialog?.kind === 'create' && <WebhookDialog webhook={null} onClose={close} />}
      {dialog?.kind === 'import' && <ImportDialog onClose={close} />}
      {dialog?.kind === 'modify' && <WebhookDialog webhook={dialog.webhook} onClose={close} />}
      {dialog?.kind === 'remove' && <RemoveDialog webhook={dialog.webhook} onClose={close} />}
      {dialog?.kind === 'editPosted' && <EditPostedDialog webhook={dialog.webhook} onClose={close} />}
    </Place>
  );
}
