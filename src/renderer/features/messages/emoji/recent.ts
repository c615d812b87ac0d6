/** Emoji last used in this window, and the skin tone; kept with the window's own storage, no secret, no setting. */
const RECENT_KEY = 'roomtone.emoji.recent';
const TONE_KEY = 'roomtone.emoji.tone';
const KEPT = 24;
const QUICK = ['👍', '❤️', '😂'] as const;

/** The key of an emoji in the list: its characters, or `name:id:animated` for a guild's own. */
export function recentEmoji(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export function rememberEmoji(key: string): void {
  const next = [key, ...recentEmoji().filter((other) => other !== key)].slice(0, KEPT);
  localStorage.setItem(RECENT_KEY, JSON.stringify(next));
}

/** Three to have at hand. */
export function quickEmoji(): readonly string[] {
  const unicode = recentEmoji().filter((key) => !key.includes(':'));
  return [...new Set([...unicode, ...QUICK])].slice(0, 3);
}

/** 0 = as drawn, 1–5 = light to dark. */
export function skinTone(): number {
  const tone = Number(localStorage.getItem(TONE_KEY));
  return Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0;
}

export function rememberTone(tone: number): void {
  localStorage.setItem(TONE_KEY, String(tone));
}
