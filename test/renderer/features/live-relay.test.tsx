import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { sampleDesk } from '../../support/double/live-sample';
import { press, renderApp } from '../support/render-app';

async function atRoomTab() {
  const app = await renderApp();
  app.double.setLive(sampleDesk());
  await app.store.actions.call.join(app.double.rooms.stage);
  press('3', { ctrlKey: true });
  fireEvent.mouseDown(await screen.findByRole('tab', { name: 'Room' }));
  return app;
}

const RELAY = 'People in “Tuesday stage” are heard there';

it('gives what people say into the further rooms, at a level of its own, and names whom', async () => {
  const app = await atRoomTab();
  expect(screen.queryByRole('checkbox', { name: RELAY })).toBeNull();
  const { guildId, rooms } = app.double;
  await app.store.actions.live.ask.joinBroadcast({ guildId, channelId: rooms.lobby });
  const relay = (await screen.findByRole('checkbox', { name: RELAY })) as HTMLInputElement;
  expect(relay.checked).toBe(false);
  expect(screen.queryByRole('slider', { name: 'Their level' })).toBeNull();
  fireEvent.click(relay);
  await waitFor(() => expect(app.double.live().settings.relay).toEqual({ enabled: true, gainDb: 0 }));
  const level = await screen.findByRole('slider', { name: 'Their level' });
  fireEvent.keyDown(level, { key: 'ArrowDown' });
  await waitFor(() => expect(app.double.live().settings.relay.gainDb).toBeLessThan(0));
  fireEvent.click(screen.getByRole('checkbox', { name: RELAY }));
  await waitFor(() => expect(app.double.live().settings.relay.enabled).toBe(false));
});

it('says of a further room that it hears people while nothing of the programme sounds', async () => {
  const app = await atRoomTab();
  const { guildId, rooms } = app.double;
  await app.store.actions.live.ask.joinBroadcast({ guildId, channelId: rooms.lobby });
  const silent = { ...app.double.live().console, onAir: false };
  const relaying = (is: boolean) => app.double.live().broadcast.map((room) => ({ ...room, relaying: is }));
  app.double.setLive({ console: silent, broadcast: relaying(false) });
  const row = (await screen.findByText('Lounge')).closest('li') ?? expect.fail('no row');
  await waitFor(() => expect(row.textContent).toContain('in the room, silent'));
  app.double.setLive({ broadcast: relaying(true) });
  await waitFor(() => expect(row.textContent).toContain('in the room, on air'));
  // The call's own room hears nothing of it.
  await screen.findByText('silent here, on air in Lounge');
  await screen.findByText('On air');
});
