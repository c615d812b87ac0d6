import type { EmojiRef } from '@shared/discord/emoji';
import { Popover } from 'radix-ui';
import { lazy, Suspense, useRef } from 'react';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import styles from './emoji.module.css';

const EmojiPicker = lazy(() => import('./EmojiPicker'));

export interface EmojiPopoverProps {
  /** What it floats beside. */
  beside: Element;
  /** Whose own emoji are offered besides Unicode; null for none. */
  guildId: string | null;
  onPick: (emoji: EmojiRef) => void;
  onClose: () => void;
}

/** The picker beside any element. Shift keeps it open for the next one. */
export function EmojiPopover({ beside, guildId, onPick, onClose }: EmojiPopoverProps) {
  const anchor = useRef({ getBoundingClientRect: () => endOf(beside.getBoundingClientRect()) });
  const before = useRef(document.activeElement);
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          side="left"
          align="start"
          sideOffset={8}
          collisionPadding={12}
          aria-label={words.emoji.title}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
        >
          <Suspense fallback={<p className={styles.loading}>{strings.loading}</p>}>
            <EmojiPicker
              guildId={guildId}
              onPick={(emoji, keepOpen) => {
                onPick(emoji);
                if (!keepOpen) onClose();
              }}
            />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A message is as wide as the window: beside it there is no room, beside its end there is. */
const WIDEST_ANCHOR_PX = 300;

function endOf({ right, top, width, height }: DOMRect): DOMRect {
  const kept = Math.min(width, WIDEST_ANCHOR_PX);
  return new DOMRect(right - kept, top, kept, height);
}
