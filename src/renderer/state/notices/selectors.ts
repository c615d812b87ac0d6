import type { NoticeRule } from '@shared/models/notices';
import type { AppState } from '../app-state';

/** The rule that tells of everybody who comes into this one room; what a person's menu switches. */
export function roomRuleOf(state: AppState, channelId: string): NoticeRule | undefined {
  return state.notices.notices.rules.find(
    ({ trigger, channelIds, enabled }) =>
      enabled && trigger === 'joins' && channelIds?.length === 1 && channelIds[0] === channelId,
  );
}

/** The rule that tells of this one person, in any room of the server. */
export function personRuleOf(state: AppState, guildId: string, userId: string): NoticeRule | undefined {
  return state.notices.notices.rules.find(
    (rule) =>
      rule.enabled &&
      rule.trigger === 'person' &&
      rule.guildId === guildId &&
      rule.channelIds === null &&
      rule.people.length === 1 &&
      rule.people[0]?.userId === userId,
  );
}
