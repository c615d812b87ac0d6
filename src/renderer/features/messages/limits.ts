/** Discord's limit for a message; the same figure as the contract's, which would bring zod into the window. */
export const CONTENT_LIMIT = 2_000;
/** From here on the composer counts aloud. */
export const COUNT_FROM = 1_800;
