import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InProcessPracticeHost, startCore } from './core-support';
import { connectDesk, type Desk, startDesk } from './desk-support';

describe('what has been read', () => {
  let folder: string;
  let desk: Desk;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'roomtone-reads-'));
    desk = await startDesk({}, folder);
  });
  afterEach(async () => {
    await desk.close();
    await rm(folder, { recursive: true, force: true });
  });

  const here = (of = desk) => of.core.messages.readStates().find((s) => s.channelId === of.channelId);

  it('begins with nothing missed', async () => {
    await expect.poll(() => here()).toMatchObject({ unread: 0, mentions: 0, guildId: desk.guildId });
  });

  it('counts what arrives and what calls us, until it is read', async () => {
    await desk.theirs('one');
    const second = await desk.theirs(`<@${desk.session().userId}> two`);
    const third = await desk.theirs('three');
    await expect.poll(() => here()).toMatchObject({ unread: 3, mentions: 1, lastMessageId: third });
    expect(desk.reads.at(-1)).toMatchObject({ channelId: desk.channelId, unread: 3 });

    desk.core.messages.markRead({ channelId: desk.channelId, messageId: second });
    expect(here()).toMatchObject({ unread: 1, mentions: 0, lastReadId: second });
    desk.core.messages.markRead({ channelId: desk.channelId, messageId: third });
    expect(here()).toMatchObject({ unread: 0, mentions: 0, lastReadId: third });
  });

  it('is up to where we wrote ourselves', async () => {
    await desk.theirs('question');
    const answer = await desk.send('answer');

    await expect.poll(() => here()).toMatchObject({ unread: 0, lastReadId: answer });
  });

  it('no longer counts what was deleted unread', async () => {
    const messageId = await desk.theirs('oops');
    await expect.poll(() => here()?.unread).toBe(1);
    desk.core.messages.delete({ channelId: desk.channelId, messageIds: [messageId], reason: null });

    await expect.poll(() => here()?.unread).toBe(0);
  });

  it('is known again after a restart, with what came meanwhile as unread', async () => {
    const read = await desk.theirs('seen');
    await expect.poll(() => here()?.unread).toBe(1);
    desk.core.messages.markRead({ channelId: desk.channelId, messageId: read });
    await desk.core.close();

    const missed = await desk.theirs('missed');
    const core = await startCore(new InProcessPracticeHost(), folder);
    desk = await connectDesk(desk.server, core);
    await expect.poll(() => here()).toMatchObject({ lastReadId: read, lastMessageId: missed, unread: 1 });
  });
});
