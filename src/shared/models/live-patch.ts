import type { LiveSettings, LiveSettingsPatch } from './live';

/**
 * The settings with `patch`. Its parts (the microphone, ducking …) are taken field by field: who moves a slider does not
 * undo what another hand, "stop all" say, has switched in the same moment. Free of zod, for the window's start.
 */
export function patchedSettings<T extends Omit<LiveSettings, 'bed'>>(
  settings: T,
  patch: LiveSettingsPatch,
): T {
  const before: Readonly<Record<string, unknown>> = settings;
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const changed = given.map(([name, value]) => [
    name,
    isPart(value) ? { ...(before[name] as object), ...withoutUndefined(value) } : value,
  ]);
  return { ...settings, ...(Object.fromEntries(changed) as Partial<T>) };
}

/** Lists and plain values are taken as they are. */
function isPart(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutUndefined(part: object): object {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}
