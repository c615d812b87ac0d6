import { strings } from '../../src/renderer/strings';
import type { PracticeSite } from './practice-site';
import type { ShownRoom } from './screens/rooms';

const VOICE = 2;
const STAGE = 13;
const signs = strings.rooms.state;

interface VoiceState {
  user_id: string;
  channel_id: string | null;
  mute: boolean;
  deaf: boolean;
  self_mute: boolean;
  self_deaf: boolean;
  self_stream?: boolean;
  self_video: boolean;
  suppress: boolean;
  request_to_speak_timestamp: string | null;
}

export interface WireGuild {
  id: string;
  channels: { id: string; type: number; name: string }[];
  voice_states: VoiceState[];
  stage_instances: { channel_id: string; topic: string }[];
  channel_info: { id: string; status: string | null }[];
  members: { user: { id: string; bot?: boolean } }[];
}

/** The site's first guild as a client that missed nothing holds it. */
export async function guildOf(site: PracticeSite): Promise<WireGuild> {
  const { guilds } = (await site.read('world')) as { guilds: WireGuild[] };
  const guild = guilds.find(({ id }) => id === site.info.guildId);
  if (!guild) throw new Error('the practice server has no such guild');
  return guild;
}

/** What the desk has to show of it, room by room. */
export function deskOf(guild: WireGuild): Record<string, ShownRoom> {
  return Object.fromEntries(
    guild.channels
      .filter(({ type }) => type === VOICE || type === STAGE)
      .map(({ id, name }) => {
        const topic = guild.stage_instances.find((stage) => stage.channel_id === id)?.topic;
        const status = guild.channel_info.find((info) => info.id === id)?.status;
        const inside = guild.voice_states.filter((state) => state.channel_id === id);
        const people = Object.fromEntries(inside.map((state) => [state.user_id, signsOf(state)]));
        return [id, { name, line: topic ?? status ?? null, people }];
      }),
  );
}

/** A moderator's mute outranks one's own, and so does their deafening. */
function signsOf(state: VoiceState): string[] {
  return [
    ...(state.suppress && state.request_to_speak_timestamp !== null ? [strings.rooming.stage.asks] : []),
    ...(state.suppress ? [signs.suppressed] : []),
    ...(state.mute ? [signs.serverMute] : state.self_mute ? [signs.selfMute] : []),
    ...(state.deaf ? [signs.serverDeaf] : state.self_deaf ? [signs.selfDeaf] : []),
    ...(state.self_stream === true ? [signs.streaming] : []),
    ...(state.self_video ? [signs.video] : []),
  ];
}
