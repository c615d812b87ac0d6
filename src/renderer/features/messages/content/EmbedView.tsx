import type { Embed, EmbedField } from '@shared/discord/embed';
import { type CSSProperties, memo, useContext } from 'react';
import { formatDateTime } from '../../../ui/format';
import styles from './content.module.css';
import { ExternalLink } from './ExternalLink';
import embedStyles from './embed.module.css';
import { MessageFiles, mediaUrl } from './files';
import { fitInside } from './fit';
import { InlineMarkdown, Markdown } from './Markdown';
import { FilmPicture, Icon, Picture, type PictureItem } from './Picture';

const LARGE = { width: 400, height: 300 };
const SMALL = { width: 80, height: 80 };

/** An embed as Discord lays it out; what a link unfurls to as well. */
export const EmbedView = memo(function EmbedView({ embed }: { embed: Embed }) {
  // A link to a picture or moving picture is shown as that alone.
  if (embed.type === 'image' || embed.type === 'gifv') return <BarePicture embed={embed} />;
  const isFilm = embed.video !== undefined && embed.type !== 'rich';
  const style = colourStyle(embed.color);
  return (
    <article className={embedStyles.embed} style={style}>
      <div className={embedStyles.grid}>
        <div className={embedStyles.text}>
          {embed.provider?.name && <p className={embedStyles.provider}>{embed.provider.name}</p>}
          {embed.author && <Author author={embed.author} />}
          {embed.title && <Title title={embed.title} url={embed.url} />}
          {embed.description && (
            <div className={embedStyles.description}>
              <Markdown text={embed.description} />
            </div>
          )}
          {embed.fields && embed.fields.length > 0 && <Fields fields={embed.fields} />}
        </div>
        {embed.thumbnail && !isFilm && <Thumbnail embed={embed} />}
      </div>
      {isFilm ? <Film embed={embed} /> : embed.image && <LargePicture embed={embed} />}
      {(embed.footer || embed.timestamp) && <Footer embed={embed} />}
    </article>
  );
});

/** Black is a colour; none is not. */
function colourStyle(colour: number | undefined): CSSProperties | undefined {
  if (colour === undefined) return undefined;
  return { '--bar': `#${(colour & 0xffffff).toString(16).padStart(6, '0')}` } as CSSProperties;
}

function Author({ author }: { author: NonNullable<Embed['author']> }) {
  const files = useContext(MessageFiles);
  const icon = mediaUrl(files, { url: author.icon_url, proxy_url: author.proxy_icon_url });
  return (
    <p className={embedStyles.author}>
      <Icon url={icon} className={embedStyles.icon} />
      {author.url ? (
        <ExternalLink url={author.url} className={embedStyles.plainLink}>
          {author.name}
        </ExternalLink>
      ) : (
        author.name
      )}
    </p>
  );
}

function Title({ title, url }: { title: string; url: string | undefined }) {
  return (
    <p className={embedStyles.title}>
      {url ? (
        <ExternalLink url={url}>
          <InlineMarkdown text={title} />
        </ExternalLink>
      ) : (
        <InlineMarkdown text={title} />
      )}
    </p>
  );
}

/** Columns of a grid of twelve for each field: up to three inline ones in a row share it. */
export function fieldSpans(fields: readonly EmbedField[]): number[] {
  const spans: number[] = [];
  let at = 0;
  while (at < fields.length) {
    if (!fields[at]?.inline) {
      spans.push(12);
      at += 1;
      continue;
    }
    let run = 1;
    while (run < 3 && fields[at + run]?.inline) run += 1;
    for (let i = 0; i < run; i += 1) spans.push(12 / run);
    at += run;
  }
  return spans;
}

function Fields({ fields }: { fields: readonly EmbedField[] }) {
  const spans = fieldSpans(fields);
  // Fields have no identity; their place is all there is.
  const keyed = fields.map((field, index) => ({ field, key: `${index}`, span: spans[index] ?? 12 }));
  return (
    <dl className={embedStyles.fields}>
      {keyed.map(({ field, key, span }) => (
        <div key={key} style={{ gridColumn: `span ${span}` }}>
          <dt>
            <InlineMarkdown text={field.name} />
          </dt>
          <dd>
            <Markdown text={field.value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function pictureItem(url: string, name: string): PictureItem {
  return { url, name, description: null, spoiler: false };
}

function Thumbnail({ embed }: { embed: Embed }) {
  const files = useContext(MessageFiles);
  const media = embed.thumbnail ?? {};
  const url = mediaUrl(files, media);
  if (url === null) return null;
  return (
    <Picture
      className={embedStyles.thumbnail}
      item={pictureItem(url, embed.title ?? '')}
      size={fitInside(media.width ?? SMALL.width, media.height ?? SMALL.height, SMALL)}
    />
  );
}

function LargePicture({ embed }: { embed: Embed }) {
  const files = useContext(MessageFiles);
  const media = embed.image ?? {};
  const url = mediaUrl(files, media);
  if (url === null) return null;
  return (
    <Picture
      className={embedStyles.image}
      item={pictureItem(url, embed.title ?? '')}
      size={fitInside(media.width, media.height, LARGE)}
    />
  );
}

function Film({ embed }: { embed: Embed }) {
  const media = embed.thumbnail ?? embed.image ?? {};
  return (
    <FilmPicture
      picture={media.proxy_url ?? media.url ?? null}
      watch={embed.url ?? embed.video?.url ?? ''}
      title={embed.title ?? ''}
      size={fitInside(embed.video?.width ?? media.width, embed.video?.height ?? media.height, LARGE)}
    />
  );
}

function BarePicture({ embed }: { embed: Embed }) {
  const media = embed.thumbnail ?? embed.image ?? {};
  const url = media.proxy_url ?? media.url ?? embed.url;
  if (!url) return null;
  return (
    <div className={styles.attachments}>
      <Picture
        item={pictureItem(url, embed.title ?? '')}
        size={fitInside(media.width, media.height, LARGE)}
      />
    </div>
  );
}

function Footer({ embed }: { embed: Embed }) {
  const files = useContext(MessageFiles);
  const { footer, timestamp } = embed;
  const atMs = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  const when = Number.isNaN(atMs) ? null : formatDateTime(atMs);
  return (
    <footer className={embedStyles.footer}>
      {footer && (
        <Icon
          url={mediaUrl(files, { url: footer.icon_url, proxy_url: footer.proxy_icon_url })}
          className={embedStyles.icon}
        />
      )}
      <span>
        {footer?.text}
        {footer && when !== null && <span aria-hidden="true"> • </span>}
        {when !== null && <time dateTime={timestamp && new Date(timestamp).toISOString()}>{when}</time>}
      </span>
    </footer>
  );
}
