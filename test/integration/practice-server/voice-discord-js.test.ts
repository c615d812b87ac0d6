import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import opus from '@discordjs/opus';
import { afterEach, expect, it } from 'vitest';
import type { MembersDirector } from '../../../src/main/practice-server/members/director';
import { type PracticeServer, startPracticeServer } from '../../../src/main/practice-server/practice-server';
import {
  startVoiceServer,
  type VoiceServer,
  type VoiceServerOptions,
} from '../../../src/main/practice-server/voice/voice-server';
import type { ChannelRecord, GuildRecord } from '../../../src/main/practice-server/world/model';
import { measurePcm16 } from '../../../src/shared/audio/levels';
import { CounterpartClient } from './voice-child';

const VOICES = resolve('resources/practice-voices');
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface TestCall {
  server: PracticeServer;
  voice: VoiceServer;
  director: MembersDirector;
  guild: GuildRecord;
  channel: ChannelRecord;
  /** Simulated members, none of them in the channel yet. */
  people: string[];
  client: CounterpartClient;
}

async function startCall(dave: VoiceServerOptions['dave'] = {}): Promise<TestCall> {
  let voice: VoiceServer | undefined;
  const server = await startPracticeServer({
    seed: 'voice',
    scripted: false,
    startVoice: async (dependencies) => {
      voice = await startVoiceServer({ ...dependencies, voicesDir: VOICES, dave });
      return voice;
    },
  });
  cleanups.push(() => server.close());
  if (!voice) throw new Error('the practice server has started no voice server');
  const { world, director } = server;
  const guild = world.guild(server.guildId);
  const channel = guild?.channels.get(server.voiceChannelId);
  if (!guild || !channel) throw new Error('the practice guild has no voice channel');
  for (const occupant of director.simulatedIn(guild, channel.id)) director.leaveRoom(guild, occupant.id);
  const people = [...guild.members.keys()].filter((id) => world.user(id)?.bot === false);
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-voice-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, voice.certificatePem);
  const client = new CounterpartClient(
    {
      rest: server.rest,
      token: server.token,
      guildId: server.guildId,
      channelId: server.voiceChannelId,
      file: join(VOICES, 'hazel.ogg'),
    },
    caFile,
  );
  cleanups.push(() => client.kill());
  return { server, voice, director, guild, channel, people, client };
}

it('lets an unmodified @discordjs/voice join with DAVE, play, and hear members who come and go', async () => {
  const { voice, director, guild, channel, people, client } = await startCall();
  const [first = '', second = '', third = '', late = ''] = people;
  for (const id of [first, second, third]) director.enterRoom(guild, id, channel);

  await client.until('voice ready', () => client.of('ready').length > 0, 20_000);
  const bot = String(client.of('login')[0]?.user);
  await client.until('a group of four', () => lastMembers(client).length === 4);
  for (const id of [first, second]) director.speak(id, true);
  await client.until(
    'frames of two members',
    () => framesOf(client, first) > 40 && framesOf(client, second) > 40,
  );

  // Epochs change under the running audio: one leaves, one comes, one comes back.
  const epochBefore = voice.control.group(channel.id)?.epoch ?? 0n;
  director.leaveRoom(guild, third);
  await client.until('a group of three', () => lastMembers(client).length === 3);
  director.enterRoom(guild, late, channel);
  director.enterRoom(guild, third, channel);
  await client.until('a group of five', () => lastMembers(client).length === 5);
  director.speak(late, true);
  const before = { first: framesOf(client, first), second: framesOf(client, second) };
  await client.until(
    'frames of three members in the new epoch',
    () =>
      framesOf(client, first) > before.first + 40 &&
      framesOf(client, second) > before.second + 40 &&
      framesOf(client, late) > 40,
  );
  expect(voice.control.group(channel.id)?.epoch).toBeGreaterThan(epochBefore);

  // The codes that the client and the members show are the same: nobody is in another group.
  const codes = new Set(voice.members.map((member) => member.dave.privacyCode));
  expect(codes.size).toBe(1);
  expect(String(client.of('privacyCode').at(-1)?.code)).toMatch(/^\d{30}$/);
  expect(codes.has(String(client.of('privacyCode').at(-1)?.code))).toBe(true);

  for (const id of [first, second, late]) {
    const { rms, decoded } = decode(client, id);
    expect(decoded).toBeGreaterThan(40);
    expect(rms).toBeGreaterThan(0.005);
  }
  expect(voice.members).toHaveLength(4);
  await client.until('frames of the client in every member', () =>
    voice.members.every((member) => (member.heard.get(bot)?.decrypted ?? 0) > 40),
  );
  expect(voice.stats.notAuthentic + voice.stats.malformed + voice.stats.unknownSource).toBe(0);

  expect(await client.finish()).toBe(0);
  expect(client.of('error')).toEqual([]);
}, 60_000);

