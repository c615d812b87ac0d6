import { draftKeyOf } from '@shared/models/body-basics';
import type { Destination } from '@shared/models/message-body';
import type { NamedRoute, WebhookSummary } from '@shared/models/routes';
import type { DirectChannelSummary } from '@shared/models/workspace';
import type { WorkspaceState } from '../../../state/workspace/apply';
import { composeStrings as words } from '../../../strings/compose';

/** One place a message can go to. */
export interface Choice {
  value: string;
  label: string;
  destination: Destination;
}

export interface ChoiceGroup {
  label: string;
  choices: readonly Choice[];
}

/** The same for the same place, whatever title or thread was set beside it. */
export function placeKey(destination: Destination): string {
  return destination.kind === 'webhook' ? `webhook:${destination.webhookId}` : draftKeyOf(destination);
}

function choice(label: string, destination: Destination): Choice {
  return { value: placeKey(destination), label, destination };
}

/** Every place one can post to, grouped: routes, the guilds' channels with their threads, DMs, webhooks. */
export function choicesOf(known: {
  workspace: WorkspaceState;
  directs: readonly DirectChannelSummary[];
  webhooks: readonly WebhookSummary[];
  routes: readonly NamedRoute[];
}): ChoiceGroup[] {
  const { workspace, directs, webhooks, routes } = known;
  const channels = Object.values(workspace.textChannels).sort((a, b) => a.position - b.position);
  const threads = Object.values(workspace.threads).filter((thread) => !thread.archived);
  const guilds = Object.values(workspace.guilds).map((guild) => ({
    label: guild.name,
    choices: channels
      .filter((channel) => channel.guildId === guild.guildId)
      .flatMap((channel) => {
        const { channelId, name, abilities } = channel;
        const isForum = channel.kind === 'forum' || channel.kind === 'media';
        const own = isForum
          ? [choice(words.postIn(name), { kind: 'forumPost', channelId, title: '', tagIds: [] })]
          : abilities.includes('send')
            ? [choice(`#${name}`, { kind: 'channel', channelId })]
            : [];
        const below = threads
          .filter((thread) => thread.parentId === channelId && thread.abilities.includes('sendInThreads'))
          .map((thread) => choice(`    ${thread.name}`, { kind: 'channel', channelId: thread.channelId }));
        return [...own, ...below];
      }),
  }));
  const groups: ChoiceGroup[] = [
    {
      label: words.routes,
      choices: routes.map((route) =>
        choice(`${route.name} (${route.where})`, { kind: 'route', name: route.name }),
      ),
    },
    ...guilds,
    {
      label: words.directs,
      choices: directs.map((direct) =>
        choice(`@${direct.displayName}`, { kind: 'channel', channelId: direct.channelId }),
      ),
    },
    {
      label: words.webhooks,
      choices: webhooks.map((webhook) => {
        const channel = webhook.channelId === null ? undefined : workspace.textChannels[webhook.channelId];
        const where = channel ? ` (#${channel.name})` : '';
        return choice(`${webhook.name}${where}`, {
          kind: 'webhook',
          webhookId: webhook.webhookId,
          threadId: null,
          threadName: null,
        });
      }),
    },
  ];
  return groups.filter((group) => group.choices.length > 0);
}
