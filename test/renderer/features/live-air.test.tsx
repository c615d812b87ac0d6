import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ChannelId, GuildId } from '../../../src/shared/discord/snowflake';
import { sampleDesk } from '../../support/double/live-sample';
import { press, renderApp } from '../support/render-app';

type App = Awaited<ReturnType<typeof renderApp>>;

const hall = { guildId: GuildId.parse('900'), channelId: ChannelId.parse('901') };

async function atDesk({ call = false, broadcast = false } = {}): Promise<App> {
  const app = await renderApp();
  app.double.setLive(sampleDesk());
  if (call) await app.store.actions.call.join(app.double.rooms.stage);
  if (broadcast) await app.store.actions.live.ask.joinBroadcast(hall);
  press('3', { ctrlKey: true });
  await screen.findByRole('region', { name: 'Deck A' });
  return app;
}

const deckA = () => within(screen.getByRole('region', { name: 'Deck A' }));
const strip = () => within(screen.getByRole('region', { name: 'Master' }));
const bar = () => within(screen.getByRole('region', { name: 'Call' }));

async function play(app: App): Promise<void> {
  await app.store.actions.live.ask.load({ deckId: 'a', itemId: 'tune-0', play: true });
}

describe('an alarm of a further room', () => {
  it('says of which guild the room is when two of ours have the same name', async () => {
    const app = await atDesk({ call: true, broadcast: true });
    const alarm = { alarmId: 'a', direction: 'out', userId: null, sinceMs: 0 } as const;
    const alarms = [{ ...alarm, kind: 'loss' as const, figure: 0.1, guildId: hall.guildId }];
    app.double.setLive({ alarms });
    await screen.findByText(/^Lounge: 10 % of what you send gets lost/);
    const { guildName } = app.double.live().broadcast[0] ?? {};
    app.double.setCall((call) => ({ ...call, roomName: 'Lounge' }));
    await screen.findByText(`Lounge (${guildName}): 10 % of what you send gets lost.`);
  });
});

describe('who hears us', () => {
  it('is told alike everywhere when a broadcast goes on without a call', async () => {
    const app = await atDesk({ call: true, broadcast: true });
    await play(app);
    await strip().findByText('On air');
    strip().getByText(/ and 1 more room$/);
    await app.store.actions.call.leave();
    await strip().findByText('Lounge');
    strip().getByText('On air');
    expect(screen.queryByText('Not on air')).toBeNull();
    deckA().getByText(/^on air/);
    bar().getByText('in the room, on air');
    fireEvent.click(bar().getByRole('button', { name: 'Leave the room' }));
    await strip().findByText('Not on air');
    await deckA().findByText(/^in your headphones only/);
    expect(screen.queryByRole('region', { name: 'Call' })).toBeNull();
    expect(app.double.calls.filter(({ channel }) => channel === 'live.leaveBroadcast')).toHaveLength(1);
  });

  it('is nobody while muted in the only room, and the further rooms alone when there are some', async () => {
    const app = await atDesk({ call: true });
    await play(app);
    await strip().findByText('On air');
    await app.store.actions.call.setSelfMute(true);
    await strip().findByText(/^Muted in /);
    strip().getByText('Off air');
    bar().getByText('in the room, muted');
    deckA().getByText(/^in your headphones only/);
    await app.store.actions.live.ask.joinBroadcast(hall);
    await strip().findByText(/^Lounge, muted in /);
    strip().getByText('On air');
    bar().getByText('muted here, on air in Lounge');
    await deckA().findByText(/^on air/);
  });

  it('a recording that the engine’s end cut off is not shown as running, and can be ended for good', async () => {
    const app = await atDesk({ call: true });
    await app.store.actions.call.startRecording();
    const stop = await bar().findByRole('button', { name: 'Stop recording' });
    expect(stop.textContent).toMatch(/^\d+:\d\d$/);
    app.double.setCall((call) => ({ ...call, phase: 'reconnecting', readyAtMs: null }));
    const cutOff = await bar().findByRole<HTMLButtonElement>('button', { name: /^Recording interrupted/ });
    expect(cutOff.textContent).toBe('Interrupted');
    expect(cutOff.disabled).toBe(false);
    app.double.setCall((call) => ({ ...call, phase: 'ready', readyAtMs: 1 }));
    const back = await bar().findByRole('button', { name: 'Stop recording' });
    expect(back.textContent).toMatch(/^\d+:\d\d$/);
  });

  it('joining is not called reconnecting', async () => {
    const app = await atDesk({ call: true });
    app.double.setCall((call) => ({ ...call, phase: 'securing', readyAtMs: null }));
    await strip().findByText(/^Joining /);
    app.double.setCall((call) => ({ ...call, phase: 'reconnecting', readyAtMs: 1 }));
    await strip().findByText(/^Reconnecting to /);
    await waitFor(() => expect(screen.queryByText('Not on air')).toBeNull());
  });
});
