import { componentName } from '@shared/discord/message-rules';
import type { Refusal } from '@shared/models/messages';

const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString()} ${n === 1 ? one : many}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const KIND_HINTS: Readonly<Record<number, string>> = {
  1: 'Buttons, or one select menu',
  9: 'Text with a picture or button at its side',
  10: 'Markdown',
  12: 'Up to ten pictures',
  13: 'One of the attached files',
  14: 'A line or a gap',
  17: 'A frame with a colour',
};

/** Words of the full composer. */
export const composeStrings = {
  used: (used: number, limit: number) => `${used.toLocaleString()} / ${limit.toLocaleString()}`,
  characters: (n: number) => count(n, 'character'),
  where: 'To',
  unknownPlace: 'A place that is not known here',
  routes: 'Routes',
  directs: 'Direct messages',
  webhooks: 'Webhooks',
  webhook: 'Webhook',
  postIn: (name: string) => `New post in #${name}`,
  postTitle: 'Title of the post',
  postTitleNeeded: 'A post needs a title.',
  tags: (limit: number) => `Tags (at most ${limit})`,
  tagNeeded: 'This forum asks for at least one tag.',
  thread: 'Thread',
  noThread: 'In the channel itself',
  newPost: 'A new post',
  identity: 'Name and picture',
  username: 'Name',
  avatar: 'Picture',
  mode: 'Kind of message',
  modes: { message: 'Text and embeds', layout: 'Layout (Components V2)' },
  content: 'Text',
  embeds: 'Embeds',
  embedText: 'in all embeds',
  rows: 'Buttons and menus',
  components: 'Components',
  layoutText: 'Text',
  addEmbed: 'Add an embed',
  embed: (n: number) => `Embed ${n}`,
  field: (n: number) => `Field ${n}`,
  addField: (n: number, limit: number) => `Add a field (${n} of ${limit})`,
  addRow: 'Add a row',
  addComponent: 'Add a component',
  addInside: 'Add inside',
  addToRow: 'Add to the row',
  addPicture: (n: number, limit: number) => `Add a picture (${n} of ${limit})`,
  addOption: (n: number, limit: number) => `Add an option (${n} of ${limit})`,
  atMost: (n: number) => `At most ${n} fit here.`,
  layoutFull: (n: number) => `The layout has ${n} components; more are not possible.`,
  kind: (type: number) => capital(componentName(type)),
  kindHint: (type: number) => KIND_HINTS[type],
  unknownKind: 'A kind of component this form cannot change. It stays as it is.',
  author: 'Author',
  name: 'Name',
  link: 'Link',
  icon: 'Icon',
  title: 'Title',
  titleLink: 'Link of the title',
  description: 'Description',
  colour: 'Colour',
  hex: 'Colour as #RRGGBB',
  noColour: 'none',
  inline: 'Beside the others',
  pictures: 'Pictures',
  picture: 'Picture',
  pictureNumber: (n: number) => `Picture ${n}`,
  image: 'Large picture',
  thumbnail: 'Thumbnail',
  attached: 'Attached…',
  attachedFor: (label: string) => `${label}: one of the attached files`,
  footer: 'Footer',
  text: 'Text',
  timestamp: 'Time',
  now: 'Now',
  alt: 'Description',
  spoiler: 'Spoiler',
  style: 'Style',
  styles: { primary: 'Primary', secondary: 'Secondary', success: 'Success', danger: 'Danger', link: 'Link' },
  onlyLinks: 'Only link buttons can be posted there.',
  label: 'Label',
  emoji: 'Emoji',
  customId: 'Custom id',
  disabled: 'Disabled',
  placeholder: 'Placeholder',
  least: 'Choices at least',
  most: 'Choices at most',
  option: (n: number) => `Option ${n}`,
  value: 'Value',
  chosen: 'Chosen beforehand',
  divider: 'With a line',
  spacing: 'Space',
  small: 'Small',
  large: 'Large',
  accessory: 'At its side',
  whichFile: 'File',
  noFiles: 'No file is attached yet',
  chooseFile: 'Choose a file…',
  up: (what: string) => `Move ${what} up`,
  down: (what: string) => `Move ${what} down`,
  duplicate: (what: string) => `Duplicate ${what}`,
  remove: (what: string) => `Remove ${what}`,
  preview: 'Preview',
  previewEmpty: 'What you write appears here, just as it will be posted.',
  undo: 'Undo',
  redo: 'Redo',
  close: 'Back to the channel',
  json: 'JSON',
  jsonHint: 'The message as Discord takes it. Paste one from Discohook, a webhook or a bot to edit it here.',
  jsonOk: 'Files and the reply stay as they are.',
  leftOut: (keys: readonly string[]) => `Not taken over: ${keys.join(', ')}.`,
  notJson: (line: number | null, reason: string) =>
    line === null ? `This is no JSON: ${reason}` : `This is no JSON. Look at line ${line}: ${reason}`,
  notMessage: (path: string, reason: string) =>
    path === '' ? `This is no message: ${reason}.` : `This is no message: ${path} is wrong (${reason}).`,
  clear: 'Clear',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'The clipboard did not take it. Select the text and copy it by hand.',
  useJson: 'Use this',
  problems: (n: number) => `${count(n, 'thing')} to mend before it can go`,
  editPosted: 'Edit a posted message',
  posted: 'Files on the message',
  removeFile: (name: string) => `Remove ${name} from the message`,
  keepFile: (name: string) => `Keep ${name}`,
  identityStays: 'Name and picture stay as they were posted: Discord does not change them later.',
  save: 'Save the changes',
  leave: 'Leave it as it was',
  deletePosted: 'Delete the message',
  saved: 'The message is changed',
  notSaved: 'The message was not changed',
  deleted: 'The message is deleted',
  notDeleted: 'The message was not deleted',
  refused: (refusal: Refusal): string => {
    switch (refusal.kind) {
      case 'missingPermission':
        return `It needs the ${refusal.permission} permission.`;
      case 'gone':
        return `The ${refusal.what} is gone.`;
      case 'dmClosed':
        return 'They take no direct messages from this bot.';
      case 'locked':
        return 'The thread is locked.';
      case 'slowMode':
        return `Slow mode: try again in ${Math.ceil(refusal.retryAfterMs / 1_000)} s.`;
      case 'limitReached':
        return refusal.message;
      case 'invalid':
        return Object.entries(refusal.fields)
          .map(([path, message]) => `${path}: ${message}`)
          .join(' ');
    }
  },
} as const;
