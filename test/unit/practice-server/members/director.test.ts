import { describe, expect, it } from 'vitest';
import { MembersDirector } from '../../../../src/main/practice-server/members/director';
import type {
  SimulatedMemberVoice,
  SimulatedSeat,
} from '../../../../src/main/practice-server/members/voice-port';
import {
  connectToVoice,
  disconnectFromVoice,
} from '../../../../src/main/practice-server/world/commands/voice';
import { buildWorld } from '../../../../src/main/practice-server/world/population/build-world';
import { World } from '../../../../src/main/practice-server/world/world';
import { SteppedClock } from '../../../support/stepped-clock';
import { aWorld } from '../support';

const open = { selfMute: false, selfDeaf: false };

/** Keeps what the director asked of the voice side, and who is seated and speaking as a result. */
class VoiceLog implements SimulatedMemberVoice {
  readonly seats = new Map<string, SimulatedSeat>();
  readonly speaking = new Set<string>();
  readonly everSpoke = new Set<string>();
  readonly muted = new Map<string, boolean>();

  enter(seat: SimulatedSeat): void {
    if (this.seats.has(seat.userId)) throw new Error('entered twice');
    this.seats.set(seat.userId, seat);
  }
  leave(userId: string): void {
    this.seats.delete(userId);
    this.speaking.delete(userId);
  }
  setSpeaking(userId: string, speaking: boolean): void {
    if (!this.seats.has(userId)) throw new Error('speaks without a seat');
    if (speaking) this.everSpoke.add(userId);
    if (speaking) this.speaking.add(userId);
    else this.speaking.delete(userId);
  }
  setMuted(userId: string, muted: boolean): void {
    this.muted.set(userId, muted);
  }
}

function stage(seed = 'test', members = 24) {
  const base = aWorld(seed, members);
  const voice = new VoiceLog();
  const director = new MembersDirector(base.world, base.clock, voice);
  const bot = (room: string | null) => {
    if (room === null) disconnectFromVoice(base.world, base.guild, base.world.botId, 'left');
    else connectToVoice(base.world, base.guild, base.channel(room), base.world.botId, 'bot', open);
  };
  return { ...base, voice, director, bot };
}

describe('a bot in rooms of several guilds', () => {
  it('has company in each, and keeps it when it comes anew into one of them', () => {
    const clock = new SteppedClock();
    const plan = { seed: 'several', members: 24, guilds: 3, startMs: clock.now() };
    const world = new World(buildWorld(plan), () => clock.now());
    const voice = new VoiceLog();
    const director = new MembersDirector(world, clock, voice);
    director.resume();
    const rooms = [...world.state.guilds.values()].map((guild) => {
      const channel = director.voiceChannels(guild)[0];
      if (!channel) throw new Error('a guild has a room');
      return { guild, channel };
    });
    for (const { guild, channel } of rooms) connectToVoice(world, guild, channel, world.botId, 'bot', open);
    clock.advance(10_000);
    const voicesIn = (guildId: string) =>
      [...voice.seats.values()].filter((seat) => seat.guildId === guildId).length;
    for (const { guild } of rooms) expect(voicesIn(guild.id)).toBeGreaterThanOrEqual(2);
    for (const user of world.state.users.values()) {
      if (user.bot) continue;
      expect(rooms.filter(({ guild }) => guild.voice_states.has(user.id)).length).toBeLessThanOrEqual(1);
    }
    const before = rooms.map(({ guild }) => voicesIn(guild.id));
    for (const { guild, channel } of rooms) connectToVoice(world, guild, channel, world.botId, 'bot', open);
    expect(rooms.map(({ guild }) => voicesIn(guild.id))).toEqual(before);
    director.close();
  });
});

