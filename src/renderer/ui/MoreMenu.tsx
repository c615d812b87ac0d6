import { MoreHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { DropMenu, type MenuGroups } from './Menu';
import styles from './MoreMenu.module.css';

/** What else can be done with one thing, under three dots or its own `icon`. `label` says with which. */
export function MoreMenu({
  label,
  groups,
  icon = <MoreHorizontal size={16} />,
}: {
  label: string;
  groups: MenuGroups | (() => MenuGroups);
  icon?: ReactNode;
}) {
  return (
    <DropMenu
      trigger={
        <button type="button" className={styles.more} aria-label={label}>
          {icon}
        </button>
      }
      groups={groups}
    />
  );
}
