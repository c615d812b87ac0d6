import { strings } from '../../../src/renderer/strings';
import type { ChannelId, GuildId } from '../../../src/shared/discord/snowflake';
import type { Cue, CueAction, Show } from '../../../src/shared/models/show';
import type { Host } from './host';
import type { ShowMedia } from './media';

const ROOM = 'Saturday show';
const FADE_MS = 3_000;
const ROUND_S = 60;
const words = strings.live;

interface Room {
  guildId: GuildId;
  channelId: ChannelId;
}

/** Sets the desk up: rooms, decks, pads, microphone and the run of show. Answers where the show is. */
export async function prepareShow(host: Host, media: ShowMedia, rounds: number): Promise<Room> {
  const { page, screens } = host;
  const { live } = screens;
  await host.ask('accounts', 'startPractice', { seed: null, size: { guilds: 3 } });
  await page.getByRole('radio', { name: strings.desks.rooms }).waitFor();
  await page.getByRole('button', { name: strings.rooms.create }).waitFor();
  await host.look('1-rooms');
  await screens.rooms.create(ROOM);

  await live.open();
  await live.pick(media.a, 'a');
  await live.pick(media.b, 'b');
  for (const deckId of ['a', 'b'] as const) {
    await live
      .deckOf(deckId)
      .getByRole('button', { name: words.deck.loop(deckId) })
      .click();
  }
  for (const [index, path] of [media.pad, media.gong].entries()) {
    await live.answerDialog(path);
    await page.getByRole('button', { name: words.pads.empty(index + 1), exact: true }).click();
    await page.getByRole('button', { name: new RegExp(`, key ${index + 1}$`) }).waitFor();
  }
  await host.prepareMicrophone();
  await host.ask('live', 'changeSettings', { crossfadeMs: FADE_MS });
  await host.look('2-prepared');

  await screens.rooms.open();
  await screens.rooms.join(ROOM);
  const room = await screens.callBar.until('the room', (state) =>
    state.kind === 'active' && state.phase === 'ready' ? state : undefined,
  );
  const where = { guildId: room.guildId, channelId: room.channelId };
  await joinOtherGuilds(host, where.guildId);
  await host.ask('live', 'saveShow', await planShow(host, where, rounds));
  await live.open();
  await live.showTab(words.show.title);
  await page.getByRole('button', { name: words.show.start, exact: true }).click();
  await screens.callBar.until(
    'company and end-to-end encryption',
    (state) =>
      state.kind === 'active' && state.dave.active && state.speakers.length >= 3 ? true : undefined,
    30_000,
  );
  await live.showTab(words.people.title);
  await host.look('3-before-the-show');
  return where;
}

/** Rooms of other guilds that hear the show. */
export const FURTHER_ROOMS = 2;

/** The programme into a room of each other guild. */
async function joinOtherGuilds(host: Host, mainGuildId: string): Promise<void> {
  const { guilds, rooms } = await host.workspace();
  for (const guild of guilds.filter(({ guildId }) => guildId !== mainGuildId)) {
    const room = rooms.find(
      (one) => one.guildId === guild.guildId && one.kind === 'voice' && one.canConnect && one.userLimit === 0,
    );
    if (!room) throw new Error(`there is no room for the programme in ${guild.name}`);
    const outcome = await host.ask<{ kind: string }>('live', 'joinBroadcast', {
      guildId: guild.guildId,
      channelId: room.channelId,
    });
    if (outcome.kind !== 'joining') throw new Error(`${guild.name}: ${outcome.kind}`);
  }
  const endMs = Date.now() + 15_000;
  for (;;) {
    const { broadcast } = await host.live();
    if (broadcast.length === FURTHER_ROOMS && broadcast.every(({ phase }) => phase === 'ready')) return;
    if (Date.now() > endMs) throw new Error(`the other rooms: ${JSON.stringify(broadcast)}`);
    await host.page.waitForTimeout(100);
  }
}

