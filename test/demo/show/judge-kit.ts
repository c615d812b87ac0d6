/** One figure of a show, and whether it is as it should be. */
export interface Verdict {
  what: string;
  ok: boolean;
  figures: unknown;
}
