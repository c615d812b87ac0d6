import { afterEach, beforeEach, expect, it } from 'vitest';
import { VoiceRig } from './voice-support';

let rig: VoiceRig;

beforeEach(async () => {
  rig = await VoiceRig.start();
});
afterEach(() => rig.close());

const tone = { kind: 'tone', frequencyHz: 440, durationMs: 600_000 } as const;

/** Joined, in a group with `members` people, the tone playing and the first person speaking. */
async function inCall(members: number): Promise<string[]> {
  const people = Array.from({ length: members }, (_, index) => rig.enter(index));
  rig.join();
  await rig.until('a group', () => rig.phase === 'ready' && rig.dave.active);
  await rig.until('everybody in the group', () => groupSize() === members + 1);
  rig.play(tone);
  rig.director.speak(people[0] ?? '', true);
  await soundBothWays();
  return people;
}

function groupSize(): number {
  return rig.voice.control.group(rig.channel.id)?.members.length ?? 0;
}

async function soundBothWays(frames = 15): Promise<void> {
  const { framesSent, packetsReceived } = rig.stats;
  const opened = decryptedByMembers();
  await rig.until('sound both ways', () => {
    const now = rig.stats;
    return (
      now.framesSent >= framesSent + frames &&
      now.packetsReceived >= packetsReceived + frames &&
      decryptedByMembers() >= opened + frames
    );
  });
}

function decryptedByMembers(): number {
  return rig.voice.members.reduce(
    (sum, member) => sum + (member.heard.get(rig.bot.userId)?.decrypted ?? 0),
    0,
  );
}

function phasesSince(index: number): string[] {
  return rig.events.slice(index).flatMap((event) => {
    if (event.type !== 'connection') return [];
    return [event.connection.kind === 'active' ? event.connection.phase : event.connection.kind];
  });
}

it('follows the epochs while members come and go, without losing sound', async () => {
  const people = await inCall(2);
  const { epoch, privacyCode } = rig.dave;
  rig.enter(2);
  await rig.until('a group of four', () => groupSize() === 4 && (rig.dave.epoch ?? 0) > (epoch ?? 0));
  expect(rig.dave.privacyCode).not.toBe(privacyCode);
  await soundBothWays();
  rig.director.leaveRoom(rig.guild, people[1] ?? '');
  await rig.until('a group of three', () => groupSize() === 3);
  await soundBothWays();
  expect(rig.stats.undecryptable).toBe(0);
});

it('starts a new group when told, goes plain when told, and comes back', async () => {
  await inCall(2);
  rig.voice.control.downgrade(rig.channel.id);
  await rig.until('plain frames', () => !rig.dave.active);
  await soundBothWays();
  rig.voice.control.resetGroup(rig.channel.id);
  await rig.until('encryption again', () => rig.dave.active && groupSize() === 3);
  await soundBothWays();
});

it('asks to be added again when a commit cannot be used', async () => {
  await inCall(2);
  rig.voice.control.spoilNextAnnouncement(rig.bot.userId);
  rig.enter(2);
  await rig.until('a group of four', () => groupSize() === 4 && rig.dave.active);
  await soundBothWays();
});

it('resumes on a new socket after the gateway drops it, keys and group kept', async () => {
  await inCall(1);
  const { epoch } = rig.dave;
  const before = rig.events.length;
  rig.voice.control.closeClient(rig.bot.userId, 4015);
  await rig.until('reconnecting', () => phasesSince(before).includes('reconnecting'));
  await rig.until('ready again', () => rig.phase === 'ready');
  expect(rig.dave.epoch).toBe(epoch);
  expect(rig.voice.stats.resumes).toBe(1);
  expect(rig.events.slice(before).some((event) => event.type === 'signal')).toBe(false);
  await soundBothWays();
});

it('joins from the beginning when the session is no longer valid', async () => {
  await inCall(1);
  const before = rig.events.length;
  rig.voice.control.closeClient(rig.bot.userId, 4006);
  await rig.until('a new op 4', () => rig.events.slice(before).some((event) => event.type === 'signal'));
  await rig.until('ready again', () => rig.phase === 'ready' && rig.dave.active, 20_000);
  await soundBothWays();
});

it('says that the voice server is gone, keeps trying, and is back when another one is up', async () => {
  await inCall(1);
  const before = rig.events.length;
  await rig.stopVoice();
  await rig.until(
    'a new op 4',
    () => rig.events.slice(before).some((event) => event.type === 'signal'),
    20_000,
  );
  expect(phasesSince(before)).toContain('reconnecting');
  const connection = rig.last('connection')?.connection;
  expect(connection?.kind === 'active' && connection.reason).toBeTruthy();
  const { framesSent } = rig.stats;
  await rig.startVoice();
  await rig.until('ready again', () => rig.phase === 'ready', 30_000);
  expect(rig.stats.framesSent - framesSent).toBeLessThan(10);
});

it('ends the call when it is thrown out, and does not come back by itself', async () => {
  await inCall(1);
  rig.bot.send(4, { guild_id: rig.guild.id, channel_id: null, self_mute: false, self_deaf: false });
  await rig.until('the end', () => rig.phase === 'ended');
  const connection = rig.last('connection')?.connection;
  expect(connection?.kind === 'ended' && connection.error?.code).toBe('voice/disconnected');
  expect(rig.deck?.status).toBe('paused');
});

it('counts hostile datagrams and goes on', async () => {
  await inCall(1);
  const hostile = [
    Buffer.alloc(0),
    Buffer.of(0x80),
    Buffer.alloc(12, 0x80),
    Buffer.alloc(1_400, 0xff),
    Buffer.from('8078000100000002000003e8', 'hex'),
    Buffer.concat([Buffer.from('9078000100000002000003e8bedeffff', 'hex'), Buffer.alloc(60, 7)]),
    Buffer.concat([Buffer.from('8f78', 'hex'), Buffer.alloc(20)]),
    Buffer.concat([Buffer.of(0, 2, 0, 70), Buffer.alloc(70, 0xee)]),
    Buffer.from('1337f00d00000000', 'hex'),
  ];
  for (const datagram of hostile) rig.voice.control.sendDatagram(rig.bot.userId, datagram);
  await rig.until('the count', () => rig.stats.malformed >= 4);
  expect(Object.keys(rig.stats.malformedByReason)).toContain('transport/not-authentic');
  await soundBothWays();
  expect(rig.phase).toBe('ready');
});

it('leaves no timer and no socket behind when closed', async () => {
  const resources = () =>
    process
      .getActiveResourcesInfo()
      .filter((kind) => /UDP|TCP|Timeout/.test(kind))
      .sort();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = resources();
  const [person = ''] = await inCall(1);
  rig.director.leaveRoom(rig.guild, person);
  await rig.host.close();
  expect(rig.phase).toBe('ended');
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  for (let tries = 0; tries < 60 && resources().length > before.length; tries += 1) await pause();
  const sockets = (kinds: string[]) => kinds.filter((kind) => kind !== 'Timeout');
  const after = resources();
  expect(sockets(after)).toEqual(sockets(before));
  expect(after.length).toBeLessThanOrEqual(before.length);
});
