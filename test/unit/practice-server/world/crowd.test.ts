import { describe, expect, it } from 'vitest';
import { ChannelType } from '../../../../src/main/practice-server/world/model';
import { buildWorld } from '../../../../src/main/practice-server/world/population/build-world';
import { seatCrowd } from '../../../../src/main/practice-server/world/population/crowd';
import { World } from '../../../../src/main/practice-server/world/world';

const startMs = Date.UTC(2026, 0, 1);
const large = () => buildWorld({ seed: 'crowd', members: 20_000, rooms: 200, guilds: 3, startMs });

describe('a large world', () => {
  const state = large();
  const [first, ...others] = [...state.guilds.values()];

  it('has the members and rooms that were asked for, no category with more than fifty', () => {
    expect(first?.members.size).toBe(20_001);
    const rooms = [...(first?.channels.values() ?? [])].filter(({ type }) => type === ChannelType.VOICE);
    expect(rooms).toHaveLength(205);
    const perCategory = new Map<string | null, number>();
    for (const room of rooms) perCategory.set(room.parent_id, (perCategory.get(room.parent_id) ?? 0) + 1);
    expect(Math.max(...perCategory.values())).toBe(50);
  });

  it('gives everything an id of its own, none from the future', () => {
    const ids = [...state.guilds.values()].flatMap((guild) => [guild.id, ...guild.channels.keys()]);
    ids.push(...state.users.keys());
    expect(new Set(ids).size).toBe(ids.length);
    const newest = ids.map(BigInt).reduce((a, b) => (a > b ? a : b));
    expect(Number(newest >> 22n) + 1_420_070_400_000).toBeLessThan(startMs);
  });

  it('is the same for a seed, and its first people are those of a small world', () => {
    expect(JSON.stringify([...large().users.values()])).toBe(JSON.stringify([...state.users.values()]));
    const small = buildWorld({ seed: 'crowd', members: 24, startMs });
    const names = (users: typeof state.users) =>
      [...users.values()].slice(0, 25).map((user) => user.username);
    expect(names(small.users)).toEqual(names(state.users));
  });

  it('has smaller guilds beside it, with people of the first', () => {
    expect(others).toHaveLength(2);
    for (const guild of others) {
      expect(guild.members.size).toBe(31);
      for (const id of guild.members.keys()) expect(first?.members.has(id)).toBe(true);
    }
  });

  it('seats a crowd in open rooms', () => {
    const world = new World(state, () => startMs);
    if (!first) throw new Error('a world has a guild');
    seatCrowd(world, first, 2000);
    expect(first.voice_states.size).toBe(2000);
    for (const { channel_id, user_id } of first.voice_states.values()) {
      expect(first.channels.get(channel_id)?.type).toBe(ChannelType.VOICE);
      expect(world.user(user_id)?.status).not.toBe('offline');
    }
  });
});
