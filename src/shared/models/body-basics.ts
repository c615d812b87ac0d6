import type { AllowedMentions, Destination, MessageBody } from './message-body';

/** The plain values beside the schemas of `message-body`, for the window's first screen, which loads no schemas. */

export const NO_MENTIONS: AllowedMentions = {
  everyone: false,
  roles: false,
  users: false,
  repliedUser: false,
};
/** What a person who writes by hand expects. */
export const DEFAULT_MENTIONS: AllowedMentions = {
  everyone: false,
  roles: true,
  users: true,
  repliedUser: true,
};

export const EMPTY_BODY: MessageBody = {
  content: '',
  embeds: [],
  components: [],
  componentsV2: false,
  files: [],
  allowedMentions: DEFAULT_MENTIONS,
  silent: false,
  suppressEmbeds: false,
  replyTo: null,
  identity: { username: null, avatarUrl: null },
};

/** Drafts are kept one for each place one can write to: this names the place. */
export function draftKeyOf(destination: Destination): string {
  switch (destination.kind) {
    case 'channel':
      return `channel:${destination.channelId}`;
    case 'user':
      return `user:${destination.userId}`;
    case 'webhook':
      return `webhook:${destination.webhookId}:${destination.threadId ?? ''}`;
    case 'forumPost':
      return `post:${destination.channelId}`;
    case 'route':
      return `route:${destination.name}`;
  }
}
