import { describe, expect, it } from 'vitest';
import { needsVirtualDisplay } from '../../../scripts/setup/display.mjs';

describe('whether a virtual display is started', () => {
  it.each([
    ['linux', {}, true],
    ['linux', { DISPLAY: '' }, true],
    ['linux', { DISPLAY: ':0' }, false],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, false],
    ['darwin', {}, false],
    ['win32', {}, false],
  ] as const)('%s with %j: %s', (platform, env, expected) => {
    expect(needsVirtualDisplay(platform, env)).toBe(expected);
  });
});
