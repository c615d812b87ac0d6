import type { Refusal } from '@shared/models/messages';

type Gone = Extract<Refusal, { kind: 'gone' }>['what'];

/** Why Discord does not do something, and what to do about it: the one wording for every view. */
export const refusalStrings = {
  title: 'Discord did not do that',
  missingPermission: (permission: string, where: 'here' | 'there' = 'here') =>
    `The bot lacks ${permission} ${where}. Give it that permission in Discord, then try again.`,
  gone: {
    message: 'The message is no longer there.',
    channel: 'The channel is no longer there.',
    thread: 'The thread is no longer there.',
    webhook: 'The webhook is no longer there. Choose another one or make a new one.',
    user: 'This person is no longer there.',
    emoji: 'The emoji is no longer there.',
    role: 'The role is no longer there.',
  } satisfies Record<Gone, string>,
  dmClosed: 'They take no direct messages from this bot. Write to them in a channel instead.',
  locked: 'The thread is locked. Unlock it, or ask somebody with Manage Threads.',
  slowMode: (wait: string) => `Slow mode: try again in ${wait}.`,
  limitReached: (message: string) => `A limit of Discord is reached: ${message}`,
  invalid: (field: string, message: string) => `${field}: ${message}`,
  notAccepted: 'Discord did not accept what was entered.',
} as const;
