import type { AttachmentView } from '@shared/models/messages';
import { createContext } from 'react';

/** Files of the message being shown, for the `attachment://name` in its embeds and components. */
export const MessageFiles = createContext<readonly AttachmentView[]>([]);

const REFERENCE = 'attachment://';

/** The file a reference names; undefined when the address is an ordinary one, or the file is not there. */
export function fileOf(
  files: readonly AttachmentView[],
  url: string | undefined,
): AttachmentView | undefined {
  if (!url?.startsWith(REFERENCE)) return undefined;
  const name = url.slice(REFERENCE.length);
  return files.find((file) => file.fileName === name);
}

/** The address to load: Discord's copy when there is one, the file's own for a reference. */
export function mediaUrl(
  files: readonly AttachmentView[],
  media: { url?: string | undefined; proxy_url?: string | undefined },
): string | null {
  if (media.url?.startsWith(REFERENCE)) return fileOf(files, media.url)?.url ?? null;
  return media.proxy_url ?? media.url ?? null;
}
