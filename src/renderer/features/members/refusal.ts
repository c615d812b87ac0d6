import { hasPermission, PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import type { Obstacle, RoomRefusal } from '@shared/models/rooms';
import { strings } from '../../strings';
import { wordRefusal } from '../trouble';

const words = strings.rooming.refusal;

/** Why something was not done: what only moderation meets here, the rest as everywhere. */
export function wordRoomRefusal(refusal: RoomRefusal): string {
  switch (refusal.kind) {
    case 'notInVoice':
      return words.notInVoice;
    case 'outranked':
      return words.outranked[refusal.by];
    case 'stageState':
      return refusal.live ? words.stageLive : words.stageNotLive;
    case 'missingPermission':
    case 'gone':
    case 'limitReached':
    case 'slowMode':
    case 'invalid':
    case 'dmClosed':
    case 'locked':
      return wordRefusal(refusal);
  }
}

/** What stands in the way, said before it is tried; undefined when nothing does. */
export function wordObstacle(obstacle: Obstacle | null): string | undefined {
  if (obstacle === null) return undefined;
  return obstacle.kind === 'missingPermission'
    ? strings.rooming.needs(obstacle.permission)
    : words.outranked[obstacle.by];
}

/** The first permission of several that is not among these bits, in words; undefined when all are. */
export function lacks(bits: string, ...names: readonly PermissionName[]): string | undefined {
  const have = BigInt(bits);
  const missing = names.find((name) => !hasPermission(have, name));
  return missing === undefined ? undefined : strings.rooming.needsHere(PERMISSION_LABELS[missing]);
}
