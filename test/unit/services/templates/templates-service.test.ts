import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelId, MessageId } from '@shared/discord/snowflake';
import { EMPTY_BODY } from '@shared/models/message-body';
import type { Template } from '@shared/models/outbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTemplatesService } from '../../../../src/main/services/templates';
import { silentLogger } from '../../../../src/main/support/logger';
import { SteppedClock } from '../../../support/stepped-clock';

describe('templates', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-templates-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = () =>
    createTemplatesService({ dataDir: folder, clock: new SteppedClock(), logger: silentLogger });
  const body = { ...EMPTY_BODY, content: 'Hello {{name}}' };

  it('are kept, changed under their id, told and listed by name', async () => {
    const templates = await open();
    const told: Template[][] = [];
    templates.onChanged((list) => told.push(list));
    const welcome = await templates.save({ templateId: null, name: 'Welcome', body });
    await templates.save({ templateId: null, name: 'Agenda', body });
    await templates.save({ templateId: welcome.templateId, name: 'Hello', body });
    expect(told.at(-1)?.map(({ name }) => name)).toEqual(['Agenda', 'Hello']);
    await templates.close();

    const again = await open();
    expect(again.list().map(({ name }) => name)).toEqual(['Agenda', 'Hello']);
    await again.remove({ templateId: welcome.templateId });
    expect(again.list().map(({ name }) => name)).toEqual(['Agenda']);
    await again.close();
  });

  it('answer no message in particular', async () => {
    const templates = await open();
    const replyTo = {
      channelId: ChannelId.parse('1'),
      messageId: MessageId.parse('2'),
      authorName: 'Mira',
      excerpt: '',
    };
    const saved = await templates.save({ templateId: null, name: 'A', body: { ...body, replyTo } });
    expect(saved.body.replyTo).toBeNull();
    await templates.close();
  });
});