it('keeps @discordjs/voice in the call through a resume, a damaged commit and a new group', async () => {
  const { voice, director, guild, channel, people, client } = await startCall({
    firstTransition: 'numbered',
  });
  const [first = '', second = '', third = ''] = people;
  for (const id of [first, second]) director.enterRoom(guild, id, channel);
  await client.until('a group of three', () => lastMembers(client).length === 3, 20_000);
  const bot = String(client.of('login')[0]?.user);
  director.speak(first, true);
  const hearsOn = async (what: string): Promise<void> => {
    const before = framesOf(client, first);
    await client.until(`speech ${what}`, () => framesOf(client, first) > before + 25);
  };
  await hearsOn('at first');

  voice.control.closeClient(bot, 4015);
  await client.until('a resume', () => voice.stats.resumes === 1);
  await hearsOn('after the resume');

  voice.control.spoilNextAnnouncement(bot);
  const epoch = voice.control.group(channel.id)?.epoch ?? 0n;
  director.enterRoom(guild, third, channel);
  // The addition, and then the removal and return of the client that could not follow it.
  await client.until('a recovery', () => (voice.control.group(channel.id)?.epoch ?? 0n) >= epoch + 2n);
  await client.until('a group of four', () => lastMembers(client).length === 4);
  await hearsOn('after the recovery');

  const code = String(client.of('privacyCode').at(-1)?.code);
  voice.control.resetGroup(channel.id);
  await client.until('a new group', () => {
    const last = client.of('privacyCode').at(-1);
    return last?.code !== code && last?.code !== '' && lastMembers(client).length === 4;
  });
  await hearsOn('in the new group');

  voice.control.downgrade(channel.id);
  await hearsOn('in plain after a downgrade');
  voice.control.resetGroup(channel.id);
  const members = (): string[] => voice.control.group(channel.id)?.members ?? [];
  await client.until('DAVE again', () => members().length === 4 && voice.members.every((m) => m.dave.ready));
  await hearsOn('with DAVE again');

  voice.control.impairNetwork({ loss: 0.1, reorder: 0.1, duplicate: 0.05 });
  await hearsOn('over a bad network');
  const { lostOnPurpose, reorderedOnPurpose } = voice.stats;
  expect(lostOnPurpose + reorderedOnPurpose).toBeGreaterThan(0);
  const shown = (): unknown => client.of('privacyCode').at(-1)?.code;
  await client.until('one code', () => voice.members.every((member) => member.dave.privacyCode === shown()));
  const codes = new Set(voice.members.map((member) => member.dave.privacyCode));
  expect([...codes]).toEqual([String(client.of('privacyCode').at(-1)?.code)]);
  expect(await client.finish()).toBe(0);
}, 60_000);

function framesOf(client: CounterpartClient, userId: string): number {
  return client.of('frame').filter((line) => line.userId === userId).length;
}

function lastMembers(client: CounterpartClient): string[] {
  return (client.of('privacyCode').at(-1)?.members as string[] | undefined) ?? [];
}

/** RMS over everything that decodes; a frame that is not Opus throws and fails the test. */
function decode(client: CounterpartClient, userId: string): { rms: number; decoded: number } {
  const decoder = new opus.OpusEncoder(48_000, 2);
  let squares = 0;
  let decoded = 0;
  for (const line of client.of('frame')) {
    if (line.userId !== userId) continue;
    const pcm = decoder.decode(Buffer.from(String(line.opus), 'base64'));
    const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
    squares += measurePcm16(samples).rms ** 2;
    decoded += 1;
  }
  return { rms: Math.sqrt(squares / Math.max(1, decoded)), decoded };
}
