/**
 * The app in a process of its own, which hands in messages until it is killed. Prints the id of each that was
 * accepted, one a line. Arguments: data folder, REST base, bot token, channel id.
 */
import { ChannelId } from '@shared/discord/snowflake';
import { startHeadless } from '../support/headless';
import { aBody } from './outbox-support';

const [dataDir = '', baseUrl = '', token = '', channel = ''] = process.argv.slice(2);
const MESSAGES = 200;

async function main(): Promise<void> {
  const { api } = await startHeadless({ dataDir });
  await api.accounts.connectBot({ token, baseUrl, label: null, remember: false });
  const channelId = ChannelId.parse(channel);
  for (let i = 0; i < MESSAGES; i += 1) {
    const outcome = await api.outbox.submit({
      destination: { kind: 'channel', channelId },
      content: { type: 'message', body: aBody({ content: `kept ${i}` }) },
      sendAtMs: null,
      repeat: null,
      holdMs: 0,
    });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    process.stdout.write(`${outcome.entry.entryId}\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
