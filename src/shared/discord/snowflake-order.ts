/** Orders by age, oldest first. Ids of different lengths compare right, which text order would not do. */
export function compareSnowflakes(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
