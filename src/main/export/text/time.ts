/** Times as the formats write them. All take ms. */

/** `01:02:03,004` with the separator given: SRT takes a comma, WebVTT a point. Hours may pass 99. */
export function clockTime(ms: number, separator: ',' | '.'): string {
  const whole = Math.max(0, Math.round(ms));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const seconds = Math.floor(whole / 1_000) % 60;
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${separator}${String(whole % 1_000).padStart(3, '0')}`;
}

/** `MM:SS:FF` with 75 frames to a second and minutes without end, as cue sheets count. Rounded down. */
export function cueTime(ms: number): string {
  const frames = Math.floor((Math.max(0, ms) * 75) / 1_000 + 1e-6);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(frames / 4_500))}:${two(Math.floor(frames / 75) % 60)}:${two(frames % 75)}`;
}

/** `1:02:03`, for people. */
export function shortTime(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
