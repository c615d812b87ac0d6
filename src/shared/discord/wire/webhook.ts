/** Kinds of webhook (reference "Webhook Types"); only `incoming` ones have a token to post with. */
export const WEBHOOK_TYPES = { incoming: 1, channelFollower: 2, application: 3 } as const;
