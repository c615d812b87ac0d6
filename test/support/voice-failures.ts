/** Every way in which a call that is up can fail and has to come back by itself. */
import { VoiceRig } from '../integration/voice-support';
import { FrozenLine } from './frozen-line';

export interface Failure {
  kind: string;
  /** What brings the call down. */
  strike(rig: VoiceRig, line: FrozenLine): void | Promise<void>;
}

const close =
  (code: number) =>
  ({ voice, bot }: VoiceRig) =>
    voice.control.closeClient(bot.userId, code);

/** Another voice room of the guild, into which a moderator may move the bot. */
function otherRoom({ guild, channel }: VoiceRig) {
  const room = [...guild.channels.values()].find(
    (it) => it.type === 2 && it.id !== channel.id && !it.user_limit && it.permission_overwrites.length === 0,
  );
  if (!room) throw new Error('the guild has one voice room alone');
  return room;
}

/** A moderator moves the bot: its seat ends with `code`, a fresh pair of updates follows. */
const move =
  (code: number) =>
  (rig: VoiceRig): void => {
    rig.voice.control.closeClient(rig.bot.userId, code);
    rig.bot.send(4, {
      guild_id: rig.guild.id,
      channel_id: otherRoom(rig).id,
      self_mute: false,
      self_deaf: false,
    });
  };

/** Discord takes the voice server away and names another. */
async function moveServer({ server }: VoiceRig): Promise<void> {
  const answer = await fetch(new URL('/practice/voice/move', server.rest), {
    method: 'POST',
    headers: { authorization: `Bot ${server.token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) throw new Error(`the voice server was not moved: ${answer.status}`);
}

export const FAILURES: readonly Failure[] = [
  { kind: 'socket_cut', strike: (_rig, line) => line.cut() },
  { kind: '1001', strike: close(1001) },
  { kind: '4001', strike: close(4001) },
  { kind: '4004', strike: close(4004) },
  { kind: '4006', strike: close(4006) },
  { kind: '4009', strike: close(4009) },
  { kind: '4011', strike: close(4011) },
  { kind: '4015', strike: close(4015) },
  { kind: '4014_moved', strike: move(4014) },
  { kind: '4022_moved', strike: move(4022) },
  { kind: 'server_move', strike: moveServer },
  { kind: 'udp_black_hole', strike: (rig) => rig.voice.control.blackHole(rig.bot.userId) },
  {
    // From one network to another: what is open is dead both ways, and nobody says so.
    kind: 'network_change',
    strike: (rig, line) => {
      line.freeze();
      rig.voice.control.blackHole(rig.bot.userId);
    },
  },
  {
    kind: 'wake',
    strike: (rig, line) => {
      line.freeze();
      rig.voice.control.blackHole(rig.bot.userId);
      rig.host.send({ type: 'woke' });
    },
  },
];

/** The room that failures move to has somebody who speaks; the rig's own room has as well. */
export async function startCallThatFails(): Promise<{ rig: VoiceRig; line: FrozenLine }> {
  const rig = await VoiceRig.start();
  const line = await FrozenLine.to(rig.voice.endpoint);
  rig.server.world.voiceEndpoint = line.endpoint;
  const [here, there] = [rig.people[0] ?? '', rig.people[1] ?? ''];
  rig.enter(0);
  rig.director.enterRoom(rig.guild, there, otherRoom(rig));
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active, 20_000);
  const source = { kind: 'tone', frequencyHz: 440, durationMs: 600_000 } as const;
  rig.play(source);
  for (const id of [here, there]) rig.director.speak(id, true);
  await soundBothWays(rig);
  return { rig, line };
}

/** ms from the failure until sound goes both ways again, end-to-end encrypted. */
export async function recoveryMs({ strike }: Failure, rig: VoiceRig, line: FrozenLine): Promise<number> {
  const startedMs = performance.now();
  const from = rig.events.length;
  await strike(rig, line);
  await rig.until('a loss that is noticed', () =>
    rig.events
      .slice(from)
      .some(
        (event) =>
          event.type === 'connection' &&
          event.connection.kind === 'active' &&
          event.connection.phase === 'reconnecting',
      ),
  );
  await rig.until('the call', () => rig.phase === 'ready' && rig.dave.active, 20_000);
  await soundBothWays(rig);
  return performance.now() - startedMs;
}

/** A fifth of a second of sound in either direction, opened at the other end. */
async function soundBothWays(rig: VoiceRig): Promise<void> {
  const heard = () =>
    rig.voice.members.reduce((sum, it) => sum + (it.heard.get(rig.bot.userId)?.decrypted ?? 0), 0);
  const [heardBefore, receivedBefore] = [heard(), rig.stats.packetsReceived];
  await rig.until(
    'sound both ways',
    () => heard() >= heardBefore + 10 && rig.stats.packetsReceived >= receivedBefore + 10,
    20_000,
  );
}
