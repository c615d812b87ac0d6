/**
 * Discord's permission maths (reference "Permissions"): bit positions, the names a person knows from Discord's
 * own settings, and what a member may do in a guild and in a channel. Bits travel as decimal strings and are
 * BigInt here. Hostile text counts as no permission at all.
 */

/** Bit number of each permission. */
export const PERMISSION_BITS = {
  CREATE_INSTANT_INVITE: 0,
  KICK_MEMBERS: 1,
  BAN_MEMBERS: 2,
  ADMINISTRATOR: 3,
  MANAGE_CHANNELS: 4,
  MANAGE_GUILD: 5,
  ADD_REACTIONS: 6,
  VIEW_AUDIT_LOG: 7,
  PRIORITY_SPEAKER: 8,
  STREAM: 9,
  VIEW_CHANNEL: 10,
  SEND_MESSAGES: 11,
  SEND_TTS_MESSAGES: 12,
  MANAGE_MESSAGES: 13,
  EMBED_LINKS: 14,
  ATTACH_FILES: 15,
  READ_MESSAGE_HISTORY: 16,
  MENTION_EVERYONE: 17,
  USE_EXTERNAL_EMOJIS: 18,
  VIEW_GUILD_INSIGHTS: 19,
  CONNECT: 20,
  SPEAK: 21,
  MUTE_MEMBERS: 22,
  DEAFEN_MEMBERS: 23,
  MOVE_MEMBERS: 24,
  USE_VAD: 25,
  CHANGE_NICKNAME: 26,
  MANAGE_NICKNAMES: 27,
  MANAGE_ROLES: 28,
  MANAGE_WEBHOOKS: 29,
  MANAGE_GUILD_EXPRESSIONS: 30,
  USE_APPLICATION_COMMANDS: 31,
  REQUEST_TO_SPEAK: 32,
  MANAGE_EVENTS: 33,
  MANAGE_THREADS: 34,
  CREATE_PUBLIC_THREADS: 35,
  CREATE_PRIVATE_THREADS: 36,
  USE_EXTERNAL_STICKERS: 37,
  SEND_MESSAGES_IN_THREADS: 38,
  USE_EMBEDDED_ACTIVITIES: 39,
  MODERATE_MEMBERS: 40,
  VIEW_CREATOR_MONETIZATION_ANALYTICS: 41,
  USE_SOUNDBOARD: 42,
  CREATE_GUILD_EXPRESSIONS: 43,
  CREATE_EVENTS: 44,
  USE_EXTERNAL_SOUNDS: 45,
  SEND_VOICE_MESSAGES: 46,
  SET_VOICE_CHANNEL_STATUS: 48,
  SEND_POLLS: 49,
  USE_EXTERNAL_APPS: 50,
  PIN_MESSAGES: 51,
  BYPASS_SLOWMODE: 52,
} as const;

export type PermissionName = keyof typeof PERMISSION_BITS;

/** The names of Discord's own settings, so that "missing permission" says where to switch it on. */
export const PERMISSION_LABELS: Readonly<Record<PermissionName, string>> = {
  CREATE_INSTANT_INVITE: 'Create Invite',
  KICK_MEMBERS: 'Kick Members',
  BAN_MEMBERS: 'Ban Members',
  ADMINISTRATOR: 'Administrator',
  MANAGE_CHANNELS: 'Manage Channels',
  MANAGE_GUILD: 'Manage Server',
  ADD_REACTIONS: 'Add Reactions',
  VIEW_AUDIT_LOG: 'View Audit Log',
  PRIORITY_SPEAKER: 'Priority Speaker',
  STREAM: 'Video',
  VIEW_CHANNEL: 'View Channels',
  SEND_MESSAGES: 'Send Messages',
  SEND_TTS_MESSAGES: 'Send Text-to-Speech Messages',
  MANAGE_MESSAGES: 'Manage Messages',
  EMBED_LINKS: 'Embed Links',
  ATTACH_FILES: 'Attach Files',
  READ_MESSAGE_HISTORY: 'Read Message History',
  MENTION_EVERYONE: 'Mention @everyone, @here and All Roles',
  USE_EXTERNAL_EMOJIS: 'Use External Emoji',
  VIEW_GUILD_INSIGHTS: 'View Server Insights',
  CONNECT: 'Connect',
  SPEAK: 'Speak',
  MUTE_MEMBERS: 'Mute Members',
  DEAFEN_MEMBERS: 'Deafen Members',
  MOVE_MEMBERS: 'Move Members',
  USE_VAD: 'Use Voice Activity',
  CHANGE_NICKNAME: 'Change Nickname',
  MANAGE_NICKNAMES: 'Manage Nicknames',
  MANAGE_ROLES: 'Manage Roles',
  MANAGE_WEBHOOKS: 'Manage Webhooks',
  MANAGE_GUILD_EXPRESSIONS: 'Manage Expressions',
  USE_APPLICATION_COMMANDS: 'Use Application Commands',
  REQUEST_TO_SPEAK: 'Request to Speak',
  MANAGE_EVENTS: 'Manage Events',
  MANAGE_THREADS: 'Manage Threads',
  CREATE_PUBLIC_THREADS: 'Create Public Threads',
  CREATE_PRIVATE_THREADS: 'Create Private Threads',
  USE_EXTERNAL_STICKERS: 'Use External Stickers',
  SEND_MESSAGES_IN_THREADS: 'Send Messages in Threads',
  USE_EMBEDDED_ACTIVITIES: 'Use Activities',
  MODERATE_MEMBERS: 'Timeout Members',
  VIEW_CREATOR_MONETIZATION_ANALYTICS: 'View Creator Monetization Analytics',
  USE_SOUNDBOARD: 'Use Soundboard',
  CREATE_GUILD_EXPRESSIONS: 'Create Expressions',
  CREATE_EVENTS: 'Create Events',
  USE_EXTERNAL_SOUNDS: 'Use External Sounds',
  SEND_VOICE_MESSAGES: 'Send Voice Messages',
  SET_VOICE_CHANNEL_STATUS: 'Set Voice Channel Status',
  SEND_POLLS: 'Create Polls',
  USE_EXTERNAL_APPS: 'Use External Apps',
  PIN_MESSAGES: 'Pin Messages',
  BYPASS_SLOWMODE: 'Bypass Slowmode',
};

