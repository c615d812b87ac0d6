/** Message flags (reference "Message Flags"). */
export const SUPPRESS_EMBEDS_FLAG = 1 << 2;
export const SILENT_FLAG = 1 << 12;
export const COMPONENTS_V2_FLAG = 1 << 15;
