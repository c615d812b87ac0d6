import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../../support/atomic-file';
import { type FileEntry, listFiles, saveFiles } from './file-snapshot';
import type { GuildRecord, WorldState } from './model';
import type { World } from './world';

const FORMAT = 2;

type GuildJson = Omit<
  GuildRecord,
  'roles' | 'channels' | 'members' | 'voice_states' | 'threads' | 'emojis'
> & {
  roles: unknown[];
  channels: unknown[];
  members: unknown[];
  voice_states: unknown[];
  threads: unknown[];
  emojis: unknown[];
};

export interface WorldJson {
  format: number;
  seed: string;
  application: WorldState['application'];
  users: unknown[];
  guilds: GuildJson[];
  messages: Record<string, unknown[]>;
  dms: unknown[];
  webhooks: unknown[];
  long_history: WorldState['long_history'];
  audit_log: unknown[];
  /** Absent in snapshots from before there was a choice. */
  size?: WorldState['size'];
  snowflakes: WorldState['snowflakes'];
  random: number;
}

/** The world as plain JSON, without tokens: what GET /practice/state shows. */
export function worldToJson(world: World): WorldJson {
  const { state } = world;
  return {
    format: FORMAT,
    seed: state.seed,
    application: state.application,
    users: [...state.users.values()],
    guilds: [...state.guilds.values()].map((guild) => ({
      ...guild,
      roles: [...guild.roles.values()],
      channels: [...guild.channels.values()],
      members: [...guild.members.values()],
      voice_states: [...guild.voice_states.values()],
      threads: [...guild.threads.values()],
      emojis: [...guild.emojis.values()],
    })),
    messages: Object.fromEntries(state.messages),
    dms: [...state.dms.values()],
    // The state that is shown has no tokens in it; a webhook's is one.
    webhooks: [...state.webhooks.values()].map(({ token: _token, ...webhook }) => webhook),
    long_history: world.longHistory?.toRecord() ?? null,
    audit_log: state.audit_log,
    size: state.size,
    snowflakes: world.ids.state,
    random: world.random.state,
  };
}

/** Writes the whole world, tokens and files included; a crash leaves the older snapshot. */
export async function saveSnapshot(world: World, path: string): Promise<void> {
  const { entries, contents } = listFiles(world.files);
  const text = JSON.stringify({
    ...worldToJson(world),
    webhooks: [...world.state.webhooks.values()],
    tokens: [...world.state.tokens],
    files: entries,
  });
  await saveFiles(contents, path);
  await writeFileAtomically(path, text);
}

export type LoadedSnapshot =
  | { kind: 'loaded'; state: WorldState; files: readonly FileEntry[] }
  | { kind: 'absent' }
  | { kind: 'damaged'; reason: string };

/** Reads a snapshot. Calls do not survive a restart, so nobody is in voice afterwards. */
export async function loadSnapshot(path: string): Promise<LoadedSnapshot> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
  try {
    const json = JSON.parse(text) as WorldJson & { tokens: [string, string][]; files: FileEntry[] };
    if (json.format !== FORMAT) return { kind: 'damaged', reason: `format ${String(json.format)}` };
    return { kind: 'loaded', state: toState(json), files: json.files ?? [] };
  } catch (error) {
    return { kind: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
}

function toState(json: WorldJson & { tokens: [string, string][] }): WorldState {
  const byId = <T extends { id: string }>(list: unknown[]): Map<string, T> =>
    new Map((list as T[]).map((entry) => [entry.id, entry]));
  return {
    seed: json.seed,
    application: json.application,
    tokens: new Map(json.tokens),
    users: byId(json.users),
    guilds: new Map(
      json.guilds.map((guild) => {
        const channels = byId<GuildRecord['channels'] extends Map<string, infer C> ? C : never>(
          guild.channels,
        );
        for (const channel of channels.values()) channel.voice_start_time = null;
        const members = (guild.members as { user_id: string }[]).map((member) => [member.user_id, member]);
        return [
          guild.id,
          {
            ...guild,
            roles: byId(guild.roles),
            channels,
            members: new Map(members as [string, never][]),
            voice_states: new Map(),
            stage_instances: [],
            threads: byId(guild.threads),
            emojis: byId(guild.emojis),
          },
        ];
      }),
    ),
    messages: new Map(Object.entries(json.messages)) as WorldState['messages'],
    dms: byId(json.dms),
    webhooks: byId(json.webhooks),
    long_history: json.long_history,
    audit_log: json.audit_log as WorldState['audit_log'],
    size: json.size ?? { rooms: 0, guilds: 1 },
    snowflakes: json.snowflakes,
    random: json.random,
  };
}
