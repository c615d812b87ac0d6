import { MoreHorizontal } from 'lucide-react';
import { DropMenu, type MenuGroups } from './Menu';
import styles from './MoreMenu.module.css';

/** What else can be done with one thing, under three dots. `label` says with which. */
export function MoreMenu({ label, groups }: { label: string; groups: MenuGroups | (() => MenuGroups) }) {
  return (
    <DropMenu
      trigger={
        <button type="button" className={styles.more} aria-label={label}>
          <MoreHorizontal size={16} />
        </button>
      }
      groups={groups}
    />
  );
}
