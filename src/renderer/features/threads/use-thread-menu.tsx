import type { ThreadSummary } from '@shared/models/workspace';
import { Archive, ArchiveRestore, Lock, LockOpen, LogIn, LogOut, Pencil, Trash2, Users } from 'lucide-react';
import { strings } from '../../strings';
import type { MenuGroups } from '../../ui/Menu';
import { useThreadActions } from './use-thread-actions';

const words = strings.threads;
export type ThreadDialogKind = 'members' | 'settings' | 'remove';

/** The entries of a thread's menu; dialogs are the caller's to show. */
export function useThreadMenu(
  ask: (dialog: ThreadDialogKind, thread: ThreadSummary) => void,
): (thread: ThreadSummary, ownUserId: string | null) => MenuGroups {
  const actions = useThreadActions();
  return (thread, ownUserId) => {
    const manages = thread.abilities.includes('manageThreads');
    const owns = thread.ownerId !== null && thread.ownerId === ownUserId;
    const hint = manages ? undefined : words.needsManage;
    return [
      [
        thread.joined
          ? {
              id: 'leave',
              label: words.leave,
              icon: <LogOut size={15} />,
              onSelect: () => actions.setJoined(thread, false),
            }
          : {
              id: 'join',
              label: words.join,
              icon: <LogIn size={15} />,
              disabled: thread.archived,
              onSelect: () => actions.setJoined(thread, true),
            },
        {
          id: 'members',
          label: words.members,
          icon: <Users size={15} />,
          onSelect: () => ask('members', thread),
        },
      ],
      [
        {
          id: 'settings',
          label: words.rename,
          icon: <Pencil size={15} />,
          disabled: !manages && !owns,
          hint: owns ? undefined : hint,
          onSelect: () => ask('settings', thread),
        },
        thread.archived
          ? {
              id: 'unarchive',
              label: words.unarchive,
              icon: <ArchiveRestore size={15} />,
              disabled: thread.locked && !manages,
              hint: thread.locked ? hint : undefined,
              onSelect: () => actions.setArchived(thread, false),
            }
          : {
              id: 'archive',
              label: words.archive,
              icon: <Archive size={15} />,
              disabled: !manages && !owns,
              hint: owns ? undefined : hint,
              onSelect: () => actions.setArchived(thread, true),
            },
        {
          id: 'lock',
          label: thread.locked ? words.unlock : words.lock,
          icon: thread.locked ? <LockOpen size={15} /> : <Lock size={15} />,
          disabled: !manages,
          hint: hint ?? (thread.locked ? undefined : words.lockHint),
          onSelect: () => actions.setLocked(thread, !thread.locked),
        },
      ],
      [
        {
          id: 'remove',
          label: words.remove,
          icon: <Trash2 size={15} />,
          tone: 'trouble',
          disabled: !manages,
          hint,
          onSelect: () => ask('remove', thread),
        },
      ],
    ];
  };
}
