import { StormInput, type StormReport } from '@shared/models/practice-storm';
import { describe, expect, it } from 'vitest';
import { MembersDirector } from '../../../../src/main/practice-server/members/director';
import { Storm } from '../../../../src/main/practice-server/members/storm';
import { aWorld } from '../support';

const ALL = { voiceStates: 5, messages: 2, typing: 1, presence: 2, members: 1 };

function run(seed: string, more: object = {}): { report: StormReport; names: string[]; after: string } {
  const { world, guild, clock, events } = aWorld('storm', 60);
  const director = new MembersDirector(world, clock, null);
  const storm = new Storm(director, clock);
  storm.start(StormInput.parse({ seed, eventsPerSecond: 400, forMs: 2_500, kinds: ALL, ...more }));
  clock.advance(10_000);
  const report = storm.report();
  storm.close();
  director.close();
  expect(clock.pendingTimers).toBe(0);
  const after =
    JSON.stringify([...guild.voice_states.values()]) + JSON.stringify([...guild.members.values()]);
  return { report, names: events.map(({ t }) => t), after };
}

describe('a storm', () => {
  it('makes exactly the changes that were planned, and each makes one event of its kind', () => {
    const { report, names } = run('one');
    const count = (name: string) => names.filter((other) => other === name).length;
    expect(report).toMatchObject({ running: false, planned: 1000, done: 1000 });
    expect(Object.values(report.byKind).reduce((sum, each) => sum + each, 0)).toBe(1000);
    expect(count('VOICE_STATE_UPDATE')).toBe(report.byKind.voiceStates);
    expect(count('MESSAGE_CREATE')).toBe(report.byKind.messages);
    expect(count('TYPING_START')).toBe(report.byKind.typing);
    expect(count('PRESENCE_UPDATE')).toBe(report.byKind.presence);
    expect(count('GUILD_MEMBER_UPDATE')).toBe(report.byKind.members);
    for (const [name, told] of Object.entries(report.events)) expect(count(name)).toBe(told);
  });

  it('is the same for a seed and another for another', () => {
    const [one, again, other] = [run('one'), run('one'), run('two')];
    expect(again.after).toBe(one.after);
    expect(again.names).toEqual(one.names);
    expect(other.names).not.toEqual(one.names);
  });

  it('keeps to the kinds it was given', () => {
    expect(Object.keys(run('one', { kinds: { typing: 1 } }).report.events)).toEqual(['TYPING_START']);
  });

  it('leaves the room of a real client alone', () => {
    const { world, guild, clock, channel, events } = aWorld('storm', 60);
    const director = new MembersDirector(world, clock, null);
    const lounge = channel('Lounge');
    director.enterRoom(guild, world.botId, lounge);
    const storm = new Storm(director, clock);
    storm.start(StormInput.parse({ eventsPerSecond: 1000, forMs: 1000, kinds: { voiceStates: 1 } }));
    clock.advance(2000);
    storm.close();
    director.close();
    const inLounge = events.filter(({ t, d }) => t === 'VOICE_STATE_UPDATE' && d.channel_id === lounge.id);
    expect(inLounge.map(({ d }) => d.user_id)).toEqual([world.botId]);
  });

  it('stops when told', () => {
    const { world, clock } = aWorld('storm', 60);
    const director = new MembersDirector(world, clock, null);
    const storm = new Storm(director, clock);
    storm.start(StormInput.parse({ eventsPerSecond: 100, forMs: 60_000 }));
    clock.advance(1000);
    storm.stop();
    const { done } = storm.report();
    clock.advance(5000);
    expect(storm.report()).toMatchObject({ running: false, done });
    expect(done).toBe(100);
    storm.close();
    director.close();
  });
});
