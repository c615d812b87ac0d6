import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Segmented.module.css';

export interface SegmentedProps<T extends string> {
  label: string;
  value: T | null;
  options: readonly { value: T; label: string; icon?: ReactNode; badge?: ReactNode }[];
  onChange: (value: T) => void;
}

/** A few choices side by side, one of them on. Arrows move between them. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      className={styles.group}
      aria-label={label}
      value={value ?? ''}
      onValueChange={(next) => next !== '' && onChange(next as T)}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className={styles.item}>
          {option.icon}
          {option.label}
          {option.badge}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
