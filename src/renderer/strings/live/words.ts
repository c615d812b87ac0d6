export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
export const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
/** A length of time that may be minutes or hours: `45 s`, `1 min 30 s`, `2 h 5 min`. */
export const duration = (ms: number): string => {
  if (ms < 60_000) return seconds(ms);
  const whole = Math.round(ms / 1_000);
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const parts =
    hours > 0 ? [`${hours} h`, minutes && `${minutes} min`] : [`${minutes} min`, rest && `${rest} s`];
  return parts.filter(Boolean).join(' ');
};
export const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;
