import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deleteMessage } from '../../../../src/main/practice-server/world/commands/messages';
import { addReaction } from '../../../../src/main/practice-server/world/commands/reactions';
import { buildWorld } from '../../../../src/main/practice-server/world/population/build-world';
import { World } from '../../../../src/main/practice-server/world/world';

const COUNT = 100_000;
const START_MS = Date.UTC(2026, 5, 1);
const aLongWorld = (count = COUNT) => {
  const state = buildWorld({ seed: 'long', members: 12, startMs: START_MS, longHistory: count });
  const world = new World(state, () => START_MS);
  const channelId = world.longHistory?.channelId ?? '';
  const found = world.channel(channelId);
  if (!found) throw new Error('no channel');
  return { world, ...found, history: world.history(channelId) };
};

describe('a long history', () => {
  it('is the same every time, wherever it is entered', () => {
    const [a, b] = [aLongWorld(), aLongWorld()];
    const anchor = a.history.page({ limit: 1 })[0]?.id ?? '';
    const [older] = a.history.page({ before: anchor, limit: 100 }).slice(-1);
    expect(b.history.find(older?.id ?? '')).toEqual(older);
    expect(a.channel.last_message_id).toBe(anchor);
  });

  it('has rising ids and times from end to end', () => {
    const { history } = aLongWorld(500);
    const ids: bigint[] = [];
    let before: string | undefined;
    for (;;) {
      const page = history.page({ limit: 100, before });
      if (page.length === 0) break;
      ids.push(...page.map(({ id }) => BigInt(id)));
      before = page.at(-1)?.id;
    }
    expect(ids).toHaveLength(500);
    expect(ids.every((id, index) => index === 0 || id < (ids[index - 1] ?? 0n))).toBe(true);
  });

  it('pages the same way from any cursor, forwards and backwards', () => {
    const { history } = aLongWorld();
    const [newest] = history.page({ limit: 1 });
    const top = BigInt(newest?.id ?? 0);
    fc.assert(
      fc.property(fc.bigInt({ min: top - 10n ** 15n, max: top + 10n ** 10n }), (cursor) => {
        const older = history.page({ before: cursor.toString(), limit: 20 });
        const newer = history.page({ after: cursor.toString(), limit: 20 });
        expect(older.every(({ id }) => BigInt(id) < cursor)).toBe(true);
        expect(newer.every(({ id }) => BigInt(id) > cursor)).toBe(true);
        const around = history.page({ around: cursor.toString(), limit: 20 });
        expect(around.slice(-10)).toEqual(older.slice(0, 10).slice(-around.length));
      }),
    );
  });

  it('keeps what is done to it, through a restart as well', () => {
    const { world, guild, channel, history } = aLongWorld();
    const [, second, third] = history.page({ limit: 3 });
    const message = world.message(channel.id, second?.id ?? '');
    const gone = world.message(channel.id, third?.id ?? '');
    if (!message || !gone) throw new Error('no message');
    addReaction(world, guild, channel, message, { id: null, name: '🫡' }, world.botId);
    deleteMessage(world, guild, channel, gone);
    const record = world.longHistory?.toRecord() ?? null;
    const again = new World(
      { ...world.state, long_history: JSON.parse(JSON.stringify(record)) },
      () => START_MS,
    );
    for (const each of [world, again]) {
      expect(each.message(channel.id, gone.id)).toBeUndefined();
      expect(each.message(channel.id, message.id)?.reactions).toContainEqual({
        emoji: { id: null, name: '🫡' },
        user_ids: [world.botId],
      });
      expect(
        each
          .history(channel.id)
          .page({ limit: 3 })
          .map(({ id }) => id),
      ).not.toContain(gone.id);
    }
  });

  it('costs nothing until it is read, and little then', () => {
    const started = performance.now();
    const { history } = aLongWorld(5_000_000);
    history.page({ limit: 100 });
    expect(performance.now() - started).toBeLessThan(500);
  });
});
