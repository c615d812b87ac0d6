import type { Component } from '@shared/discord/component';
import { BUTTON_STYLE } from '@shared/discord/component-types';
import { ExternalLink as LinkIcon } from 'lucide-react';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { Tooltip } from '../../../ui/Tooltip';
import styles from './components.module.css';
import { Emoji } from './Emoji';
import { isWebUrl } from './markdown';

const TONES: Readonly<Record<number, string | undefined>> = {
  [BUTTON_STYLE.primary]: styles.primary,
  [BUTTON_STYLE.secondary]: styles.secondary,
  [BUTTON_STYLE.success]: styles.success,
  [BUTTON_STYLE.danger]: styles.danger,
  [BUTTON_STYLE.link]: styles.secondary,
};

/** A button of a message. A link opens the browser; every other answers only in Discord, and says so. */
export function ButtonView({ button }: { button: Component }) {
  const premium = button.sku_id !== undefined;
  const face = (
    <>
      {button.emoji && <Emoji emoji={button.emoji} />}
      {(button.label || premium) && <span>{button.label ?? words.premium}</span>}
      {!button.label && !button.emoji && !premium && <span>{words.button}</span>}
    </>
  );
  const look = cx(styles.button, TONES[button.style ?? BUTTON_STYLE.secondary] ?? styles.secondary);
  if (button.url !== undefined && isWebUrl(button.url)) {
    return (
      <a
        className={cx(look, button.disabled && styles.disabled)}
        href={button.disabled ? undefined : button.url}
        target="_blank"
        rel="noreferrer noopener"
        title={button.url}
        draggable={false}
      >
        {face}
        <LinkIcon size={13} aria-hidden="true" />
      </a>
    );
  }
  return (
    <Tooltip label={words.buttonHint}>
      <button
        type="button"
        aria-disabled="true"
        className={cx(look, styles.inert, button.disabled && styles.disabled)}
      >
        {face}
      </button>
    </Tooltip>
  );
}
