import type { Component } from '@shared/discord/component';
import { COMPONENT_TYPE } from '@shared/discord/component-types';
import { type CSSProperties, createElement, Fragment, type ReactNode, useContext } from 'react';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { FileCard } from './Attachments';
import { ButtonView } from './ButtonView';
import styles from './components.module.css';
import { fileOf, MessageFiles, mediaUrl } from './files';
import { fitInside } from './fit';
import { Markdown } from './Markdown';
import { Picture, type PictureItem } from './Picture';
import { SelectView } from './SelectView';

/** Components of a message, old and new, as Discord lays them out. */
export function ComponentsView({ components }: { components: readonly Component[] }): ReactNode {
  // Components have no identity that lasts; they are drawn anew together.
  return createElement(
    Fragment,
    null,
    ...components.map((component) => createElement(ComponentView, { component })),
  );
}

function ComponentView({ component }: { component: Component }): ReactNode {
  const inner = component.components ?? [];
  switch (component.type) {
    case COMPONENT_TYPE.actionRow:
      return (
        <div className={styles.row}>
          <ComponentsView components={inner} />
        </div>
      );
    case COMPONENT_TYPE.button:
      return <ButtonView button={component} />;
    case COMPONENT_TYPE.stringSelect:
    case COMPONENT_TYPE.userSelect:
    case COMPONENT_TYPE.roleSelect:
    case COMPONENT_TYPE.mentionableSelect:
    case COMPONENT_TYPE.channelSelect:
      return <SelectView select={component} />;
    case COMPONENT_TYPE.section:
      return (
        <div className={styles.section}>
          <div className={styles.sectionText}>
            <ComponentsView components={inner} />
          </div>
          {component.accessory && <ComponentView component={component.accessory} />}
        </div>
      );
    case COMPONENT_TYPE.textDisplay:
      return <Markdown text={component.content ?? ''} />;
    case COMPONENT_TYPE.thumbnail:
      return <Thumbnail component={component} />;
    case COMPONENT_TYPE.mediaGallery:
      return <Gallery component={component} />;
    case COMPONENT_TYPE.file:
      return <FileComponent component={component} />;
    case COMPONENT_TYPE.separator:
      return (
        <hr
          className={cx(
            styles.separator,
            component.spacing === 2 && styles.wide,
            component.divider === false && styles.invisible,
          )}
        />
      );
    case COMPONENT_TYPE.container:
      return <Container component={component} />;
    default:
      return <p className={styles.unknown}>{words.unknownComponent(component.type)}</p>;
  }
}

function Container({ component }: { component: Component }) {
  const { accent_color: colour } = component;
  const style =
    colour === undefined || colour === null
      ? undefined
      : ({ '--bar': `#${(colour & 0xffffff).toString(16).padStart(6, '0')}` } as CSSProperties);
  const inside = <ComponentsView components={component.components ?? []} />;
  return (
    <div className={cx(styles.container, style && styles.accented)} style={style}>
      {component.spoiler ? <Veiled>{inside}</Veiled> : inside}
    </div>
  );
}

/** A spoilered container opens with the browser's own disclosure, which keyboards know. */
function Veiled({ children }: { children: ReactNode }) {
  return (
    <details className={styles.veiled}>
      <summary>{words.spoiler}</summary>
      {children}
    </details>
  );
}

const THUMBNAIL = { width: 85, height: 85 };

function Thumbnail({ component }: { component: Component }) {
  const files = useContext(MessageFiles);
  const { media } = component;
  const url = media ? mediaUrl(files, media) : null;
  if (url === null) return null;
  const item = {
    url,
    name: component.description ?? words.file,
    description: component.description ?? null,
    spoiler: component.spoiler === true,
  };
  const known = { width: media?.width ?? THUMBNAIL.width, height: media?.height ?? THUMBNAIL.height };
  return (
    <Picture
      className={styles.thumbnail}
      item={item}
      size={fitInside(known.width, known.height, THUMBNAIL)}
    />
  );
}

const ALONE = { width: 520, height: 380 };

function Gallery({ component }: { component: Component }) {
  const files = useContext(MessageFiles);
  const shown = (component.items ?? []).flatMap((entry) => {
    const url = mediaUrl(files, entry.media);
    if (url === null) return [];
    const file = fileOf(files, entry.media.url);
    const item: PictureItem = {
      url,
      name: entry.description ?? file?.fileName ?? words.file,
      description: entry.description ?? null,
      spoiler: entry.spoiler === true,
    };
    return [
      {
        item,
        width: entry.media.width ?? file?.width ?? null,
        height: entry.media.height ?? file?.height ?? null,
      },
    ];
  });
  const items = shown.map((entry) => entry.item);
  const [only] = shown;
  if (!only) return null;
  if (shown.length === 1) {
    return <Picture item={only.item} size={fitInside(only.width, only.height, ALONE)} />;
  }
  return (
    <div className={styles.gallery} data-count={shown.length}>
      {createElement(
        Fragment,
        null,
        ...items.map((item) => createElement(Picture, { item, size: ALONE, album: items, cover: true })),
      )}
    </div>
  );
}

function FileComponent({ component }: { component: Component }) {
  const files = useContext(MessageFiles);
  const file = fileOf(files, component.file?.url);
  const url = component.file ? mediaUrl(files, component.file) : null;
  return (
    <FileCard
      name={component.name ?? file?.fileName ?? nameOf(component.file?.url) ?? words.file}
      contentType={component.file?.content_type ?? file?.contentType ?? null}
      sizeBytes={component.size ?? file?.sizeBytes ?? null}
      description={null}
      url={url}
    />
  );
}

function nameOf(url: string | undefined): string | null {
  return url?.split(/[?#]/)[0]?.split('/').at(-1) || null;
}
