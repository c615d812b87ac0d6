import { TIMELINE_KINDS, type TimelineKind } from '@shared/models/archive';
import {
  ArrowLeftRight,
  CameraOff,
  CirclePlus,
  CircleX,
  HeadphoneOff,
  Headphones,
  LogIn,
  LogOut,
  type LucideIcon,
  MessageSquare,
  MessageSquareX,
  Mic,
  MicOff,
  MonitorOff,
  MonitorUp,
  Moon,
  Pencil,
  RadioTower,
  Text,
  Trash2,
  UserMinus,
  UserPlus,
  Video,
  Wrench,
} from 'lucide-react';
import type { TimelineGroup } from '../../state/archive/filters';

const GROUP_OF: Readonly<Record<TimelineKind, TimelineGroup | null>> = {
  joined: 'presence',
  left: 'presence',
  moved: 'presence',
  muted: 'sound',
  unmuted: 'sound',
  deafened: 'sound',
  undeafened: 'sound',
  streamStarted: 'sound',
  streamEnded: 'sound',
  cameraOn: 'sound',
  cameraOff: 'sound',
  roomOpened: 'rooms',
  roomEnded: 'rooms',
  roomRenamed: 'rooms',
  roomStatus: 'rooms',
  stageStarted: 'stages',
  stageTopic: 'stages',
  stageEnded: 'stages',
  messageEdited: 'messages',
  messageDeleted: 'messages',
  memberJoined: 'members',
  memberLeft: 'members',
  threadOpened: 'threads',
  threadEnded: 'threads',
  deed: 'deeds',
  away: null,
};

/** The kinds of some groups, and always the times when nobody watched; nothing, which means all, for no group. */
export function kindsOf(groups: readonly TimelineGroup[]): TimelineKind[] {
  if (groups.length === 0) return [];
  return TIMELINE_KINDS.filter((kind) => {
    const group = GROUP_OF[kind];
    return group === null || groups.includes(group);
  });
}

export const KIND_ICONS: Readonly<Record<TimelineKind, LucideIcon>> = {
  joined: LogIn,
  left: LogOut,
  moved: ArrowLeftRight,
  muted: MicOff,
  unmuted: Mic,
  deafened: HeadphoneOff,
  undeafened: Headphones,
  streamStarted: MonitorUp,
  streamEnded: MonitorOff,
  cameraOn: Video,
  cameraOff: CameraOff,
  roomOpened: CirclePlus,
  roomEnded: CircleX,
  roomRenamed: Pencil,
  roomStatus: Text,
  stageStarted: RadioTower,
  stageTopic: RadioTower,
  stageEnded: RadioTower,
  messageEdited: Pencil,
  messageDeleted: Trash2,
  memberJoined: UserPlus,
  memberLeft: UserMinus,
  threadOpened: MessageSquare,
  threadEnded: MessageSquareX,
  deed: Wrench,
  away: Moon,
};
