import type { WebhookSummary } from '@shared/models/routes';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { refusalOf, useAttempt, wordRefusal } from '../trouble';

const words = strings.webhooks;

/** Deleting a webhook cannot be undone: this says what stops working with it. */
export function RemoveDialog({ webhook, onClose }: { webhook: WebhookSummary; onClose: () => void }) {
  const routes = useApp(
    useShallow((state) =>
      state.routes.list
        .filter((r) => r.target.kind === 'webhook' && r.target.webhookId === webhook.webhookId)
        .map((r) => r.name),
    ),
  );
  const { view, webhooks, routes: routeActions } = useActions();
  const attempt = useAttempt();
  const [busy, setBusy] = useState(false);
  const remove = () => {
    setBusy(true);
    attempt(async () => {
      try {
        const refusal = refusalOf(await webhooks.remove(webhook.webhookId));
        if (refusal && refusal.kind !== 'gone') {
          return void view.toast({ tone: 'trouble', title: wordRefusal(refusal) });
        }
        view.toast({ title: words.removed(webhook.name) });
        onClose();
        if (routes.length > 0) await routeActions.check(null);
      } finally {
        setBusy(false);
      }
    });
  };
  return (
    <Dialog
      title={words.removeTitle(webhook.name)}
      description={words.removeBody}
      closeLabel={strings.close}
      onClose={onClose}
    >
      {routes.length > 0 && <Notice tone="trouble" title={words.removeRoutes(routes)} />}
      <DialogActions>
        <Button onClick={onClose}>{strings.cancel}</Button>
        <Button tone="primary" busy={busy} onClick={remove}>
          {words.removeSubmit}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
