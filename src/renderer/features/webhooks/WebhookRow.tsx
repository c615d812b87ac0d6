import type { WebhookSummary } from '@shared/models/routes';
import { speakerColourIndex } from '@shared/models/speaker-colour';
import { MessageSquarePlus, Pencil, Settings2, Trash2 } from 'lucide-react';
import { mediaSrc } from '../../api';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { MoreMenu } from '../../ui/MoreMenu';
import { Row, RowLine } from '../../ui/Rows';
import type { WebhookDialogState } from './WebhooksPlace';
import styles from './webhooks.module.css';

const words = strings.webhooks;

export interface WebhookRowProps {
  webhook: WebhookSummary;
  ask: (dialog: WebhookDialogState) => void;
}

/** One webhook: what it is called, where it posts, and what can be done with it. */
export function WebhookRow({ webhook, ask }: WebhookRowProps) {
  const { view } = useActions();
  const channel = useApp((state) =>
    webhook.channelId === null ? undefined : state.workspace.textChannels[webhook.channelId],
  );
  const manages = channel?.abilities.includes('manageWebhooks') ?? false;
  const isForum = channel?.kind === 'forum' || channel?.kind === 'media';
  const facts = [
    webhook.kind !== 'incoming' && words.kinds[webhook.kind],
    webhook.createdBy !== null && words.by(webhook.createdBy),
  ].filter((fact) => fact !== false);
  return (
    <Row
      icon={
        <Avatar
          name={webhook.name}
          url={mediaSrc(webhook.avatarUrl)}
          size={28}
          colourIndex={speakerColourIndex(webhook.webhookId)}
        />
      }
      name={
        <>
          <span className={styles.name}>{webhook.name}</span>
          {webhook.imported && <small className={styles.badge}>{words.imported}</small>}
          {!webhook.canPost && (
            <small className={styles.badge} title={words.cannotPostHint}>
              {words.cannotPost}
            </small>
          )}
        </>
      }
      actions={
        <>
          {webhook.canPost && (
            <Button
              icon={<MessageSquarePlus size={15} />}
              aria-label={words.postWith(webhook.name)}
              onClick={() =>
                view.showPlace({
                  kind: 'compose',
                  destination: {
                    kind: 'webhook',
                    webhookId: webhook.webhookId,
                    threadId: null,
                    threadName: isForum ? '' : null,
                  },
                })
              }
            >
              {words.post}
            </Button>
          )}
          <MoreMenu
            label={words.menu(webhook.name)}
            groups={[
              [
                {
                  id: 'editPosted',
                  label: words.editPosted,
                  icon: <Pencil size={15} />,
                  disabled: !webhook.canPost,
                  hint: webhook.canPost ? undefined : words.cannotPostHint,
                  onSelect: () => ask({ kind: 'editPosted', webhook }),
                },
                {
                  id: 'modify',
                  label: words.modify,
                  icon: <Settings2 size={15} />,
                  disabled: !manages && !webhook.canPost,
                  onSelect: () => ask({ kind: 'modify', webhook }),
                },
              ],
              [
                {
                  id: 'remove',
                  label: words.remove,
                  icon: <Trash2 size={15} />,
                  tone: 'trouble',
                  disabled: !manages && !webhook.canPost,
                  onSelect: () => ask({ kind: 'remove', webhook }),
                },
              ],
            ]}
          />
        </>
      }
    >
      {facts.length > 0 && <RowLine>{facts.join(' · ')}</RowLine>}
    </Row>
  );
}
