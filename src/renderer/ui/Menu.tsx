import { Check } from 'lucide-react';
import { ContextMenu, DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './Menu.module.css';

/** One line of a menu. */
export interface MenuEntry {
  id: string;
  label: string;
  icon?: ReactNode;
  /** Set for what is on or off. */
  checked?: boolean;
  disabled?: boolean;
  /** Why it is not possible now, or what it means; a second line under the label. */
  hint?: string | undefined;
  /** It takes something away. */
  tone?: 'plain' | 'trouble';
  onSelect: () => void;
}

/** Entries in groups; a line stands between two groups, and empty ones are left out. */
export type MenuGroups = readonly (readonly MenuEntry[])[];

/** A menu under a button. */
export function DropMenu({
  trigger,
  groups,
  align = 'end',
}: {
  /** One focusable element that takes a ref. */
  trigger: ReactNode;
  /** A function is asked when the menu opens. */
  groups: MenuGroups | (() => MenuGroups);
  align?: 'start' | 'end';
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          <DropLines groups={groups} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** Lives only while the menu is open. */
function DropLines({ groups }: { groups: MenuGroups | (() => MenuGroups) }) {
  const shown = typeof groups === 'function' ? groups() : groups;
  return <Lines groups={shown} Item={DropdownMenu.Item} Separator={DropdownMenu.Separator} />;
}

/** The menu of the right mouse button (or the menu key) over one element. Entries are asked for when it opens. */
export function ContextArea({ groups, children }: { groups: () => MenuGroups; children: ReactNode }) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className={styles.menu} collisionPadding={8}>
          <ContextLines groups={groups} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

/** Lives only while the menu is open, so that nothing is computed for the hundreds that are closed. */
function ContextLines({ groups }: { groups: () => MenuGroups }) {
  return <Lines groups={groups()} Item={ContextMenu.Item} Separator={ContextMenu.Separator} />;
}

interface LinesProps {
  groups: MenuGroups;
  Item: typeof DropdownMenu.Item | typeof ContextMenu.Item;
  Separator: typeof DropdownMenu.Separator | typeof ContextMenu.Separator;
}

function Lines({ groups, Item, Separator }: LinesProps) {
  const shown = groups.filter((group) => group.length > 0);
  return shown.map((group, index) => (
    <div key={group[0]?.id}>
      {index > 0 && <Separator className={styles.separator} />}
      {group.map((entry) => (
        <Item
          key={entry.id}
          className={cx(styles.item, entry.tone === 'trouble' && styles.trouble)}
          disabled={entry.disabled ?? false}
          {...(entry.checked === undefined
            ? {}
            : { role: 'menuitemcheckbox', 'aria-checked': entry.checked })}
          onSelect={entry.onSelect}
        >
          <span className={styles.icon}>{entry.icon}</span>
          <span className={styles.label}>
            {entry.label}
            {entry.hint !== undefined && <small>{entry.hint}</small>}
          </span>
          {entry.checked && <Check size={14} aria-hidden="true" />}
        </Item>
      ))}
    </div>
  ));
}
