import { expect, test } from 'vitest';
import { type CaptureWish, mayCapture } from '../../../src/main/electron/capture-rules';

const wish = (given: Partial<CaptureWish>): CaptureWish => ({
  ...{ permission: 'media', mediaTypes: ['audio'], isMainFrame: true, isOurs: true },
  ...given,
});

test('a microphone may be heard from our own page, and from nowhere else', () => {
  expect(mayCapture(wish({}), 'no')).toBe('microphone');
  expect(mayCapture(wish({ isOurs: false }), 'yes')).toBe('no');
  expect(mayCapture(wish({ isMainFrame: false }), 'yes')).toBe('no');
});

test('no camera, alone or with a microphone', () => {
  expect(mayCapture(wish({ mediaTypes: ['video'] }), 'yes')).toBe('no');
  expect(mayCapture(wish({ mediaTypes: ['audio', 'video'] }), 'yes')).toBe('no');
});

test.each([
  { mediaTypes: [] },
  { mediaTypes: undefined },
  { permission: 'display-capture', mediaTypes: undefined },
])('what the computer plays is given where the platform has it: %o', (given) => {
  expect(mayCapture(wish(given), 'yes')).toBe('system');
  expect(mayCapture(wish(given), 'no')).toBe('no');
  expect(mayCapture(wish({ ...given, isOurs: false }), 'yes')).toBe('no');
});

test.each(['geolocation', 'notifications', 'clipboard-read', 'midi', 'openExternal'])(
  'no %s',
  (permission) => {
    expect(mayCapture(wish({ permission, mediaTypes: undefined }), 'yes')).toBe('no');
  },
);
