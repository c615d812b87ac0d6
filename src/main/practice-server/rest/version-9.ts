import type { ApiVersion } from './route';

/**
 * What version 9 still takes and 10 does not (reference "Change Log", 14 February 2022): a `reason` in the
 * query or the body where 10 wants the header, and one `embed` where 10 wants `embeds`.
 */

type Body = Readonly<Record<string, unknown>>;

const isBody = (json: unknown): json is Body =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** The reason that a request of the older version gives beside the header; null when it gives none. */
export function reasonBesideHeader(
  version: ApiVersion,
  query: URLSearchParams,
  json: unknown,
): string | null {
  if (version !== 9) return null;
  const given = query.get('reason') ?? (isBody(json) ? json.reason : null);
  return typeof given === 'string' && given !== '' ? given : null;
}

/** The body as version 10 would have it. */
export function bodyForNewest(version: ApiVersion, json: unknown): unknown {
  if (version !== 9 || !isBody(json) || !isBody(json.embed)) return json;
  const { embed, ...rest } = json;
  return { embeds: [embed], ...rest };
}
