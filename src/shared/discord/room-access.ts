import { type PermissionOverwrite, parsePermissionBits, permissionBit } from './permissions';

/**
 * Who may come into a room, read from its permission overwrites and written back to them (reference "Permission
 * Overwrites"). Only View Channel and Connect are ever touched, of @everyone, of roles and of ourselves.
 */

export type AccessKind = 'everyone' | 'roles' | 'viewOnly';

const VIEW = permissionBit('VIEW_CHANNEL');
const CONNECT = permissionBit('CONNECT');
const BOTH = VIEW | CONNECT;
const TYPE = { role: 0, member: 1 } as const;

/** What a list of overwrites amounts to. Roles that only deny, and single members, are not told. */
export function accessOf(
  guildId: string,
  overwrites: readonly PermissionOverwrite[],
): { kind: AccessKind; roleIds: string[] } {
  const everyone = overwrites.find((overwrite) => overwrite.id === guildId);
  const denied = parsePermissionBits(everyone?.deny ?? '0');
  const kind = (denied & VIEW) !== 0n ? 'roles' : (denied & CONNECT) !== 0n ? 'viewOnly' : 'everyone';
  const wanted = kind === 'roles' ? VIEW : CONNECT;
  const roleIds =
    kind === 'everyone'
      ? []
      : overwrites
          .filter((o) => o.type === TYPE.role && o.id !== guildId)
          .filter((o) => (parsePermissionBits(o.allow) & wanted) !== 0n)
          .map((o) => o.id);
  return { kind, roleIds };
}

/**
 * The overwrites that give this access. What `before` says about other permissions, and its denials for single
 * roles and members, stay. `ownUserId` is let in by name, so that the bot never locks itself out.
 */
export function overwritesFor(
  guildId: string,
  ownUserId: string,
  access: { kind: AccessKind; roleIds?: readonly string[] },
  before: readonly PermissionOverwrite[],
): PermissionOverwrite[] {
  const all = new Map<string, { type: number; allow: bigint; deny: bigint }>();
  for (const { id, type, allow, deny } of before) {
    const isEveryone = id === guildId;
    const opened = type === TYPE.role || id === ownUserId;
    all.set(id, {
      type,
      allow: opened ? parsePermissionBits(allow) & ~BOTH : parsePermissionBits(allow),
      deny: isEveryone ? parsePermissionBits(deny) & ~BOTH : parsePermissionBits(deny),
    });
  }
  const grant = (id: string, type: number, allow: bigint, deny: bigint) => {
    const entry = all.get(id) ?? { type, allow: 0n, deny: 0n };
    all.set(id, { type, allow: (entry.allow | allow) & ~deny, deny: (entry.deny | deny) & ~allow });
  };
  if (access.kind !== 'everyone') {
    const bits = access.kind === 'roles' ? BOTH : CONNECT;
    grant(guildId, TYPE.role, 0n, access.kind === 'roles' ? VIEW : CONNECT);
    for (const roleId of access.roleIds ?? []) grant(roleId, TYPE.role, bits, 0n);
    grant(ownUserId, TYPE.member, bits, 0n);
  }
  return [...all]
    .filter(([, { allow, deny }]) => allow !== 0n || deny !== 0n)
    .map(([id, { type, allow, deny }]) => ({ id, type, allow: allow.toString(), deny: deny.toString() }));
}
