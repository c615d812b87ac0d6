import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaps, joined, type Stretch } from '../../../src/main/archive/coverage';
import { Database } from '../../../src/main/archive/database';
import {
  ANNA,
  aQuery,
  aTimeline,
  BEN,
  GUILD,
  idAt,
  messageWrite,
  openArchive,
  ROOM,
  T0,
} from '../../support/archive-kit';

const DAY = 86_400_000;

describe('the file of an archive', () => {
  it('that is no database is set aside under another name, and the app goes on', async () => {
    const { archive, path } = await openArchive();
    archive.close();
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
    writeFileSync(path, 'this is not a database '.repeat(500));
    const kit = await openArchive(path);
    await kit.write(messageWrite());
    const { notices } = await kit.archive.handle('status', {});
    expect(notices[0]).toMatch(/damaged and is kept as archive\.db\.damaged-/);
    const aside = readdirSync(dirname(path)).find((name) => name.includes('damaged')) ?? '';
    expect(readFileSync(join(dirname(path), aside), 'utf8')).toContain('not a database');
  });

  it('that breaks while we work is set aside, and what was to be written is written', async () => {
    const kit = await openArchive();
    await kit.write(...Array.from({ length: 400 }, (_, n) => messageWrite({ id: idAt(T0 + n) })));
    const { path, archive } = kit;
    archive.close();
    const bytes = readFileSync(path);
    // The header stays as it is; every page behind it is torn.
    bytes.fill(0xa5, 8_192);
    writeFileSync(path, bytes);
    const after = await openArchive(path);
    await after.write(messageWrite({ id: idAt(T0 + DAY), content: 'after the accident' }));
    expect(await after.found({ text: 'accident' })).toEqual(['after the accident']);
    const { notices } = await after.archive.handle('status', {});
    expect(notices).toHaveLength(1);
  });

  it('of a newer version is kept untouched', async () => {
    const { archive, path } = await openArchive();
    archive.close();
    const newer = new Database(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const kit = await openArchive(path);
    const { notices } = await kit.archive.handle('status', {});
    expect(notices[0]).toMatch(/newer version of Roomtone and is kept as archive\.db\.newer-/);
    expect(readdirSync(dirname(path)).some((name) => name.includes('.newer-'))).toBe(true);
  });

  it('keeps everything over a restart', async () => {
    const first = await openArchive();
    await first.write(messageWrite({ content: 'still here' }));
    expect(await (await first.restart()).found({ text: 'still' })).toEqual(['still here']);
  });
});

describe('forgetting a person', () => {
  it('leaves nothing of them, in the file neither, and keeps nothing of them from then on', async () => {
    const kit = await openArchive();
    const secret = 'zyzzyva';
    const bens = { author: { id: BEN, username: 'benthesecond', global_name: 'Ben' } };
    await kit.write(
      messageWrite({ id: idAt(T0, 1), content: `${secret} one`, ...bens }),
      messageWrite({
        id: idAt(T0, 2),
        content: 'an answer',
        type: 19,
        mentions: [bens.author],
        message_reference: { message_id: idAt(T0, 1), channel_id: ROOM },
        referenced_message: {
          ...(messageWrite({ content: secret, ...bens }) as { message: object }).message,
        },
      }),
      {
        t: 'messagePatch',
        atMs: T0,
        messageId: idAt(T0, 1),
        channelId: ROOM,
        guildId: GUILD,
        fields: { content: `${secret} two` },
      },
      { t: 'voice', atMs: T0, guildId: GUILD, userId: BEN, channelId: ROOM, flags: 0 },
      { t: 'member', guildId: GUILD, userId: BEN, nick: 'benthesecond the great' },
    );
    const expected = { messages: 1, versions: 1, reactions: 0, voiceSessions: 1, events: 2 };
    expect(await kit.archive.handle('traces', { userId: BEN })).toEqual(expected);
    expect(await kit.archive.handle('forget', { userId: BEN, nowMs: T0 })).toEqual(expected);

    await kit.write(messageWrite({ id: idAt(T0, 3), content: `${secret} three`, ...bens }), {
      t: 'voice',
      atMs: T0,
      guildId: GUILD,
      userId: BEN,
      channelId: ROOM,
      flags: 0,
    });
    expect(await kit.found({ includeDeleted: true })).toEqual(['an answer']);
    expect((await kit.archive.handle('timeline', aTimeline({ userId: BEN as never }))).events).toEqual([]);
    kit.archive.close();
    const left = ['', '-wal'].filter((part) => existsSync(kit.path + part));
    for (const part of left) {
      const bytes = readFileSync(kit.path + part, 'latin1');
      expect(bytes).not.toContain(secret);
      expect(bytes).not.toContain('benthesecond');
    }
  });

  it('can be taken back for what comes', async () => {
    const kit = await openArchive();
    await kit.archive.handle('forget', { userId: ANNA, nowMs: T0 });
    await kit.write(messageWrite({ content: 'not this' }));
    await kit.archive.handle('remember', { userId: ANNA });
    await kit.write(messageWrite({ id: idAt(T0, 5), content: 'but this' }));
    expect(await kit.found()).toEqual(['but this']);
  });
});

describe('retention', () => {
  it('deletes what is older than allowed, a guild by its own rule', async () => {
    const kit = await openArchive();
    await kit.write(
      messageWrite({ id: idAt(T0 - 20 * DAY), content: 'old' }),
      messageWrite({ id: idAt(T0 - 2 * DAY), content: 'young' }),
      { ...messageWrite({ id: idAt(T0 - 21 * DAY), content: 'old elsewhere' }), guildId: '77' } as never,
    );
    const guilds = [{ guildId: '77' as never, enabled: true, keepDays: 30 }];
    await kit.archive.handle('setSettings', { keepDays: 10, guilds });
    expect(await kit.archive.handle('sweep', { nowMs: T0 })).toEqual({ deleted: 1, more: false });
    expect(await kit.found()).toEqual(['young', 'old elsewhere']);
    expect(await kit.found({ text: 'old' })).toEqual(['old elsewhere']);
  });

  it('takes nothing in of a guild that is switched off', async () => {
    const kit = await openArchive();
    const guilds = [{ guildId: GUILD as never, enabled: false, keepDays: null }];
    await kit.archive.handle('setSettings', { keepDays: null, guilds });
    await kit.write(messageWrite());
    expect(await kit.found()).toEqual([]);
  });
});

describe('what is missing of a history', () => {
  it('is exactly what no stretch holds', () => {
    const end = 60;
    const stretch = fc
      .tuple(fc.integer({ min: 0, max: end }), fc.integer({ min: 0, max: 12 }))
      .map(([lo, length]): Stretch => ({ lo: BigInt(lo), hi: BigInt(lo + length) }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
        const missing = gaps({ lo: 0n, hi: BigInt(end) }, stretches);
        const holds = (list: readonly Stretch[], at: bigint) =>
          list.some(({ lo, hi }) => lo <= at && at <= hi);
        for (let at = 0n; at <= BigInt(end); at += 1n) {
          expect(holds(missing, at)).toBe(!holds(stretches, at));
          expect(holds(joined(stretches), at)).toBe(holds(stretches, at));
        }
        for (const [newer, older] of missing.map((gap, n) => [gap, missing[n + 1]] as const)) {
          if (older && newer) expect(older.hi < newer.lo - 1n).toBe(true);
        }
      }),
    );
  });

  it('is what was neither fetched nor seen live since it was asked for', async () => {
    const kit = await openArchive();
    const asked = { t: 'backfill', atMs: T0, channelId: ROOM, wanted: true, stopped: null } as const;
    await kit.write({ t: 'connected', atMs: T0, fresh: true }, asked);
    const hi = idAt(T0);
    const missing = (until: string) => kit.archive.handle('gaps', { channelId: ROOM, hi: until });
    expect(await missing(hi)).toEqual([{ lo: '0', hi }]);
    const page = idAt(T0 - DAY);
    await kit.write({ t: 'covered', atMs: T0, channelId: ROOM, lo: page, hi, fetched: 100 });
    expect(await missing(hi)).toEqual([{ lo: '0', hi: (BigInt(page) - 1n).toString() }]);
    await kit.write({ t: 'covered', atMs: T0, channelId: ROOM, lo: '0', hi: page, fetched: 3 });
    await kit.write({ t: 'heartbeat', atMs: T0 + DAY });
    const [hole] = await missing(idAt(T0 + 2 * DAY));
    expect(BigInt(hole?.lo ?? 0)).toBe(BigInt(idAt(T0 + DAY)) + 1n);
  });
});

