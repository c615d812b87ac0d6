import { ImageOff, Play } from 'lucide-react';
import { type CSSProperties, lazy, Suspense, useState } from 'react';
import { mediaSrc } from '../../../api';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import styles from './content.module.css';
import type { Size } from './fit';

// Few pictures are ever opened: what shows them large is fetched with the first.
const Lightbox = lazy(() => import('./Lightbox'));

/** A picture as the history knows it. */
export interface PictureItem {
  /** Where it is loaded from, and opened in a browser. */
  url: string;
  name: string;
  description: string | null;
  spoiler: boolean;
}

export interface PictureProps {
  item: PictureItem;
  size: Size;
  /** What the arrow keys go through when it is shown large; itself alone when not given. */
  album?: readonly PictureItem[];
  /** Fills its box, cutting off edges, instead of keeping its size. */
  cover?: boolean;
  className?: string | undefined;
}

/** A picture in a box whose size is known before it loads; a click shows it large. */
export function Picture({ item, size, album, cover = false, className }: PictureProps) {
  const [failed, setFailed] = useState(false);
  const [revealed, setRevealed] = useState(!item.spoiler);
  const [open, setOpen] = useState(false);
  const src = mediaSrc(item.url);
  const style: CSSProperties = cover
    ? {}
    : { width: size.width, aspectRatio: `${size.width} / ${size.height}` };
  if (src === null || failed) return <Missing url={item.url} style={style} className={className} />;
  const pictures = album ?? [item];
  return (
    <>
      <button
        type="button"
        className={cx(styles.picture, cover && styles.cover, !revealed && styles.veiled, className)}
        style={style}
        aria-label={revealed ? words.openPicture(item.description ?? item.name) : words.showSpoiler}
        onClick={() => (revealed ? setOpen(true) : setRevealed(true))}
      >
        <img
          src={src}
          alt={item.description ?? ''}
          title={item.description ?? undefined}
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setFailed(true)}
        />
        {!revealed && <span className={styles.veil}>{words.spoiler}</span>}
      </button>
      {open && (
        <Suspense fallback={null}>
          <Lightbox
            pictures={pictures}
            startAt={Math.max(0, pictures.indexOf(item))}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function Missing({
  url,
  style,
  className,
}: {
  url: string;
  style: CSSProperties;
  className: string | undefined;
}) {
  const host = hostOf(url);
  const text = host === null ? words.noPicture : words.notShown(host);
  return (
    <span className={cx(styles.missing, className)} style={style} title={text}>
      <ImageOff size={16} aria-hidden="true" />
      <span>{text}</span>
    </span>
  );
}

/** A film's picture with the sign of one; the film itself plays in the browser. */
export function FilmPicture(props: { picture: string | null; watch: string; title: string; size: Size }) {
  const [failed, setFailed] = useState(false);
  const { picture, watch, title, size } = props;
  const src = mediaSrc(picture);
  return (
    <a
      className={styles.film}
      style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
      href={watch}
      target="_blank"
      rel="noreferrer noopener"
      title={watch}
      aria-label={words.watch(title)}
      draggable={false}
    >
      {src !== null && !failed && (
        <img src={src} alt="" loading="lazy" decoding="async" onError={() => setFailed(true)} />
      )}
      <span className={styles.play}>
        <Play size={22} aria-hidden="true" />
      </span>
    </a>
  );
}

/** A small picture inside a line (an author's icon); nothing when it cannot be loaded. */
export function Icon({ url, className }: { url: string | null | undefined; className?: string | undefined }) {
  const [failed, setFailed] = useState(false);
  const src = mediaSrc(url);
  if (src === null || failed) return null;
  return <img className={className} src={src} alt="" draggable={false} onError={() => setFailed(true)} />;
}

function hostOf(url: string): string | null {
  try {
    return new URL(url).host || null;
  } catch {
    return null;
  }
}
