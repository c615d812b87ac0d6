/**
 * The app in a process of its own, which opens a template and waits to be killed. Prints the id of the set.
 * Arguments: data folder, REST base, bot token, guild id.
 */
import { GuildId } from '@shared/discord/snowflake';
import { startHeadless } from '../support/headless';
import { aDraft, aSpec } from './room-plans-kit';

const [dataDir = '', baseUrl = '', token = '', guild = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const { api } = await startHeadless({ dataDir });
  await api.accounts.connectBot({ token, baseUrl, label: null, remember: false });
  const outcome = await api.roomPlans.open({
    source: { kind: 'draft', draft: aDraft({ specs: [aSpec({ count: 3 })] }) },
    guildId: GuildId.parse(guild),
    temporary: null,
    end: { kind: 'never' },
  });
  if (outcome.kind !== 'opening') throw new Error(JSON.stringify(outcome));
  process.stdout.write(`${outcome.setId}\n`);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
