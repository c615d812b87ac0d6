import { expect, test } from '@playwright/test';
import { strings } from '../../src/renderer/strings';
import { endRoomtone, look, openRoomtone, type Stage } from '../support/e2e';
import { PracticeSite } from '../support/practice-site';
import { deskOf, guildOf } from '../support/practice-world';
import { DeskScreen } from '../support/screens/rooms';

const TROUBLE_MS = 20_000;
/** Back-off goes up to 16 s and its jitter; then the truth has to be there. */
const CALM_WITHIN_MS = 45_000;
const words = strings.rooming;

let stage: Stage;
let site: PracticeSite;
let desk: DeskScreen;

test.beforeEach(async () => {
  site = await PracticeSite.start({ seed: 'rooms-trouble', members: 60, scripted: false });
  stage = await openRoomtone();
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
  desk = new DeskScreen(stage.page);
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
});

/** Lets a member who is in no room enter one; who it is. */
async function enter(channelId: string): Promise<string> {
  const guild = await guildOf(site);
  const free = guild.members.find(
    ({ user }) => user.bot !== true && !guild.voice_states.some((state) => state.user_id === user.id),
  );
  if (!free) throw new Error('everybody is in a room');
  await site.control(`members/${free.user.id}/voice`, { channelId });
  return free.user.id;
}

/** Where the server says somebody is. */
async function whereabouts(userId: string): Promise<string | null> {
  const { voice_states: states } = await guildOf(site);
  return states.find((state) => state.user_id === userId)?.channel_id ?? null;
}

async function twoRooms(): Promise<[string, string]> {
  const [first, second] = Object.keys(await desk.shown());
  if (first === undefined || second === undefined) throw new Error('two rooms are needed');
  return [first, second];
}

test('after the worst of trouble the desk shows what is true at the server, field by field', async () => {
  test.setTimeout(120_000);
  const [renamed, told] = await twoRooms();
  await site.control('storm', {
    seed: 'trouble',
    eventsPerSecond: 60,
    forMs: TROUBLE_MS,
    kinds: { voiceStates: 6, messages: 1, typing: 1, presence: 1, members: 1 },
  });
  await site.dial({
    gateway: {
      seed: 'worst',
      forMs: TROUBLE_MS,
      latencyMs: 150,
      jitterMs: 250,
      duplicateRate: 0.1,
      unknownEventRate: 0.05,
      cut: { everyMs: 3_000 },
      zombie: { mode: 'silent', afterMs: 500, count: 2 },
      invalidSession: { resumable: false, count: 2 },
      corruptZlib: { rate: 0.01, count: 2 },
    },
  });
  await expect(stage.page.getByRole('alert').filter({ hasText: strings.connection.stale })).toBeVisible();
  await look(stage.page, test.info(), 'in-trouble');
  // While the window may be away: a name, a status and a room that did not exist.
  await site.ask('PATCH', `channels/${renamed}`, { name: 'Renamed meanwhile' });
  await site.ask('PUT', `channels/${told}/voice-status`, { status: 'Told meanwhile' });
  await site.ask('POST', `guilds/${site.info.guildId}/channels`, { name: 'Made meanwhile', type: 2 });
  await expect
    .poll(async () => ((await site.read('storm')) as { running: boolean }).running, {
      timeout: TROUBLE_MS + 10_000,
    })
    .toBe(false);

  const truth = deskOf(await guildOf(site));
  expect(Object.values(truth).flatMap(({ people }) => Object.keys(people)).length).toBeGreaterThan(5);
  await expect.poll(() => desk.shown(), { timeout: CALM_WITHIN_MS, intervals: [250] }).toEqual(truth);
  await expect(stage.page.getByRole('alert').filter({ hasText: strings.connection.stale })).toBeHidden();
  // It stays so: nothing late takes it back.
  await stage.page.waitForTimeout(3_000);
  expect(await desk.shown()).toEqual(deskOf(await guildOf(site)));
  await look(stage.page, test.info(), 'calm');
});

test('somebody dragged to another room is there, and back with one click', async () => {
  const [from, to] = await twoRooms();
  const userId = await enter(from);
  await expect(desk.person(from, userId)).toBeVisible();
  await desk.drag(userId, from, to);
  await expect(desk.person(to, userId)).toBeVisible();
  await expect(desk.person(from, userId)).toHaveCount(0);
  expect(await whereabouts(userId)).toBe(to);
  await stage.screens.toasts.act(strings.undo);
  await expect(desk.person(from, userId)).toBeVisible();
  expect(await whereabouts(userId)).toBe(from);
});

test('several rooms are made and ended together; undone they stay, the second time they go', async () => {
  const before = Object.keys(await desk.shown()).length;
  const names = async () => Object.values(deskOf(await guildOf(site))).map(({ name }) => name);
  const made = ['Tuesday 1', 'Tuesday 2', 'Tuesday 3'];
  await desk.makeSeveral('Tuesday 1..3', made.length);
  await expect.poll(names).toEqual(expect.arrayContaining(made));
  await desk.endThem(made.length);
  await stage.screens.toasts.act(strings.undo);
  await expect(stage.screens.toasts.said(words.ends.undone)).toBeVisible();
  expect(await names()).toEqual(expect.arrayContaining(made));
  await desk.endThem(made.length);
  await expect.poll(async () => (await names()).length, { timeout: 20_000 }).toBe(before);
  await expect.poll(() => desk.shown()).toEqual(deskOf(await guildOf(site)));
});

test('a status is set and taken back, a stage goes live and is closed', async () => {
  const guild = await guildOf(site);
  const voice = guild.channels.find(({ type }) => type === 2);
  const hall = guild.channels.find(({ type }) => type === 13);
  if (!voice || !hall) throw new Error('a voice room and a stage are needed');
  const lineAtServer = async (id: string) => deskOf(await guildOf(site))[id]?.line;

  await desk.choose(voice.id);
  await desk.setStatus(desk.card(voice.name), words.status.set, 'Quiz at nine');
  await expect(desk.room(voice.id)).toContainText('Quiz at nine');
  expect(await lineAtServer(voice.id)).toBe('Quiz at nine');
  await stage.screens.toasts.act(strings.undo);
  await expect(desk.room(voice.id)).not.toContainText('Quiz at nine');
  expect(await lineAtServer(voice.id)).toBe(null);

  await desk.choose(hall.id);
  const card = desk.card(hall.name);
  await desk.startStage(card, 'Ask the makers');
  await expect(card).toContainText(`${words.stage.live} · Ask the makers`);
  await expect(desk.room(hall.id)).toContainText('Ask the makers');
  expect(await lineAtServer(hall.id)).toBe('Ask the makers');
  await desk.closeStage(card);
  await expect(card).toContainText(words.stage.notLive);
  expect(await lineAtServer(hall.id)).toBe(null);
});
