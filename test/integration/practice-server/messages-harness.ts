import {
  type PracticeServer,
  type PracticeServerOptions,
  startPracticeServer,
} from '../../../src/main/practice-server/practice-server';
import type { ChannelRecord } from '../../../src/main/practice-server/world/model';
import { Permission } from '../../../src/main/practice-server/world/permissions';
import { call, RawGateway, type Reply } from './clients';

/** Every intent there is. */
const EVERYTHING = 53_608_447;

export interface MessagesHarness {
  server: PracticeServer;
  channel(name: string): ChannelRecord;
  person(index: number): string;
  api(method: string, path: string, body?: unknown): Promise<Reply>;
  /** A file beside JSON, as clients upload it. */
  upload(
    method: string,
    path: string,
    json: unknown,
    ...files: [name: string, type: string, bytes: Buffer][]
  ): Promise<Reply>;
  send(channelId: string, body: unknown): Promise<string>;
  /** A client that hears everything, logged in. */
  listen(intents?: number): Promise<RawGateway>;
  /** Takes rights from the bot's role. */
  deny(...names: (keyof typeof Permission)[]): void;
}

/** A practice server without limits, for tests about everything else. */
export async function messagesHarness(
  seed: string,
  options: PracticeServerOptions = {},
): Promise<MessagesHarness> {
  const server = await startPracticeServer({
    seed,
    scripted: false,
    startVoice: null,
    identifyIntervalMs: 0,
    limits: { buckets: { '*': null, 'webhooks.channel': null }, globalPerSecond: null },
    ...options,
  });
  const guild = server.world.guild(server.guildId);
  if (!guild) throw new Error('a practice server has a guild');
  const api: MessagesHarness['api'] = (method, path, body) => call(server, method, path, body);
  return {
    server,
    api,
    channel(name) {
      const found = [...guild.channels.values()].find((candidate) => candidate.name === name);
      if (!found) throw new Error(`no channel ${name}`);
      return found;
    },
    person(index) {
      const user = server.world.people(guild)[index]?.user;
      if (!user) throw new Error(`no person ${index}`);
      return user.id;
    },
    upload(method, path, json, ...files) {
      const form = new FormData();
      form.append('payload_json', JSON.stringify(json));
      for (const [index, [name, type, bytes]] of files.entries()) {
        form.append(`files[${index}]`, new Blob([new Uint8Array(bytes)], { type }), name);
      }
      return call(server, method, path, form);
    },
    async send(channelId, body) {
      const sent = await api('POST', `/channels/${channelId}/messages`, body);
      if (sent.status !== 200) throw new Error(`not sent: ${JSON.stringify(sent.body)}`);
      return String(sent.body.id);
    },
    async listen(intents = EVERYTHING) {
      const gateway = new RawGateway(server.gateway);
      await gateway.op(10);
      gateway.identify(server.token, intents);
      await gateway.dispatch('GUILD_CREATE');
      return gateway;
    },
    deny(...names) {
      const role = [...guild.roles.values()].find((candidate) => candidate.managed);
      const everyone = guild.roles.get(guild.id);
      for (const each of [role, everyone]) {
        if (!each) continue;
        const without = names.reduce((bits, name) => bits & ~Permission[name], BigInt(each.permissions));
        each.permissions = without.toString();
      }
    },
  };
}
