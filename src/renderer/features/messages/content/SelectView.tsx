import type { Component } from '@shared/discord/component';
import { COMPONENT_TYPE } from '@shared/discord/component-types';
import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { historyStrings as words } from '../../../strings/history';
import styles from './components.module.css';
import { Emoji } from './Emoji';

const PLACEHOLDERS: Readonly<Record<number, string>> = {
  [COMPONENT_TYPE.userSelect]: words.selects.user,
  [COMPONENT_TYPE.roleSelect]: words.selects.role,
  [COMPONENT_TYPE.mentionableSelect]: words.selects.mentionable,
  [COMPONENT_TYPE.channelSelect]: words.selects.channel,
};

/** A select menu of a message: its options can be read, and chosen only in Discord. */
export function SelectView({ select }: { select: Component }) {
  const options = select.options ?? [];
  const chosen = options.filter((option) => option.default).map((option) => option.label);
  const text =
    chosen.length > 0
      ? chosen.join(', ')
      : (select.placeholder ?? PLACEHOLDERS[select.type] ?? words.selects.string);
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.select} disabled={select.disabled === true}>
        <span>{text}</span>
        <ChevronDown size={16} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.options} align="start" sideOffset={4} collisionPadding={8}>
          {options.length > 0 && (
            <ul>
              {options.map((option) => (
                <li key={option.value}>
                  {option.emoji && <Emoji emoji={option.emoji} />}
                  <span>
                    {option.label}
                    {option.description && <small>{option.description}</small>}
                  </span>
                </li>
              ))}
            </ul>
          )}
          <p className={styles.hint}>{words.selectHint}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
