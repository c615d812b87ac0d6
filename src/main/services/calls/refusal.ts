import { hasPermission, parsePermissionBits } from '@shared/discord/permissions';
import type { Occupant, RoomSummary } from '@shared/models/workspace';

export type Refusal =
  | { kind: 'roomFull'; userLimit: number }
  | { kind: 'missingPermission'; permission: string };

/**
 * Why a room would not let us in, said before anything is sent, because Discord answers neither (gateway op 4). Null:
 * nothing stands against it. Who may move members comes into a full room: so JDA has it; older developer documentation
 * names Manage Channels.
 */
export function refusalOf(room: RoomSummary, occupants: readonly Occupant[]): Refusal | null {
  if (!room.canConnect) return { kind: 'missingPermission', permission: 'Connect' };
  const inside = occupants.some((occupant) => occupant.isSelf);
  const full = room.userLimit > 0 && occupants.length >= room.userLimit && !inside;
  const letIn = !full || hasPermission(parsePermissionBits(room.ownPermissions), 'MOVE_MEMBERS');
  return letIn ? null : { kind: 'roomFull', userLimit: room.userLimit };
}
