import { speakerColourIndex } from '@shared/models/speaker-colour';
import { mediaSrc } from '../../api';
import { selectIsSpeaking } from '../../state/call/selectors';
import { useApp } from '../../state/react';
import { Avatar } from '../../ui/Avatar';

export interface PersonAvatarProps {
  userId: string;
  name: string;
  url: string | null;
  size?: number;
}

/** A person's picture or initials in their colour, ringed while they speak in our call. */
export function PersonAvatar({ userId, name, url, size = 20 }: PersonAvatarProps) {
  const speaking = useApp(selectIsSpeaking(userId));
  return (
    <Avatar
      name={name}
      url={mediaSrc(url)}
      size={size}
      speaking={speaking}
      colourIndex={speakerColourIndex(userId)}
    />
  );
}
