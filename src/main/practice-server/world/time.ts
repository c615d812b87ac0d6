/** ISO 8601 with offset and microseconds, as Discord writes times. */
export function toDiscordTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace(/(\.\d{3})Z$/, '$1000+00:00');
}
