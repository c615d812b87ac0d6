import { describe, expect, it } from 'vitest';
import { createChildArchiveHost } from '../../../src/main/archive-process/child-host';
import { silentLogger } from '../../../src/main/support/logger';
import { ScriptedChild } from '../../support/scripted-child';
import { SteppedClock } from '../../support/stepped-clock';

function startHost() {
  const children: ScriptedChild[] = [];
  const clock = new SteppedClock();
  const host = createChildArchiveHost({
    spawn: () => {
      const child = new ScriptedChild();
      children.push(child);
      return child;
    },
    clock,
    logger: silentLogger,
  });
  const last = () => {
    const child = children.at(-1);
    if (!child) throw new Error('no process yet');
    return child;
  };
  const asked = () => last().sent as { kind: string; id: number; name: string }[];
  return { host, children, clock, last, asked };
}

const write = { writer: 'w', batch: 1, nowMs: 0, writes: [] };

describe('the archive in a process of its own', () => {
  it('starts with the first question and matches answers by number, in any order', async () => {
    const { host, children, last, asked } = startHost();
    expect(children).toHaveLength(0);
    const forgotten = host.ask('a.db', 'forgotten', {});
    const swept = host.ask('a.db', 'sweep', { nowMs: 5 });
    const [first, second] = asked();
    last().say({ kind: 'answer', id: second?.id, output: { deleted: 3, more: false } });
    last().say({ kind: 'answer', id: first?.id, output: [] });
    expect(await swept).toEqual({ deleted: 3, more: false });
    expect(await forgotten).toEqual([]);
  });

  it('asks again after a crash, so that a write is not lost', async () => {
    const { host, children, last, asked } = startHost();
    const written = host.ask('a.db', 'write', write);
    last().exit(139);
    expect(children).toHaveLength(2);
    expect(asked()[0]).toMatchObject({ name: 'write', input: write });
    last().say({ kind: 'answer', id: asked()[0]?.id, output: { events: [] } });
    expect(await written).toEqual({ events: [] });
  });

  it('gives up a question that it dies over twice', async () => {
    const { host, children, last } = startHost();
    const searched = host.ask('a.db', 'forgotten', {});
    last().exit(139);
    last().exit(139);
    await expect(searched).rejects.toMatchObject({ code: 'archive/failed', retryable: true });
    expect(children).toHaveLength(2);
  });

  it('rests for a minute when it does not stay up', async () => {
    const { host, children, clock, last } = startHost();
    for (let n = 0; n < 3; n += 1) {
      const asked = host.ask('a.db', 'forgotten', {});
      last().exit(1);
      last().exit(1);
      await expect(asked).rejects.toMatchObject({ retryable: true });
    }
    const before = children.length;
    await expect(host.ask('a.db', 'forgotten', {})).rejects.toMatchObject({ code: 'archive/unavailable' });
    expect(children).toHaveLength(before);
    clock.advance(60_001);
    void host.ask('a.db', 'forgotten', {}).catch(() => undefined);
    expect(children).toHaveLength(before + 1);
  });

  it('refuses answers that are not what was asked for, and hears nothing that is no message', async () => {
    const { host, last, asked } = startHost();
    const status = host.ask('a.db', 'status', {});
    last().say({ kind: 'answer', id: 'x' });
    last().say('hello');
    last().say({ kind: 'answer', id: 999, output: null });
    last().say({ kind: 'answer', id: asked()[0]?.id, output: { messages: 'many' } });
    await expect(status).rejects.toMatchObject({ code: 'archive/failed' });
  });

  it('tells a full disk from other failures', async () => {
    const { host, last, asked } = startHost();
    const written = host.ask('a.db', 'write', write);
    last().say({ kind: 'failed', id: asked()[0]?.id, failure: { code: 'SQLITE_FULL', message: 'full' } });
    await expect(written).rejects.toMatchObject({ code: 'archive/disk-full', retryable: true });
  });

  it.each([
    ['SQLITE_IOERR_WRITE', true],
    ['SQLITE_BUSY_SNAPSHOT', true],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', false],
    [null, false],
  ])('takes %s for something that passes: %s', async (code, retryable) => {
    const { host, last, asked } = startHost();
    const written = host.ask('a.db', 'write', write);
    last().say({ kind: 'failed', id: asked()[0]?.id, failure: { code, message: 'so' } });
    await expect(written).rejects.toMatchObject({ code: 'archive/failed', retryable });
  });

  it('lets an export be cancelled, and says so as its signal does', async () => {
    const { host, last, asked } = startHost();
    const abort = new AbortController();
    const query = { guildId: null, channelId: null, userId: null, kinds: [], fromMs: null, toMs: null };
    const exported = host.ask(
      'a.db',
      'export',
      { what: { kind: 'timeline', query }, format: 'csv', path: '/x', title: 't', nowMs: 0 },
      { signal: abort.signal },
    );
    const id = asked()[0]?.id;
    abort.abort(new Error('not wanted'));
    expect(asked()[1]).toEqual({ kind: 'cancel', id });
    last().say({ kind: 'failed', id, failure: { code: 'cancelled', message: '' } });
    await expect(exported).rejects.toThrow('not wanted');
  });
});
