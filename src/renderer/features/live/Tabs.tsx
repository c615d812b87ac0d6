import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectSettings } from '../../state/settings/selectors';
import { cx } from '../../ui/cx';
import styles from './desk.module.css';

export interface Tab {
  id: string;
  label: string;
  count?: number;
  /** Something runs behind it. */
  dot?: boolean;
  content: () => ReactNode;
}

export interface TabPanelProps {
  /** By which the open tab is remembered. */
  column: string;
  label: string;
  tabs: readonly Tab[];
  scrolls?: boolean;
}

/** Parts of the desk that share a place. Which one is open is remembered. */
export function TabPanel({ column, label, tabs, scrolls = false }: TabPanelProps) {
  const saved = useApp((state) => selectSettings(state).deskTabs[column]);
  const deskTabs = useApp((state) => selectSettings(state).deskTabs);
  const { settings } = useActions();
  const open = tabs.find((tab) => tab.id === saved) ?? tabs[0];
  return (
    <Tabs.Root
      className={styles.tabs}
      value={open?.id ?? ''}
      onValueChange={(id) => settings.change({ deskTabs: { ...deskTabs, [column]: id } })}
    >
      <Tabs.List className={styles.tabList} aria-label={label}>
        {tabs.map((tab) => (
          <Tabs.Trigger key={tab.id} value={tab.id} className={styles.tab}>
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && <span className={styles.count}>{tab.count}</span>}
            {tab.dot && <span className={styles.dot} aria-hidden="true" />}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {open && (
        <Tabs.Content
          value={open.id}
          className={cx(styles.tabContent, scrolls && styles.tabScroll)}
          tabIndex={-1}
        >
          {open.content()}
        </Tabs.Content>
      )}
    </Tabs.Root>
  );
}