describe('an export', () => {
  const asked = (path: string, format: 'json' | 'csv' | 'html' | 'text') => ({
    what: { kind: 'messages' as const, query: aQuery() },
    format,
    path,
    title: 'All & everything',
    nowMs: T0,
  });

  it('holds every message, harmless for spreadsheets and browsers', async () => {
    const kit = await openArchive();
    const nasty = '=HYPERLINK("x"),<script>alert(1)</script>';
    await kit.write(
      ...Array.from({ length: 1_200 }, (_, n) => messageWrite({ id: idAt(T0 + n), content: `line ${n}` })),
      messageWrite({ id: idAt(T0 + DAY), content: nasty }),
    );
    const path = join(dirname(kit.path), 'out');
    const read = async (format: 'json' | 'csv' | 'html' | 'text') => {
      const seen: number[] = [];
      const { rows } = await kit.archive.handle('export', asked(path, format), {
        onProgress: (done) => seen.push(done),
      });
      expect(rows).toBe(1_201);
      expect(seen.length).toBeGreaterThan(2);
      return readFileSync(path, 'utf8');
    };
    const json = JSON.parse(await read('json')) as { messages: { message: { content: string } }[] };
    expect(json.messages).toHaveLength(1_201);
    expect(json.messages[0]?.message.content).toBe(nasty);
    const csv = await read('csv');
    expect(csv.split('\r\n')).toHaveLength(1_203);
    expect(csv).toContain(`"'=HYPERLINK(""x""),<script>`);
    expect(await read('html')).not.toContain('<script>');
    expect((await read('text')).split('\n').filter((line) => line.includes('line'))).toHaveLength(1_200);
  });

  it('that is cancelled leaves nothing, and what was there as it was', async () => {
    const kit = await openArchive();
    await kit.write(...Array.from({ length: 1_200 }, (_, n) => messageWrite({ id: idAt(T0 + n) })));
    const path = join(dirname(kit.path), 'out.csv');
    writeFileSync(path, 'before');
    const abort = new AbortController();
    const exporting = kit.archive.handle('export', asked(path, 'csv'), {
      signal: abort.signal,
      onProgress: (rows) => rows > 0 && abort.abort(),
    });
    await expect(exporting).rejects.toThrow();
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(dirname(path)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
