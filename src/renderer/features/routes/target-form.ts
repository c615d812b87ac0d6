import type { ChannelId, UserId } from '@shared/discord/snowflake';
import type { DirectDestination, WebhookIdentity } from '@shared/models/message-body';
import { strings } from '../../strings';

const words = strings.routes;

/** Where a route posts, as it is being filled in: every kind keeps what was chosen for it. */
export interface TargetForm {
  kind: DirectDestination['kind'];
  channelId: ChannelId | '';
  user: { userId: UserId; name: string } | null;
  webhookId: string;
  threadId: ChannelId | '';
  forumId: ChannelId | '';
  title: string;
  tagIds: readonly string[];
  username: string;
  avatarUrl: string;
}

export const emptyTarget: TargetForm = {
  kind: 'channel',
  channelId: '',
  user: null,
  webhookId: '',
  threadId: '',
  forumId: '',
  title: '',
  tagIds: [],
  username: '',
  avatarUrl: '',
};

/** Fills the form from a route. `where` names a person until more is known. */
export function formOf(target: DirectDestination, identity: WebhookIdentity, where: string): TargetForm {
  const form = {
    ...emptyTarget,
    kind: target.kind,
    username: identity.username ?? '',
    avatarUrl: identity.avatarUrl ?? '',
  };
  switch (target.kind) {
    case 'channel':
      return { ...form, channelId: target.channelId };
    case 'user':
      return { ...form, user: { userId: target.userId, name: where } };
    case 'webhook':
      return {
        ...form,
        webhookId: target.webhookId,
        threadId: target.threadId ?? '',
        title: target.threadName ?? '',
      };
    case 'forumPost':
      return { ...form, forumId: target.channelId, title: target.title, tagIds: target.tagIds };
  }
}

export type TargetOutcome =
  | { kind: 'ok'; target: DirectDestination; identity: WebhookIdentity }
  | { kind: 'problem'; field: 'channel' | 'user' | 'webhook' | 'forum' | 'title' | 'avatar'; text: string };

/** The form as a destination, or what it still lacks. `webhookInForum`: such a webhook can only open posts. */
export function targetOf(form: TargetForm, webhookInForum: boolean): TargetOutcome {
  const none: WebhookIdentity = { username: null, avatarUrl: null };
  const problem = (
    field: Extract<TargetOutcome, { kind: 'problem' }>['field'],
    text: string,
  ): TargetOutcome => ({
    kind: 'problem',
    field,
    text,
  });
  switch (form.kind) {
    case 'channel':
      if (form.channelId === '') return problem('channel', words.channelNeeded);
      return { kind: 'ok', target: { kind: 'channel', channelId: form.channelId }, identity: none };
    case 'user':
      if (form.user === null) return problem('user', words.personNeeded);
      return { kind: 'ok', target: { kind: 'user', userId: form.user.userId }, identity: none };
    case 'webhook': {
      if (form.webhookId === '') return problem('webhook', words.webhookNeeded);
      const avatarUrl = form.avatarUrl.trim();
      if (avatarUrl !== '' && !/^https:\/\/\S+$/i.test(avatarUrl)) return problem('avatar', words.avatarRule);
      const title = form.title.trim();
      const opensPosts = webhookInForum && form.threadId === '';
      if (opensPosts && title === '') return problem('title', words.postTitleNeeded);
      return {
        kind: 'ok',
        target: {
          kind: 'webhook',
          webhookId: form.webhookId,
          threadId: form.threadId === '' ? null : form.threadId,
          threadName: opensPosts ? title : null,
        },
        identity: { username: form.username.trim() || null, avatarUrl: avatarUrl || null },
      };
    }
    case 'forumPost':
      if (form.forumId === '') return problem('forum', words.forumNeeded);
      if (form.title.trim() === '') return problem('title', words.postTitleNeeded);
      return {
        kind: 'ok',
        target: {
          kind: 'forumPost',
          channelId: form.forumId,
          title: form.title.trim(),
          tagIds: [...form.tagIds],
        },
        identity: none,
      };
  }
}