/** The single bit of a permission. */
export function permissionBit(name: PermissionName): bigint {
  return 1n << BigInt(PERMISSION_BITS[name]);
}

/** Every permission we know, which is what an owner or administrator has. */
export const ALL_PERMISSIONS: bigint = (Object.keys(PERMISSION_BITS) as PermissionName[]).reduce(
  (all, name) => all | permissionBit(name),
  0n,
);

/** Whether computed permissions contain one; ADMINISTRATOR has to be resolved before. */
export function hasPermission(bits: bigint, name: PermissionName): boolean {
  return (bits & permissionBit(name)) !== 0n;
}

/** A permission string from the wire; anything but a decimal number of at most 20 digits is no permission. */
export function parsePermissionBits(text: string): bigint {
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}

export interface PermissionRole {
  id: string;
  permissions: string;
}

export interface PermissionOverwrite {
  id: string;
  /** 0 = role, 1 = member. */
  type: number;
  allow: string;
  deny: string;
}

export interface GuildPermissionInput {
  guildId: string;
  ownerId: string;
  userId: string;
  /** Role ids of the member; @everyone (whose id is the guild's) need not be among them. */
  memberRoleIds: readonly string[];
  roles: ReadonlyMap<string, PermissionRole>;
  /** True while the member is timed out: only looking and reading remain, administrators excepted. */
  timedOut: boolean;
}

const TIMED_OUT_KEEPS = permissionBit('VIEW_CHANNEL') | permissionBit('READ_MESSAGE_HISTORY');
const NEEDS_SEND_MESSAGES =
  permissionBit('MENTION_EVERYONE') |
  permissionBit('SEND_TTS_MESSAGES') |
  permissionBit('ATTACH_FILES') |
  permissionBit('EMBED_LINKS');

/** What a member may do in the guild before any channel is looked at. */
export function guildPermissions(input: GuildPermissionInput): bigint {
  if (input.userId === input.ownerId) return ALL_PERMISSIONS;
  let bits = roleBits(input.roles, input.guildId);
  for (const roleId of input.memberRoleIds) bits |= roleBits(input.roles, roleId);
  if (hasPermission(bits, 'ADMINISTRATOR')) return ALL_PERMISSIONS;
  return input.timedOut ? bits & TIMED_OUT_KEEPS : bits;
}

/**
 * What a member may do in a channel: @everyone's overwrite, then all role overwrites together (denies before
 * allows), then the member's own. `isVoice` applies the rule that a room one cannot connect to offers nothing
 * but being seen; `sending` is the permission without which files, links and pings fall away too.
 */
export function channelPermissions(
  input: GuildPermissionInput,
  overwrites: readonly PermissionOverwrite[],
  isVoice: boolean,
  sending: 'SEND_MESSAGES' | 'SEND_MESSAGES_IN_THREADS' = 'SEND_MESSAGES',
): bigint {
  const base = guildPermissions({ ...input, timedOut: false });
  if (hasPermission(base, 'ADMINISTRATOR')) return ALL_PERMISSIONS;
  let bits = base;
  const memberRoles = new Set(input.memberRoleIds);
  let roleAllow = 0n;
  let roleDeny = 0n;
  let memberAllow = 0n;
  let memberDeny = 0n;
  for (const overwrite of overwrites) {
    const allow = parsePermissionBits(overwrite.allow);
    const deny = parsePermissionBits(overwrite.deny);
    if (overwrite.type === 0 && overwrite.id === input.guildId) bits = (bits & ~deny) | allow;
    else if (overwrite.type === 0 && memberRoles.has(overwrite.id)) {
      roleAllow |= allow;
      roleDeny |= deny;
    } else if (overwrite.type === 1 && overwrite.id === input.userId) {
      memberAllow |= allow;
      memberDeny |= deny;
    }
  }
  bits = (bits & ~roleDeny) | roleAllow;
  bits = (bits & ~memberDeny) | memberAllow;
  if (input.timedOut) bits &= TIMED_OUT_KEEPS;
  return withImplied(bits, isVoice, sending);
}

function withImplied(bits: bigint, isVoice: boolean, sending: PermissionName): bigint {
  if (!hasPermission(bits, 'VIEW_CHANNEL')) return 0n;
  if (isVoice && !hasPermission(bits, 'CONNECT')) return permissionBit('VIEW_CHANNEL');
  return hasPermission(bits, sending) ? bits : bits & ~NEEDS_SEND_MESSAGES;
}

function roleBits(roles: ReadonlyMap<string, PermissionRole>, roleId: string): bigint {
  const role = roles.get(roleId);
  return role ? parsePermissionBits(role.permissions) : 0n;
}
