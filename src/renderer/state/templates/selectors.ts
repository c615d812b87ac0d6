import type { AppState } from '../app-state';

export const selectTemplates = (state: AppState) => state.templates.list;
