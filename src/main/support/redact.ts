import { homedir } from 'node:os';

const MASK = '[redacted]';

/**
 * Patterns of what must not be written down, whatever field it turns up in. The first line of defence is
 * `Secret`; this is the second, at the sinks (log, error report, diagnostics).
 */
const PATTERNS: readonly [RegExp, string][] = [
  // Bot tokens: id . time . signature, base64url (reference "Authentication").
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b/g, MASK],
  [/\b(Bot|Bearer)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  [/(authorization["']?\s*[:=]\s*["']?)[^"'\s,}]+( [^"'\s,}]+)?/gi, `$1${MASK}`],
  // Webhook and interaction URLs end in their token.
  [/(\/(?:webhooks|interactions)\/\d{1,20}\/)[\w-]{8,}/g, `$1${MASK}`],
  // Signed CDN queries.
  [/([?&](?:ex|is|hm)=)[0-9a-f]+/gi, `$1${MASK}`],
  // Named values as JSON, JSON within a string, `inspect` and queries write them: quoted, in brackets or bare.
  [
    /((?:token|secret_?key|passphrase|session_?id)\\*["'`]?\s*[:=]\s*)(?:\\+".*?\\+"|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|(?:\w+\(\d+\)\s*)?\[[^\]]*\]|<Buffer[^>]*>|[^\s,}&]+)/gi,
    `$1"${MASK}"`,
  ],
];

/** `text` with everything secret-shaped masked and the home folder shortened to `~`. */
export function redact(text: string, home: string = homedir()): string {
  let result = text;
  for (const [pattern, replacement] of PATTERNS) result = result.replace(pattern, replacement);
  return home.length > 1 ? result.split(home).join('~') : result;
}
