import { routes } from '../../src/main/discord/rest';
import type { DiscordSession } from '../../src/main/discord/session';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { Permission } from '../../src/main/practice-server/world/permissions';
import { ChannelId, GuildId, MessageId, UserId } from '../../src/shared/discord/snowflake';
import type { MessageChange, ReadState } from '../../src/shared/models/messages';
import type { WorkspaceChange } from '../../src/shared/models/workspace';
import {
  type Core,
  type CoreOptions,
  control,
  InProcessPracticeHost,
  startCore,
  startQuietServer,
} from './core-support';

/** The core connected to a practice server without limits, and everything that was announced. */
export interface Desk {
  core: Core;
  server: PracticeServer;
  channelId: ChannelId;
  guildId: GuildId;
  changes: MessageChange[];
  reads: ReadState[];
  workspaceChanges: WorkspaceChange[];
  session(): DiscordSession;
  /** Posts as the account, past the outbox. */
  send(content: string, over?: { channelId?: ChannelId; nonce?: string }): Promise<MessageId>;
  /** A simulated member writes. */
  theirs(content: string, over?: { channelId?: ChannelId; person?: number }): Promise<MessageId>;
  person(index: number): UserId;
  channelNamed(kind: string): ChannelId;
  /** Takes rights from the account. */
  deny(...names: (keyof typeof Permission)[]): Promise<void>;
  close(): Promise<void>;
}

export async function startDesk(options: CoreOptions = {}, dataFolder?: string): Promise<Desk> {
  const server = await startQuietServer({
    identifyIntervalMs: 0,
    limits: { buckets: { '*': null, 'webhooks.channel': null }, globalPerSecond: null },
  });
  const core = await startCore(new InProcessPracticeHost(), dataFolder, options);
  return connectDesk(server, core);
}

export async function connectDesk(server: PracticeServer, core: Core): Promise<Desk> {
  const changes: MessageChange[] = [];
  const reads: ReadState[] = [];
  const workspaceChanges: WorkspaceChange[] = [];
  core.messages.onChanged((changed) => changes.push(...changed.changes));
  core.messages.onReadStates((changed) => reads.push(...changed.states));
  core.workspace.onChanged((changed) => workspaceChanges.push(...changed.changes));
  const outcome = await core.accounts.connectBot({
    token: server.token,
    baseUrl: server.rest,
    label: null,
    remember: false,
  });
  if (outcome.kind !== 'connected') throw new Error(`not connected: ${outcome.kind}`);
  const guild = server.world.guild(server.guildId);
  if (!guild) throw new Error('a practice server has a guild');
  const channelId = ChannelId.parse(server.textChannelId);
  const session = () => {
    const { current } = core.accounts.sessions;
    if (!current) throw new Error('not connected');
    return current;
  };
  const person = (index: number) => {
    const user = server.world.people(guild)[index]?.user;
    if (!user) throw new Error(`no person ${index}`);
    return UserId.parse(user.id);
  };
  return {
    core,
    server,
    channelId,
    guildId: GuildId.parse(server.guildId),
    changes,
    reads,
    workspaceChanges,
    session,
    person,
    async send(content, over = {}) {
      const nonce = over.nonce === undefined ? {} : { nonce: over.nonce, enforce_nonce: true };
      const call = routes.createMessage(over.channelId ?? channelId, { content, ...nonce });
      return MessageId.parse((await session().rest.request(call)).id);
    },
    async theirs(content, over = {}) {
      const made = (await control(server, 'POST', `/members/${person(over.person ?? 0)}/messages`, {
        channelId: over.channelId ?? channelId,
        content,
      })) as { id: string };
      return MessageId.parse(made.id);
    },
    channelNamed(kind) {
      const found = core.workspace.snapshot().textChannels.find((channel) => channel.kind === kind);
      if (!found) throw new Error(`no ${kind} channel`);
      return found.channelId;
    },
    async deny(...names) {
      const role = [...guild.roles.values()].find((candidate) => candidate.managed);
      if (!role) throw new Error('the account has no role');
      for (const each of [role, guild.roles.get(guild.id)]) {
        if (!each) continue;
        const without = names.reduce((bits, name) => bits & ~Permission[name], BigInt(each.permissions));
        each.permissions = without.toString();
      }
    },
    async close() {
      await core.close();
      await server.close();
    },
  };
}
