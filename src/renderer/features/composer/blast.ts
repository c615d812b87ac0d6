import type { BlastRadius, MessageBody } from '@shared/models/message-body';

/** From this many people on, a role is something to think about twice. */
export const LARGE_ROLE = 50;
/** Whether the text can call anybody at all; nothing needs to be asked otherwise. */
export function mayMention(body: MessageBody): boolean {
  if (/<@[!&]?\d+>|@everyone|@here/.test(body.content)) return true;
  if (body.replyTo !== null && body.allowedMentions.repliedUser) return true;
  return body.componentsV2 && /<@[!&]?\d+>|@everyone|@here/.test(JSON.stringify(body.components));
}

/** What is asked about before it goes: everyone, here, or a role of many. Null = it may go. */
export function needsConsent(radius: BlastRadius): { mention: string; people: number } | null {
  if (radius.everyone?.notifies) return radius.everyone;
  const [largest] = radius.roles
    .filter((role) => role.notifies && role.people >= LARGE_ROLE)
    .sort((a, b) => b.people - a.people);
  return largest ? { mention: `@${largest.name}`, people: largest.people } : null;
}

/** Names of all who are notified, groups first: `@everyone`, `@Crew (12)`, `Mira`. */
export function notifiedNames(radius: BlastRadius): string[] {
  const { everyone, roles, users } = radius;
  return [
    ...(everyone?.notifies ? [`${everyone.mention} (${everyone.people})`] : []),
    ...roles.filter((role) => role.notifies).map((role) => `@${role.name} (${role.people})`),
    ...users.filter((user) => user.notifies).map((user) => user.name),
  ];
}

/** Names that stand in the text and are not notified. */
export function unnotifiedNames(radius: BlastRadius): string[] {
  const { everyone, roles, users } = radius;
  return [
    ...(everyone && !everyone.notifies ? [everyone.mention] : []),
    ...roles.filter((role) => !role.notifies).map((role) => `@${role.name}`),
    ...users.filter((user) => !user.notifies).map((user) => user.name),
  ];
}
