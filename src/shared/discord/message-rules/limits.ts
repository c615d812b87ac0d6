/**
 * What Discord allows in a message, figure by figure, with the page of its reference each comes from. One table
 * for the composer's counters, the check before sending, and the service that sends. Pure data.
 */

const MIB = 1_024 * 1_024;

export interface Limit {
  readonly max: number;
  readonly min: number;
  readonly source: string;
}

const limit = (max: number, source: string, min = 0): Limit => ({ max, min, source });

const MESSAGE = 'Discord reference: Message, Create Message';
const EMBED = 'Discord reference: Message, Embed Limits';
const COMPONENT = 'Discord reference: Components, Component Reference';
const WEBHOOK = 'Discord reference: Webhook, Execute Webhook';

export const LIMITS = {
  content: limit(2_000, MESSAGE),
  embeds: limit(10, MESSAGE),
  files: limit(10, MESSAGE),
  /** Of one file; boosted guilds allow more, the caller's context says so. */
  fileBytes: limit(25 * MIB, 'Discord reference: API Reference, Uploading Files'),
  fileDescription: limit(1_024, 'Discord reference: Message, Attachment Object'),
  embedText: limit(6_000, EMBED),
  embedTitle: limit(256, EMBED),
  embedDescription: limit(4_096, EMBED),
  embedFields: limit(25, EMBED),
  fieldName: limit(256, EMBED, 1),
  fieldValue: limit(1_024, EMBED, 1),
  embedFooter: limit(2_048, EMBED, 1),
  embedAuthor: limit(256, EMBED, 1),
  embedColour: limit(0xff_ff_ff, EMBED),
  url: limit(2_048, 'Discord reference: Message, Embed Object'),
  rows: limit(5, `${COMPONENT}, Legacy Message Component Behavior`),
  rowButtons: limit(5, `${COMPONENT}, Action Row`, 1),
  components: limit(40, `${COMPONENT}, Using Components`),
  /** Over all text displays of a Components V2 message. */
  layoutText: limit(4_000, `${COMPONENT}, Text Display`),
  sectionTexts: limit(3, `${COMPONENT}, Section`, 1),
  galleryItems: limit(10, `${COMPONENT}, Media Gallery`, 1),
  mediaDescription: limit(1_024, `${COMPONENT}, Media Gallery and Thumbnail`),
  containerChildren: limit(40, `${COMPONENT}, Container`, 1),
  customId: limit(100, `${COMPONENT}, Anatomy of a Component`, 1),
  buttonLabel: limit(80, `${COMPONENT}, Button`),
  buttonUrl: limit(512, `${COMPONENT}, Button`, 1),
  selectOptions: limit(25, `${COMPONENT}, String Select`, 1),
  selectPlaceholder: limit(150, `${COMPONENT}, String Select`),
  selectValues: limit(25, `${COMPONENT}, String Select`),
  optionLabel: limit(100, `${COMPONENT}, Select Option Structure`, 1),
  optionValue: limit(100, `${COMPONENT}, Select Option Structure`, 1),
  optionDescription: limit(100, `${COMPONENT}, Select Option Structure`),
  username: limit(80, WEBHOOK, 1),
  postTitle: limit(100, 'Discord reference: Channel, Start Thread in Forum or Media Channel', 1),
  postTags: limit(5, 'Discord reference: Channel, Start Thread in Forum or Media Channel'),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;