describe('company for a real client', () => {
  it.each(['a', 'b', 'c', 'd', 'e', 'f'])('brings two to four speakers within seconds (seed %s)', (seed) => {
    const { director, bot, clock, voice, guild, channel } = stage(seed);
    director.resume();
    clock.advance(20_000);
    bot('Game night');
    clock.advance(8000);
    const inside = director.simulatedIn(guild, channel('Game night').id).length;
    expect(inside).toBeGreaterThanOrEqual(2);
    expect(inside).toBeLessThanOrEqual(4);
    expect(voice.seats.size).toBe(inside);
    expect(voice.everSpoke.size).toBeGreaterThanOrEqual(1);
    clock.advance(120_000);
    expect(director.simulatedIn(guild, channel('Game night').id).length).toBeLessThanOrEqual(4);
    expect(voice.everSpoke.size).toBeGreaterThanOrEqual(2);
    director.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('lets one speak at a time', () => {
    const { director, bot, clock, voice } = stage();
    director.resume();
    bot('Lounge');
    for (let second = 0; second < 120; second++) {
      clock.advance(1000);
      expect(voice.speaking.size).toBeLessThanOrEqual(1);
    }
    director.close();
  });

  it('takes the voices away when the bot leaves, and follows it to the next room', () => {
    const { director, bot, clock, voice, channel } = stage();
    director.resume();
    bot('Lounge');
    clock.advance(10_000);
    bot('Studio');
    for (const seat of voice.seats.values()) expect(seat.channelId).toBe(channel('Studio').id);
    clock.advance(10_000);
    expect(voice.seats.size).toBeGreaterThanOrEqual(2);
    bot(null);
    expect(voice.seats.size).toBe(0);
    director.close();
  });

  it('leaves the last place of a full room to people', () => {
    const { director, bot, clock, guild, channel } = stage();
    channel('Quiet corner').user_limit = 3;
    director.resume();
    bot('Quiet corner');
    clock.advance(60_000);
    expect(director.simulatedIn(guild, channel('Quiet corner').id)).toHaveLength(1);
    director.close();
  });
});

describe('seats of simulated members', () => {
  it('come with credentials that the authority accepts', () => {
    const { director, bot, voice, world, guild, channel, person } = stage();
    director.enterRoom(guild, person(3).id, channel('Lounge'));
    expect(voice.seats.size).toBe(0);
    bot('Lounge');
    const seat = voice.seats.get(person(3).id);
    if (!seat) throw new Error('no seat');
    const credentials = {
      guildId: guild.id,
      userId: seat.userId,
      sessionId: seat.sessionId,
      token: seat.token.reveal(),
    };
    expect(world.seats.authorize(credentials)?.channelId).toBe(channel('Lounge').id);
    director.close();
  });

  it('pass on a mute', () => {
    const { director, bot, voice, guild, channel, person } = stage();
    bot('Lounge');
    director.enterRoom(guild, person(3).id, channel('Lounge'));
    director.mute(guild, person(3).id, true);
    expect(voice.muted.get(person(3).id)).toBe(true);
    director.close();
  });

  it('are renewed when a moderator moves the member beside another real client', () => {
    const { director, bot, voice, guild, channel, person, world } = stage();
    director.enterRoom(guild, person(3).id, channel('Studio'));
    bot('Lounge');
    connectToVoice(world, guild, channel('Lounge'), person(3).id, 'moved', open);
    expect(voice.seats.get(person(3).id)?.sessionId).toBe('moved');
    director.close();
  });
});

describe('everyday life', () => {
  it('is the same evening for the same seed', () => {
    const evening = (seed: string) => {
      const { director, clock, events, bot } = stage(seed);
      director.resume();
      clock.advance(30_000);
      bot('Lounge');
      clock.advance(300_000);
      director.close();
      return JSON.stringify(events);
    };
    expect(evening('one')).toBe(evening('one'));
    expect(evening('one')).not.toBe(evening('two'));
  });

  it('has people in rooms from the start, never more than a third of the guild', () => {
    const { director, clock, guild, heard } = stage();
    director.resume();
    expect(guild.voice_states.size).toBeGreaterThanOrEqual(3);
    for (let minute = 0; minute < 30; minute++) {
      clock.advance(60_000);
      expect(guild.voice_states.size).toBeLessThanOrEqual(8);
    }
    const names = new Set(heard());
    for (const name of ['VOICE_STATE_UPDATE', 'MESSAGE_CREATE', 'TYPING_START'])
      expect(names).toContain(name);
    director.close();
  });

  it('stands still while paused', () => {
    const { director, clock, heard } = stage();
    director.resume();
    director.pause();
    heard();
    clock.advance(600_000);
    expect(heard()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on in a guild without people', () => {
    const { director, clock } = stage('empty', 0);
    director.resume();
    expect(() => clock.advance(60_000)).not.toThrow();
    director.close();
  });
});
