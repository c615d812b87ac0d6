import type { ChatPlace, DmRecord, ThreadRecord } from './model';
import { ThreadType } from './model';
import { hasPermission, Permission } from './permissions';

export function isThread(place: ChatPlace): place is ThreadRecord {
  return (
    place.type === ThreadType.PUBLIC ||
    place.type === ThreadType.PRIVATE ||
    place.type === ThreadType.ANNOUNCEMENT
  );
}

export function isDm(place: ChatPlace): place is DmRecord {
  return place.type === 1;
}

export function isThreadMember(thread: ThreadRecord, userId: string): boolean {
  return thread.members.some((member) => member.user_id === userId);
}

/**
 * What a user may do in a thread, from what the parent grants: a private thread opens to its members and to
 * MANAGE_THREADS, and SEND_MESSAGES_IN_THREADS takes the place of SEND_MESSAGES (reference "Threads").
 */
export function inThread(thread: ThreadRecord, userId: string, ofParent: bigint): bigint {
  const manages = hasPermission(ofParent, 'MANAGE_THREADS');
  if (thread.type === ThreadType.PRIVATE && !manages && !isThreadMember(thread, userId)) return 0n;
  return hasPermission(ofParent, 'SEND_MESSAGES_IN_THREADS')
    ? ofParent | Permission.SEND_MESSAGES
    : ofParent & ~Permission.SEND_MESSAGES;
}
