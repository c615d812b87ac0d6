import { useActions } from '../../state/react';
import { strings } from '../../strings';
import { Dialog } from '../../ui/Dialog';
import { StatusForm } from './StatusForm';

/** The status line of a room, from anywhere. */
export function StatusDialog({ channelId }: { channelId: string }) {
  const { rooms } = useActions();
  return (
    <Dialog title={strings.rooming.status.title} closeLabel={strings.close} onClose={rooms.closeDialog}>
      <StatusForm channelId={channelId} onDone={rooms.closeDialog} />
    </Dialog>
  );
}
