/**
 * Permission maths of Discord (reference "Permissions"): bit flags as BigInt, computed from the guild's
 * owner, roles, channel overwrites and time-outs. Pure; used by REST checks and by the gateway's filter.
 */
const bit = (position: number): bigint => 1n << BigInt(position);

export const Permission = {
  CREATE_INSTANT_INVITE: bit(0),
  KICK_MEMBERS: bit(1),
  BAN_MEMBERS: bit(2),
  ADMINISTRATOR: bit(3),
  MANAGE_CHANNELS: bit(4),
  MANAGE_GUILD: bit(5),
  ADD_REACTIONS: bit(6),
  VIEW_AUDIT_LOG: bit(7),
  PRIORITY_SPEAKER: bit(8),
  STREAM: bit(9),
  VIEW_CHANNEL: bit(10),
  SEND_MESSAGES: bit(11),
  SEND_TTS_MESSAGES: bit(12),
  MANAGE_MESSAGES: bit(13),
  EMBED_LINKS: bit(14),
  ATTACH_FILES: bit(15),
  READ_MESSAGE_HISTORY: bit(16),
  MENTION_EVERYONE: bit(17),
  USE_EXTERNAL_EMOJIS: bit(18),
  CONNECT: bit(20),
  SPEAK: bit(21),
  MUTE_MEMBERS: bit(22),
  DEAFEN_MEMBERS: bit(23),
  MOVE_MEMBERS: bit(24),
  USE_VAD: bit(25),
  CHANGE_NICKNAME: bit(26),
  MANAGE_NICKNAMES: bit(27),
  MANAGE_ROLES: bit(28),
  MANAGE_WEBHOOKS: bit(29),
  REQUEST_TO_SPEAK: bit(32),
  MANAGE_EVENTS: bit(33),
  MANAGE_THREADS: bit(34),
  CREATE_PUBLIC_THREADS: bit(35),
  CREATE_PRIVATE_THREADS: bit(36),
  SEND_MESSAGES_IN_THREADS: bit(38),
  MODERATE_MEMBERS: bit(40),
  USE_SOUNDBOARD: bit(42),
  USE_EXTERNAL_SOUNDS: bit(45),
  SEND_VOICE_MESSAGES: bit(46),
  SET_VOICE_CHANNEL_STATUS: bit(48),
  SEND_POLLS: bit(49),
  PIN_MESSAGES: bit(51),
  BYPASS_SLOWMODE: bit(52),
} as const;

export type PermissionName = keyof typeof Permission;

/** Every bit Discord has given out (0–46 and 48–52; 47 was never assigned). */
export const ALL_PERMISSIONS: bigint = (bit(53) - 1n) & ~bit(47);

const TIMED_OUT_KEEPS = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY;
const NEEDS_SEND_MESSAGES =
  Permission.MENTION_EVERYONE |
  Permission.SEND_TTS_MESSAGES |
  Permission.ATTACH_FILES |
  Permission.EMBED_LINKS;

export interface Overwrite {
  id: string;
  /** 0 = role, 1 = member. */
  type: 0 | 1;
  allow: string;
  deny: string;
}

export interface PermissionSubject {
  userId: string;
  guildId: string;
  ownerId: string;
  /** Permissions of @everyone, whose role id is the guild's. */
  everyone: bigint;
  /** The member's further roles. */
  roles: readonly { id: string; permissions: bigint }[];
  timedOut: boolean;
}

export function hasPermission(granted: bigint, name: PermissionName): boolean {
  return (granted & Permission[name]) === Permission[name];
}

/** What a member may do in the guild at large. */
export function guildPermissions(subject: PermissionSubject): bigint {
  if (subject.userId === subject.ownerId) return ALL_PERMISSIONS;
  let granted = subject.everyone;
  for (const role of subject.roles) granted |= role.permissions;
  if ((granted & Permission.ADMINISTRATOR) !== 0n) return ALL_PERMISSIONS;
  return subject.timedOut ? granted & TIMED_OUT_KEEPS : granted;
}

/**
 * What a member may do in a channel: guild permissions, then the overwrite of @everyone, then all role
 * denies and all role allows together, then the member's own; then what follows from a missing bit.
 */
export function channelPermissions(subject: PermissionSubject, overwrites: readonly Overwrite[]): bigint {
  const base = guildPermissions({ ...subject, timedOut: false });
  if (base === ALL_PERMISSIONS) return ALL_PERMISSIONS;
  const roleIds = new Set(subject.roles.map((role) => role.id));
  let granted = base;
  let roleAllow = 0n;
  let roleDeny = 0n;
  let memberAllow = 0n;
  let memberDeny = 0n;
  for (const overwrite of overwrites) {
    const allow = BigInt(overwrite.allow);
    const deny = BigInt(overwrite.deny);
    if (overwrite.type === 1) {
      if (overwrite.id !== subject.userId) continue;
      memberAllow |= allow;
      memberDeny |= deny;
    } else if (overwrite.id === subject.guildId) {
      granted = (granted & ~deny) | allow;
    } else if (roleIds.has(overwrite.id)) {
      roleAllow |= allow;
      roleDeny |= deny;
    }
  }
  granted = (granted & ~roleDeny) | roleAllow;
  granted = (granted & ~memberDeny) | memberAllow;
  if (subject.timedOut) granted &= TIMED_OUT_KEEPS;
  if ((granted & Permission.VIEW_CHANNEL) === 0n) return 0n;
  if ((granted & Permission.SEND_MESSAGES) === 0n) granted &= ~NEEDS_SEND_MESSAGES;
  return granted;
}
