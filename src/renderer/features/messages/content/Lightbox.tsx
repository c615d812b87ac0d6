import { ChevronLeft, ChevronRight, ExternalLink as OpenIcon, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { mediaSrc } from '../../../api';
import { strings } from '../../../strings';
import { historyStrings as words } from '../../../strings/history';
import { ExternalLink } from './ExternalLink';
import styles from './Lightbox.module.css';
import type { PictureItem } from './Picture';

/** Pictures of a message, one at a time, as large as the window lets them be. Arrow keys move, Escape closes. */
export default function Lightbox(props: {
  pictures: readonly PictureItem[];
  startAt: number;
  onClose: () => void;
}) {
  const { pictures, startAt, onClose } = props;
  const [at, setAt] = useState(startAt);
  const picture = pictures[at];
  const step = (by: number) => setAt((before) => Math.min(pictures.length - 1, Math.max(0, before + by)));
  if (!picture) return null;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content
          className={styles.box}
          aria-describedby={undefined}
          onKeyDown={(event) => {
            if (event.key === 'ArrowLeft') step(-1);
            else if (event.key === 'ArrowRight') step(1);
          }}
          onClick={(event) => event.target === event.currentTarget && onClose()}
        >
          <img
            className={styles.picture}
            src={mediaSrc(picture.url) ?? ''}
            alt={picture.description ?? picture.name}
            draggable={false}
          />
          <footer className={styles.foot}>
            <Dialog.Title className={styles.title}>{picture.name}</Dialog.Title>
            {picture.description !== null && <p className={styles.description}>{picture.description}</p>}
            {pictures.length > 1 && <span>{words.ofPictures(at + 1, pictures.length)}</span>}
            <ExternalLink url={picture.url} className={styles.open}>
              <OpenIcon size={14} aria-hidden="true" />
              {words.openInBrowser}
            </ExternalLink>
          </footer>
          {pictures.length > 1 && (
            <>
              <button
                type="button"
                className={styles.back}
                aria-label={words.previousPicture}
                disabled={at === 0}
                onClick={() => step(-1)}
              >
                <ChevronLeft size={22} />
              </button>
              <button
                type="button"
                className={styles.forward}
                aria-label={words.nextPicture}
                disabled={at === pictures.length - 1}
                onClick={() => step(1)}
              >
                <ChevronRight size={22} />
              </button>
            </>
          )}
          <Dialog.Close className={styles.close} aria-label={strings.close}>
            <X size={18} />
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
