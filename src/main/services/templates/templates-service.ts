import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { MessageBody } from '@shared/models/message-body';
import { Template } from '@shared/models/outbox';
import { z } from 'zod';
import type { Clock } from '../../support/clock';
import { Emitter } from '../../support/emitter';
import { JsonFile } from '../../support/json-file';
import type { Logger } from '../../support/logger';

/** Messages kept to be used again, for all accounts. Filling in their variables is the composer's work. */
export interface TemplatesService {
  /** By name. */
  list(): Template[];
  /** `templateId` null makes a new one; one that was removed meanwhile is made anew. */
  save(input: { templateId: string | null; name: string; body: MessageBody }): Promise<Template>;
  remove(input: { templateId: string }): Promise<void>;
  fileIds(): Set<string>;
  onChanged(listener: (templates: Template[]) => void): () => void;
  close(): Promise<void>;
}

export interface TemplatesOptions {
  dataDir: string;
  clock: Clock;
  logger: Logger;
}

const Content = z.object({ version: z.literal(1), templates: z.array(Template) });
type Content = z.infer<typeof Content>;

export async function createTemplatesService(options: TemplatesOptions): Promise<TemplatesService> {
  const { clock, logger } = options;
  const file = await JsonFile.open<Content>({
    path: join(options.dataDir, 'templates.json'),
    schema: Content,
    empty: { version: 1, templates: [] },
    clock,
    logger,
  });
  const changed = new Emitter<Template[]>((error) => logger.error('a listener failed', { error }));
  const list = () => [...file.value.templates].sort((a, b) => a.name.localeCompare(b.name));
  const store = async (templates: Template[]) => {
    await file.save({ version: 1, templates });
    changed.emit(list());
  };

  return {
    list,
    async save({ templateId, name, body }) {
      const template: Template = {
        templateId: templateId ?? randomUUID(),
        name,
        // A reply belongs to the one message it answers.
        body: { ...body, replyTo: null },
        updatedAtMs: clock.now(),
      };
      const others = file.value.templates.filter((other) => other.templateId !== template.templateId);
      await store([...others, template]);
      return template;
    },
    remove: ({ templateId }) =>
      store(file.value.templates.filter((template) => template.templateId !== templateId)),
    fileIds: () =>
      new Set(file.value.templates.flatMap((template) => template.body.files.map((staged) => staged.fileId))),
    onChanged: changed.on,
    async close() {
      changed.clear();
      await file.flush();
    },
  };
}
