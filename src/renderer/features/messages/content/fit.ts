export interface Size {
  width: number;
  height: number;
}

/** Pictures and embeds whose size Discord did not tell get this box. */
const UNKNOWN: Size = { width: 320, height: 180 };
const LEAST = 24;

/** The size a picture is shown in: inside `limit`, its own proportions, never enlarged. Known before it loads. */
export function fitInside(
  width: number | null | undefined,
  height: number | null | undefined,
  limit: Size,
): Size {
  const known = width && height && width > 0 && height > 0 ? { width, height } : UNKNOWN;
  const scale = Math.min(1, limit.width / known.width, limit.height / known.height);
  return {
    width: Math.max(LEAST, Math.round(known.width * scale)),
    height: Math.max(LEAST, Math.round(known.height * scale)),
  };
}
