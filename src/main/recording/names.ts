/** Names of folders and files, safe on every file system we run on. */

/** Letters and digits of any script with dashes between, at most `max` characters; `fallback` when nothing is left. */
export function safeName(name: string, max: number, fallback: string): string {
  const plain = name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const cut = Array.from(plain).slice(0, max).join('').replace(/-+$/g, '');
  return cut === '' ? fallback : cut;
}

/**
 * Name of a session's folder, which is also its id: when it began (UTC), the room in ASCII, and four characters
 * that keep two apart. Always `[A-Za-z0-9-]`, below 80 characters.
 */
export function sessionFolderName(roomName: string, startedAtMs: number, unique: string): string {
  const time = new Date(startedAtMs).toISOString().slice(0, 19).replace(/[T:]/g, '-');
  const ascii = roomName.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-');
  return `${time}-${safeName(ascii, 40, 'room').toLowerCase()}-${unique.replace(/[^A-Za-z0-9]/g, '').slice(0, 8)}`;
}

/** `03-ada-184405184405184405`: order of appearance, name, user. */
export function trackStem(number: number, displayName: string, userId: string): string {
  return `${String(number).padStart(2, '0')}-${safeName(displayName, 40, 'member')}-${userId.replace(/\D/g, '') || '0'}`;
}
