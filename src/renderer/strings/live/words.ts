export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
export const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
export const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;
