import type { Destination, DirectDestination } from '@shared/models/message-body';
import type { WebhookSummary } from '@shared/models/routes';
import type { AppState } from '../../../state/app-state';

/** Where a destination leads: a route's own target. Null for a route that is not there. */
export function targetOf(state: AppState, destination: Destination): DirectDestination | null {
  if (destination.kind !== 'route') return destination;
  return state.routes.list.find((route) => route.name === destination.name)?.target ?? null;
}

export function webhookOf(state: AppState, target: DirectDestination | null): WebhookSummary | undefined {
  if (target?.kind !== 'webhook') return undefined;
  const { usable, list } = state.webhooks;
  return [...usable, ...list].find((webhook) => webhook.webhookId === target.webhookId);
}

/** The guild whose people, roles and emoji are offered; null in a DM. */
export function guildOf(state: AppState, target: DirectDestination | null): string | null {
  if (target === null || target.kind === 'user') return null;
  if (target.kind === 'webhook') return webhookOf(state, target)?.guildId ?? null;
  const { textChannels, threads } = state.workspace;
  return (textChannels[target.channelId] ?? threads[target.channelId])?.guildId ?? null;
}

/** A post needs a title, and in some forums a tag; nothing can be sent without. */
export function isIncomplete(state: AppState, destination: Destination): boolean {
  if (destination.kind !== 'forumPost') return false;
  const forum = state.workspace.textChannels[destination.channelId];
  return destination.title.trim() === '' || (forum?.tagRequired === true && destination.tagIds.length === 0);
}
