import type { Template } from '@shared/models/outbox';
import { share } from '../share';

/** Message templates, by name. */
export interface TemplatesState {
  list: readonly Template[];
}

export const initialTemplates: TemplatesState = { list: [] };

export function applyTemplates(state: TemplatesState, templates: readonly Template[]): TemplatesState {
  const sorted = [...templates].sort((a, b) => a.name.localeCompare(b.name));
  return { list: share(state.list, sorted) };
}
