import type { ThreadSummary } from '@shared/models/workspace';
import { useState } from 'react';
import { selectOwnUser } from '../../state/accounts/selectors';
import { useApp } from '../../state/react';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { MoreMenu } from '../../ui/MoreMenu';
import { MembersDialog } from './MembersDialog';
import { ThreadSettingsDialog } from './ThreadSettingsDialog';
import { useThreadActions } from './use-thread-actions';
import { type ThreadDialogKind, useThreadMenu } from './use-thread-menu';

const words = strings.threads;

/** The button with everything that can be done to a thread. */
export function ThreadMenu({ thread }: { thread: ThreadSummary }) {
  const [dialog, setDialog] = useState<ThreadDialogKind | null>(null);
  const ownUserId = useApp((state) => selectOwnUser(state)?.userId ?? null);
  const menuOf = useThreadMenu((kind) => setDialog(kind));
  return (
    <>
      <MoreMenu label={words.menu(thread.name)} groups={menuOf(thread, ownUserId)} />
      {dialog === 'members' && <MembersDialog thread={thread} onClose={() => setDialog(null)} />}
      {dialog === 'settings' && <ThreadSettingsDialog thread={thread} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && <RemoveDialog thread={thread} onClose={() => setDialog(null)} />}
    </>
  );
}

/** Deleting a thread cannot be undone, so this one asks, and says how much goes. */
function RemoveDialog({ thread, onClose }: { thread: ThreadSummary; onClose: () => void }) {
  const actions = useThreadActions();
  return (
    <Dialog
      title={words.removeTitle(thread.name)}
      description={words.removeBody(thread.messageCount)}
      closeLabel={strings.close}
      onClose={onClose}
    >
      <DialogActions>
        <Button onClick={onClose}>{strings.cancel}</Button>
        <Button tone="primary" onClick={() => actions.remove(thread, onClose)}>
          {words.removeSubmit}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
