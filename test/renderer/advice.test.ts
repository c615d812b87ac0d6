import { expect, it } from 'vitest';
import { adviceFor } from '../../src/renderer/advice';

it('names the permission that the bot lacks, where it is known', () => {
  const named = adviceFor({ code: 'rest/missing-permission', details: { permission: 'Manage Channels' } });
  expect(named.title).toBe('The bot lacks Manage Channels');
  expect(named.next).toContain('Manage Channels');
  const unknown = adviceFor({ code: 'rest/missing-permission', details: {} });
  expect(unknown.title).toBe('The bot may not do this');
});
