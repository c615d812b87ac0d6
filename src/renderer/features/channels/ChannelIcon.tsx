import type { TextChannelSummary } from '@shared/models/workspace';
import { Hash, Image, Megaphone, MessagesSquare, Volume2 } from 'lucide-react';

const ICONS = {
  text: Hash,
  announcement: Megaphone,
  forum: MessagesSquare,
  media: Image,
  roomChat: Volume2,
} as const;

/** The sign of a kind of channel; its word is said elsewhere. */
export function ChannelIcon({ kind, size = 16 }: { kind: TextChannelSummary['kind']; size?: number }) {
  const Icon = ICONS[kind];
  return <Icon size={size} aria-hidden="true" />;
}
