/**
 * The app in a process of its own, which records a room and waits to be killed. Says `recording` and the id when the room
 * was told. Arguments: data folder, REST base, bot token, guild id, channel id.
 */
import { ChannelId, GuildId } from '@shared/discord/snowflake';
import { startHeadless, until } from '../support/headless';

const [dataDir = '', baseUrl = '', token = '', guild = '', channel = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const { api } = await startHeadless({ dataDir });
  await api.accounts.connectBot({ token, baseUrl, label: null, remember: false });
  const place = { guildId: GuildId.parse(guild), channelId: ChannelId.parse(channel) };
  await until('the room', async () => {
    const { rooms } = await api.workspace.snapshot();
    return rooms.some(({ channelId }) => channelId === place.channelId) || undefined;
  });
  await api.calls.join(place);
  const { recordingId } = await api.calls.startRecording();
  await until('the room to be told', async () => {
    const { consent } = await api.recorder.state();
    return (consent?.status === 'done' && consent.notice === 'done') || undefined;
  });
  process.stdout.write(`recording ${recordingId}\n`);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
