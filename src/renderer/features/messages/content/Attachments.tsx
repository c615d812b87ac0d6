import type { AttachmentView } from '@shared/models/messages';
import { Archive, Download, File, FileText, Film, Music } from 'lucide-react';
import { useMemo } from 'react';
import { historyStrings as words } from '../../../strings/history';
import { formatBytes } from '../../../ui/format';
import styles from './content.module.css';
import { ExternalLink } from './ExternalLink';
import { fitInside } from './fit';
import { Picture, type PictureItem } from './Picture';

const ALONE = { width: 480, height: 340 };
const IN_GRID = { width: 240, height: 240 };

/** Files of a message: pictures as pictures, everything else as a card that the browser opens. */
export function Attachments({ attachments }: { attachments: readonly AttachmentView[] }) {
  const pictures = useMemo(() => attachments.filter(isPicture), [attachments]);
  const files = attachments.filter((attachment) => !isPicture(attachment));
  if (attachments.length === 0) return null;
  return (
    <div className={styles.attachments}>
      {pictures.length > 0 && <Pictures pictures={pictures} />}
      {files.map((file) => (
        <FileCard
          key={file.attachmentId}
          name={file.fileName}
          contentType={file.contentType}
          sizeBytes={file.sizeBytes}
          description={file.description}
          url={file.url}
        />
      ))}
    </div>
  );
}

type PictureAttachment = AttachmentView & { url: string };

function isPicture(attachment: AttachmentView): attachment is PictureAttachment {
  if (attachment.url === null) return false;
  const type = attachment.contentType ?? '';
  if (type !== '') return /^image\/(?:png|jpe?g|gif|webp|avif|apng)\b/.test(type);
  return attachment.width !== null && /\.(?:png|jpe?g|gif|webp|avif)$/i.test(attachment.fileName);
}

function Pictures({ pictures }: { pictures: readonly PictureAttachment[] }) {
  const items = useMemo(
    (): PictureItem[] =>
      pictures.map((picture) => ({
        url: picture.url,
        name: picture.fileName,
        description: picture.description,
        spoiler: picture.spoiler,
      })),
    [pictures],
  );
  const [first] = pictures;
  if (pictures.length === 1 && first && items[0]) {
    return <Picture item={items[0]} size={fitInside(first.width, first.height, ALONE)} />;
  }
  return (
    <div className={styles.album} data-count={Math.min(pictures.length, 5)}>
      {items.map((item, index) => (
        <Picture key={pictures[index]?.attachmentId} item={item} size={IN_GRID} album={items} cover />
      ))}
    </div>
  );
}

type FileKind = keyof typeof words.fileKinds;
const ICONS = { audio: Music, video: Film, archive: Archive, text: FileText, other: File } as const;

function kindOf(contentType: string | null, name: string): FileKind {
  if (contentType?.startsWith('audio/')) return 'audio';
  if (contentType?.startsWith('video/')) return 'video';
  if (/\.(?:zip|7z|rar|tar|gz|xz|zst)$/i.test(name)) return 'archive';
  return contentType?.startsWith('text/') || /\.(?:txt|md|json|csv|log|pdf)$/i.test(name) ? 'text' : 'other';
}

/** A file that is not shown here: what it is, how large, and the way to it. */
export function FileCard(props: {
  name: string;
  contentType: string | null;
  sizeBytes: number | null;
  description: string | null;
  url: string | null;
}) {
  const { name, contentType, sizeBytes, description, url } = props;
  const kind = kindOf(contentType, name);
  const Icon = ICONS[kind];
  const label = words.fileKinds[kind];
  return (
    <div className={styles.file} title={description ?? undefined}>
      <Icon size={22} aria-hidden="true" />
      <div className={styles.fileText}>
        <span className={styles.fileName}>{url === null ? name : <FileLink url={url} name={name} />}</span>
        <span className={styles.fileMeta}>
          {sizeBytes === null ? label : words.fileMeta(label, formatBytes(sizeBytes))}
        </span>
      </div>
      {url !== null && (
        <ExternalLink url={url} className={styles.fileOpen} label={`${words.openInBrowser}: ${name}`}>
          <Download size={16} aria-hidden="true" />
        </ExternalLink>
      )}
    </div>
  );
}

function FileLink({ url, name }: { url: string; name: string }) {
  return <ExternalLink url={url}>{name}</ExternalLink>;
}