async function planShow(host: Host, room: Room, rounds: number): Promise<Show> {
  const { pads } = await host.live();
  const cue = (cueId: string, label: string, ...actions: CueAction[]): Cue => ({
    ...{ cueId, label, note: '', start: { kind: 'manual' }, actions },
  });
  const padId = pads[1]?.padId ?? '';
  const cues = [
    cue('doors', 'Doors', { kind: 'startRecording' }, { kind: 'marker', text: 'Doors' }),
    ...Array.from({ length: rounds }, (_, round) =>
      cue(
        `round-${round + 1}`,
        `Applause ${round + 1}`,
        { kind: 'marker', text: `Round ${round + 1}` },
        { kind: 'setStatus', channelId: room.channelId, status: `Round ${round + 1}` },
        { kind: 'playPad', padId },
      ),
    ),
    cue('closing', 'Closing', { kind: 'marker', text: 'Closing' }, { kind: 'stopAll', fadeMs: 1_500 }),
    {
      ...cue('wrap', 'Wrap', { kind: 'stopRecording' }),
      start: { kind: 'after' as const, delayMs: 3_000 },
    },
  ];
  return { showId: 'saturday', name: 'Saturday show', cues };
}

/** Hosts `rounds` minutes. The two cuts come in the first and the last third. */
export async function hostShow(
  host: Host,
  room: Room,
  rounds: number,
  say: (text: string) => void,
): Promise<void> {
  const { screens } = host;
  const cutIn = [Math.floor(rounds * 0.3), Math.floor(rounds * 0.7)];
  host.watch();
  await host.press('n');
  await screens.callBar.stopButton.waitFor();
  await host.press('a');
  let on: 'a' | 'b' = 'a';
  for (let round = 0; round < rounds; round += 1) {
    say(`Round ${round + 1} of ${rounds}`);
    on = on === 'a' ? 'b' : 'a';
    await hostRound(host, room, round, on, [cutIn[0] === round, cutIn[1] === round]);
  }
  say('Closing');
  await screens.live.showTab(words.show.title);
  await host.press('n');
  await screens.callBar.stopButton.waitFor({ state: 'hidden', timeout: 15_000 });
  await host.stopWatching();
  await host.look('9-after-the-show');
}

async function hostRound(
  host: Host,
  room: Room,
  round: number,
  to: 'a' | 'b',
  [first, second]: readonly [boolean, boolean],
): Promise<void> {
  const startMs = Date.now();
  const at = (seconds: number) =>
    host.page.waitForTimeout(Math.max(0, startMs + seconds * 1_000 - Date.now()));
  const tell = async (name: string) => {
    if (round === 0) await host.look(name);
  };
  await at(4);
  await host.pad('1');
  await host.page.waitForTimeout(600);
  await tell('4-pad');
  await at(8);
  await host.fade(to, FADE_MS);
  await host.page.waitForTimeout(FADE_MS / 2);
  await tell('5-crossfade');
  await at(13);
  const talking = host.talk(5_000);
  await host.page.waitForTimeout(2_500);
  await tell('6-talking');
  await talking;
  await at(20);
  await host.ducking(true);
  await at(26);
  await tell('7-ducking');
  // Six seconds of a bad line: members are heard through it, and the desk says so.
  await host.ask('practice', 'setTrouble', { voice: { lossRate: 0.25, forMs: 6_000 } });
  await at(30);
  await tell('7-bad-line');
  await at(34);
  await host.ducking(false);
  await host.sendAway(room.guildId, room.channelId);
  await at(37);
  await host.fetchOne(room.guildId, room.channelId);
  await at(40);
  if (first) {
    await host.cut('gateway lost, voice session invalid', [
      { kind: 'cut', code: null },
      { kind: 'voiceCut', code: 4006 },
    ]);
  }
  await at(48);
  if (second) {
    await host.cut('UDP path lost', [], { voice: { blackHole: { everyMs: 20, count: 1 } } });
  }
  await at(56);
  if (round === 0) await host.screens.live.showTab(words.show.title);
  host.log.pads.push({ piece: 'gong', atMs: Date.now() });
  await host.press('n');
  await host.page.waitForTimeout(500);
  await tell('8-cue');
  if (round === 0) await host.screens.live.showTab(words.tabs.room);
  await tell('8-rooms');
  await at(ROUND_S);
}
