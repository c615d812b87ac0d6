/** Longer addresses than browsers take are text; the bound also keeps every search short. */
const MAX_URL = 2_048;
const URL_START = /^https?:\/\//i;

/** An address in running text, without the punctuation that ends the sentence; null when there is none. */
export function linkAt(text: string, at: number): string | null {
  const match = /^https?:\/\/[^\s<]+/.exec(text.slice(at, at + MAX_URL));
  if (!match) return null;
  let end = match[0].length;
  const opened = count(match[0], '(');
  let closed = count(match[0], ')');
  while (end > 0) {
    const last = match[0][end - 1] ?? '';
    if (last === ')' && closed > opened) closed -= 1;
    else if (!'.,:;"\'!?*_~|]'.includes(last)) break;
    end -= 1;
  }
  const url = match[0].slice(0, end);
  return isWebUrl(url) ? url : null;
}

/** `[label](address "title")`, the address also in angle brackets. A label that shows another address is refused. */
export function maskedLinkAt(
  text: string,
  at: number,
  brackets: ReadonlyMap<number, number>,
): { label: string; url: string; end: number } | null {
  const close = brackets.get(at);
  if (close === undefined || text[close + 1] !== '(') return null;
  const label = text.slice(at + 1, close);
  // What looks like an address must be the address: Discord shows such a link as typed.
  if (label.trim() === '' || /https?:\/\//i.test(label)) return null;
  const target = targetAt(text.slice(close + 2, close + 2 + MAX_URL));
  return target && { label, url: target.url, end: close + 2 + target.length };
}

/** `length` counts up to and with the closing parenthesis. */
function targetAt(rest: string): { url: string; length: number } | null {
  const angled = /^<(https?:\/\/[^\s<>]+)>(?:\s+"[^"\n]{0,300}")?\)/i.exec(rest);
  if (angled) return isWebUrl(angled[1] ?? '') ? { url: angled[1] ?? '', length: angled[0].length } : null;
  if (!URL_START.test(rest)) return null;
  let depth = 0;
  let end = 0;
  for (; end < rest.length; end += 1) {
    const sign = rest[end] ?? '';
    if (sign === '(') depth += 1;
    else if (sign === ')') {
      if (depth === 0) break;
      depth -= 1;
    } else if (/\s/.test(sign)) break;
  }
  const url = rest.slice(0, end);
  const tail = /^(?:\s+"[^"\n]{0,300}")?\)/.exec(rest.slice(end));
  return tail && isWebUrl(url) ? { url, length: end + tail[0].length } : null;
}

/** Whether an address is one a browser opens, and names a host. */
export function isWebUrl(url: string): boolean {
  if (!URL_START.test(url)) return false;
  try {
    return new URL(url).hostname !== '';
  } catch {
    return false;
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
