import type { WorldEvent } from '../../../src/main/practice-server/world/events';
import type { ChannelRecord, GuildRecord, UserRecord } from '../../../src/main/practice-server/world/model';
import { buildWorld } from '../../../src/main/practice-server/world/population/build-world';
import { World } from '../../../src/main/practice-server/world/world';
import { SteppedClock } from '../../support/stepped-clock';

export interface WorldUnderTest {
  world: World;
  guild: GuildRecord;
  clock: SteppedClock;
  events: WorldEvent[];
  /** Names of the events since the last call. */
  heard(): string[];
  channel(name: string): ChannelRecord;
  person(index: number): UserRecord;
}

/** A practice world on a clock that stands still, with a list of what it emitted. */
export function aWorld(seed = 'test', members = 24): WorldUnderTest {
  const clock = new SteppedClock();
  const world = new World(buildWorld({ seed, members, startMs: clock.now() }), () => clock.now());
  const guild = [...world.state.guilds.values()][0];
  if (!guild) throw new Error('a world has a guild');
  const events: WorldEvent[] = [];
  world.events.on((event) => events.push(event));
  let told = 0;
  return {
    world,
    guild,
    clock,
    events,
    heard() {
      const names = events.slice(told).map((event) => event.t);
      told = events.length;
      return names;
    },
    channel(name) {
      const channel = [...guild.channels.values()].find((candidate) => candidate.name === name);
      if (!channel) throw new Error(`no channel ${name}`);
      return channel;
    },
    person(index) {
      const user = world.people(guild)[index]?.user;
      if (!user) throw new Error(`no person ${index}`);
      return user;
    },
  };
}
