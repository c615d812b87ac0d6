import type { MessageBody } from '@shared/models/message-body';
import type { Template } from '@shared/models/outbox';
import type { SliceContext } from '../app-state';
import { applyTemplates } from './apply';

export interface TemplatesActions {
  load(): Promise<void>;
  listChanged(templates: readonly Template[]): void;
  /** Null makes a new one. */
  save(templateId: string | null, name: string, body: MessageBody): Promise<void>;
  remove(templateId: string): Promise<void>;
}

export function createTemplatesActions({ api, get, update }: SliceContext): TemplatesActions {
  const put = (templates: readonly Template[]) =>
    update('templates', (state) => applyTemplates(state, templates));
  const others = (templateId: string) => get().templates.list.filter((t) => t.templateId !== templateId);
  return {
    async load() {
      put(await api.templates.list());
    },
    listChanged: put,
    async save(templateId, name, body) {
      const saved = await api.templates.save({ templateId, name, body });
      put([...others(saved.templateId), saved]);
    },
    async remove(templateId) {
      await api.templates.remove({ templateId });
      put(others(templateId));
    },
  };
}
