import { ChannelId, GuildId } from '@shared/discord/snowflake';
import { EMPTY_BODY, type MessageBody } from '@shared/models/message-body';
import type { OutboxEntry, OutboxState, SubmitInput } from '@shared/models/outbox';
import type { PracticeServer } from '../../src/main/practice-server/practice-server';
import { type HeadlessOptions, type HeadlessRoomtone, startHeadless, until } from '../support/headless';
import { startQuietServer } from './core-support';

/** The app in plain Node, connected to a practice server it did not start. */
export interface Desk extends HeadlessRoomtone {
  server: PracticeServer;
  channelId: ChannelId;
  guildId: GuildId;
  /** Entries as events told them. */
  entries: Map<string, OutboxEntry>;
  submit(input: Partial<SubmitInput> & { body?: Partial<MessageBody> }): Promise<OutboxEntry>;
  /** Waits until an entry is in one of these states, by events alone. */
  reaches<K extends OutboxState['kind']>(
    entryId: string,
    kind: K,
    timeoutMs?: number,
  ): Promise<OutboxEntry & { state: Extract<OutboxState, { kind: K }> }>;
  connect(): Promise<void>;
}

export function aBody(change: Partial<MessageBody> = {}): MessageBody {
  return { ...EMPTY_BODY, content: 'Good evening', ...change };
}

export async function startDesk(
  options: HeadlessOptions & { server?: PracticeServer; offline?: boolean } = {},
): Promise<Desk> {
  const server = options.server ?? (await startQuietServer());
  const roomtone = await startHeadless(options);
  const entries = new Map<string, OutboxEntry>();
  const { api } = roomtone;
  api.outbox.onChanged(({ upserted, removed }) => {
    for (const entry of upserted) entries.set(entry.entryId, entry);
    for (const entryId of removed) entries.delete(entryId);
  });
  const channelId = ChannelId.parse(server.textChannelId);
  const connect = async () => {
    const outcome = await api.accounts.connectBot({
      token: server.token,
      baseUrl: server.rest,
      label: null,
      remember: false,
    });
    if (outcome.kind !== 'connected') throw new Error(`not connected: ${outcome.kind}`);
  };
  if (!options.offline) await connect();
  return {
    ...roomtone,
    server,
    channelId,
    guildId: GuildId.parse(server.guildId),
    entries,
    connect,
    async submit({ body, ...input }) {
      const outcome = await api.outbox.submit({
        destination: { kind: 'channel', channelId },
        content: { type: 'message', body: aBody(body) },
        sendAtMs: null,
        repeat: null,
        holdMs: 0,
        ...input,
      });
      if (outcome.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
      return outcome.entry;
    },
    async reaches(entryId, kind, timeoutMs = 30_000) {
      return until(
        `entry to be ${kind}, it is ${JSON.stringify(entries.get(entryId)?.state)}`,
        () => {
          const entry = entries.get(entryId);
          // The cast says what the comparison just found.
          return entry?.state.kind === kind
            ? (entry as OutboxEntry & { state: Extract<OutboxState, { kind: typeof kind }> })
            : undefined;
        },
        timeoutMs,
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}; now ${JSON.stringify(entries.get(entryId)?.state)}`);
      });
    },
  };
}
