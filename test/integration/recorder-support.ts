import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PracticeServer, startPracticeServer } from '../../src/main/practice-server/practice-server';
import { setVoiceStatus } from '../../src/main/practice-server/world/commands/voice';
import type { ChannelRecord } from '../../src/main/practice-server/world/model';
import { Permission } from '../../src/main/practice-server/world/permissions';
import { ChannelId, GuildId } from '../../src/shared/discord/snowflake';
import { type HeadlessOptions, type HeadlessRoomtone, startHeadless, until } from '../support/headless';
import { control } from './core-support';

/** A practice server with voice, one room with somebody in it, and what stands there. */
export interface RecorderSite {
  server: PracticeServer;
  dataDir: string;
  guildId: GuildId;
  channelId: ChannelId;
  place: { guildId: GuildId; channelId: ChannelId };
  room: ChannelRecord;
  person(index: number): { userId: string; displayName: string };
  /** A simulated member goes into the room, or with null out of it. */
  move(index: number, channelId: string | null): Promise<unknown>;
  setStatus(text: string | null): void;
  /** Takes rights from the account everywhere; what it returns gives them back. */
  deny(...names: (keyof typeof Permission)[]): () => void;
  /** What was written into the room's chat, oldest first. */
  chat(): { id: string; content: string }[];
  /** The app, connected, with the room known. */
  open(options?: HeadlessOptions): Promise<HeadlessRoomtone>;
  close(): Promise<void>;
}

/** @param scripted members speak, come and go by themselves */
export async function startRecorderSite({ scripted = false } = {}): Promise<RecorderSite> {
  const server = await startPracticeServer({
    seed: 'recorder-tests',
    members: 8,
    scripted,
    identifyIntervalMs: 50,
    limits: { buckets: { '*': null }, globalPerSecond: null },
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'roomtone-recorder-'));
  const guild = server.world.guild(server.guildId);
  const room = [...(guild?.channels.values() ?? [])].find((channel) => channel.type === 2);
  if (!guild || !room) throw new Error('a practice server has a guild with a room');
  const place = { guildId: GuildId.parse(guild.id), channelId: ChannelId.parse(room.id) };
  const people = server.world.people(guild);
  const person = (index: number) => {
    const found = people[index];
    if (!found) throw new Error(`no person ${index}`);
    const { user, member } = found;
    return { userId: user.id, displayName: member.nick ?? user.global_name ?? user.username };
  };
  const open: (HeadlessRoomtone | undefined)[] = [];
  return {
    server,
    dataDir,
    ...place,
    place,
    room,
    person,
    move: (index, channelId) =>
      control(server, 'POST', `/members/${person(index).userId}/voice`, { channelId }),
    deny(...names) {
      const before = [...guild.roles.values()].map((role) => ({ role, permissions: role.permissions }));
      for (const { role } of before) {
        const bits = names.reduce((left, name) => left & ~Permission[name], BigInt(role.permissions));
        role.permissions = (bits & ~Permission.ADMINISTRATOR).toString();
      }
      return () => {
        for (const { role, permissions } of before) role.permissions = permissions;
      };
    },
    setStatus: (text) => setVoiceStatus(server.world, guild, room, text),
    chat: () => server.world.messagesOf(room.id).map(({ id, content }) => ({ id, content })),
    async open(options = {}) {
      const app = await startHeadless({ ...options, dataDir });
      open.push(app);
      const outcome = await app.api.accounts.connectBot({
        token: server.token,
        baseUrl: server.rest,
        label: null,
        remember: false,
      });
      if (outcome.kind !== 'connected') throw new Error(`not connected: ${outcome.kind}`);
      await until('the room', async () => {
        const { rooms } = await app.api.workspace.snapshot();
        return rooms.some(({ channelId }) => channelId === room.id) || undefined;
      });
      return app;
    },
    async close() {
      for (const app of open) await app?.close();
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
