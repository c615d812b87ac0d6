import type { CallState } from '@shared/models/calls';
import { TroubleSettings } from '@shared/models/practice-trouble';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HeadlessRoomtone, startHeadless, until } from '../support/headless';

let roomtone: HeadlessRoomtone;
let states: CallState[];

beforeEach(async () => {
  roomtone = await startHeadless();
  states = [];
  const { api } = roomtone;
  api.calls.onChanged((state) => states.push(state));
  await api.accounts.startPractice({ seed: 5 });
  const room = await until('a room', async () => {
    const { guilds } = await api.workspace.snapshot();
    const [guild] = guilds;
    if (!guild) return undefined;
    const place = {
      guildId: guild.guildId,
      name: 'Dead line',
      userLimit: 0,
      bitrateBps: null,
      categoryId: null,
    };
    const created = await api.rooms.create(place);
    return created.kind === 'created' ? created.room : undefined;
  });
  expect(await api.calls.join(room)).toMatchObject({ kind: 'joined' });
});
afterEach(() => roomtone?.close());

const phase = () => {
  const state = states.at(-1);
  return state?.kind === 'active' ? state.phase : state?.kind;
};

test('a call that has to be joined anew finds out that the gateway is dead, and asks again on the next line', async () => {
  const { api } = roomtone;
  states = [];
  await api.practice.setTrouble(
    TroubleSettings.parse({
      gateway: { zombie: { mode: 'silent', afterMs: 0, count: 1 } },
      voice: { close: { everyMs: 300, count: 1, code: 4006 } },
    }),
  );
  await until('the loss', () => (phase() === 'reconnecting' ? true : undefined));
  // The gateway's own heartbeat would tell in 41 seconds at the earliest.
  await until('the call', () => (phase() === 'ready' ? true : undefined), 10_000);
}, 40_000);
