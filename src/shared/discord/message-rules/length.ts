/** Characters as Discord counts them: code points, so that an emoji outside the first plane is one, not two. */
export function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length - 1; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0xd800 || code > 0xdbff) continue;
    const next = text.charCodeAt(i + 1);
    if (next < 0xdc00 || next > 0xdfff) continue;
    count -= 1;
    i += 1;
  }
  return count;
}

/** The same after the white space at both ends, which Discord takes off before it looks. */
export function trimmedCharacters(text: string | undefined | null): number {
  return text ? characters(text.trim()) : 0;
}
