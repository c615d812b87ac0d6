import type { Component } from '@shared/discord/component';
import type { MessageBody } from '@shared/models/message-body';

/** The mentions written in a message. */
export interface WrittenMentions {
  everyone: '@everyone' | '@here' | null;
  /** Ids, in the order they were first written. */
  roleIds: string[];
  userIds: string[];
}

const MENTION = /<@(!?|&)(\d{1,20})>/g;
/** Discord notifies wherever these stand, in the middle of a word too, but not within code. */
const CALL = /@(everyone|here)/g;
const CODE = /```[\s\S]*?```|`[^`\n]+`/g;

/**
 * Mentions that can notify: those of the text, and of the text displays of a layout. Embeds never notify. What is
 * written as code is no mention.
 */
export function mentionsIn(body: MessageBody): WrittenMentions {
  const found = {
    everyone: null as WrittenMentions['everyone'],
    roles: new Set<string>(),
    users: new Set<string>(),
  };
  for (const text of textsOf(body)) {
    const plain = text.replace(CODE, ' ');
    for (const [, kind, id] of plain.matchAll(MENTION)) {
      if (id !== undefined) (kind === '&' ? found.roles : found.users).add(id);
    }
    for (const [, name] of plain.matchAll(CALL)) {
      if (name === 'everyone') found.everyone = '@everyone';
      else found.everyone ??= '@here';
    }
  }
  return { everyone: found.everyone, roleIds: [...found.roles], userIds: [...found.users] };
}

function textsOf(body: MessageBody): string[] {
  return body.componentsV2 ? componentTexts(body.components) : [body.content];
}

function componentTexts(components: readonly Component[]): string[] {
  return components.flatMap((component) => [
    ...(component.content === undefined ? [] : [component.content]),
    ...componentTexts(component.components ?? []),
  ]);
}
