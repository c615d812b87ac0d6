import { hasPermission, PERMISSION_LABELS, type PermissionName } from '@shared/discord/permissions';
import type { Obstacle, RoomRefusal } from '@shared/models/rooms';
import { strings } from '../../strings';

const words = strings.rooming.refusal;

/** Why something was not done, in one sentence. */
export function wordRoomRefusal(refusal: RoomRefusal): string {
  switch (refusal.kind) {
    case 'missingPermission':
      return words.missingPermission(refusal.permission);
    case 'gone':
      return words.gone[refusal.what];
    case 'notInVoice':
      return words.notInVoice;
    case 'outranked':
      return words.outranked[refusal.by];
    case 'stageState':
      return refusal.live ? words.stageLive : words.stageNotLive;
    case 'limitReached':
      return refusal.message;
    case 'slowMode':
      return words.wait(Math.ceil(refusal.retryAfterMs / 1_000));
    case 'invalid':
      return Object.values(refusal.fields)[0] ?? words.other;
    case 'dmClosed':
    case 'locked':
      return words.other;
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
