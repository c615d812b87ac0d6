import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserId } from '../../src/shared/discord/snowflake';
import { type HeadlessRoomtone, until } from '../support/headless';
import { type RecorderSite, startRecorderSite } from './recorder-support';

let site: RecorderSite;
beforeEach(async () => {
  site = await startRecorderSite();
});
afterEach(() => site.close());

/** Starts the app, joins the room, and answers what it says of the first member there. */
async function inTheRoom(): Promise<{ app: HeadlessRoomtone; said: () => Promise<unknown> }> {
  const app = await site.open();
  await app.api.calls.join(site.place);
  const said = async () => {
    const state = await app.api.calls.state();
    if (state.kind !== 'active') throw new Error(`expected a call, found ${state.kind}`);
    return state.speakers.find(({ userId }) => userId === site.person(0).userId);
  };
  await until('the member in the room', said);
  return { app, said };
}

test('how loud somebody is for us is the same after a restart', async () => {
  await site.move(0, site.channelId);
  const first = await inTheRoom();
  expect(await first.said()).toMatchObject({ gainDb: 0, mutedForMe: false });
  const userId = UserId.parse(site.person(0).userId);
  await first.app.api.calls.setSpeakerVolume({ userId, gainDb: -12, muted: true });
  await first.app.close();
  const second = await inTheRoom();
  expect(await second.said()).toMatchObject({ gainDb: -12, mutedForMe: true });
});
