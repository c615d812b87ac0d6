import { expect, it } from 'vitest';
import { EMPTY_LIVE, LiveContent } from '../../../../src/main/services/live/stored';

it('starts without giving anybody’s voice on to other rooms, at the level chosen before', () => {
  const settings = { ...EMPTY_LIVE.settings, relay: { enabled: true, gainDb: -6 } };
  const loaded = LiveContent.parse({ ...EMPTY_LIVE, settings });
  expect(loaded.settings.relay).toEqual({ enabled: false, gainDb: -6 });
});

it('reads what was kept before there was a relay', () => {
  const { relay: _relay, ...settings } = EMPTY_LIVE.settings;
  const loaded = LiveContent.parse({ ...EMPTY_LIVE, settings });
  expect(loaded.settings).toEqual(EMPTY_LIVE.settings);
});
