import type { AppState } from '../app-state';

export const selectWebhooks = (state: AppState) => state.webhooks;
export const selectUsableWebhooks = (state: AppState) => state.webhooks.usable;
