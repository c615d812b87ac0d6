import { useActions, useApp } from '../../state/react';
import { MemberDialog, MoveDialog, RolesDialog } from '../members';
import { SaveAsTemplate } from '../room-plans';
import CreateRoomDialog from './CreateRoomDialog';
import { EditRoomDialog } from './EditRoomDialog';
import { EndRoomsDialog } from './EndRoomsDialog';
import { ManyRoomsDialog } from './ManyRoomsDialog';
import { StageDialog } from './StageDialog';
import { StatusDialog } from './StatusDialog';

/** The dialog of the rooms desk that is open. */
export default function RoomDialogs() {
  const dialog = useApp((state) => state.rooms.dialog);
  const { rooms } = useActions();
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'editRoom':
      return <EditRoomDialog channelId={dialog.channelId} />;
    case 'copyRoom':
      return <CreateRoomDialog likeId={dialog.channelId} />;
    case 'manyRooms':
      return <ManyRoomsDialog />;
    case 'endRooms':
      return <EndRoomsDialog channelIds={dialog.channelIds} />;
    case 'status':
      return <StatusDialog channelId={dialog.channelId} />;
    case 'stage':
      return <StageDialog channelId={dialog.channelId} />;
    case 'template':
      return (
        <SaveAsTemplate guildId={dialog.guildId} channelId={dialog.channelId} onClose={rooms.closeDialog} />
      );
    case 'move':
      return <MoveDialog userIds={dialog.userIds} fromId={dialog.fromId} />;
    case 'member':
      return <MemberDialog userId={dialog.userId} section={dialog.section} />;
    case 'roles':
      return <RolesDialog />;
  }
}
