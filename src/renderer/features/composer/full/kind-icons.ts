import { COMPONENT_TYPE as T } from '@shared/discord/component-types';
import {
  AtSign,
  Box,
  File,
  Hash,
  Images,
  List,
  type LucideIcon,
  PanelRight,
  RectangleHorizontal,
  Rows3,
  SeparatorHorizontal,
  Text,
  Users,
} from 'lucide-react';

export const KIND_ICONS: Readonly<Record<number, LucideIcon>> = {
  [T.actionRow]: Rows3,
  [T.button]: RectangleHorizontal,
  [T.stringSelect]: List,
  [T.userSelect]: Users,
  [T.roleSelect]: AtSign,
  [T.mentionableSelect]: AtSign,
  [T.channelSelect]: Hash,
  [T.section]: PanelRight,
  [T.textDisplay]: Text,
  [T.thumbnail]: Images,
  [T.mediaGallery]: Images,
  [T.file]: File,
  [T.separator]: SeparatorHorizontal,
  [T.container]: Box,
};
