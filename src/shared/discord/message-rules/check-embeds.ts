import type { Embed } from '../embed';
import { trimmedCharacters } from './length';
import { LIMITS } from './limits';
import { figure, type Report } from './report';

/** The characters of an embed that count towards the 6,000 over all embeds (reference "Embed Limits"). */
export function embedCharacters(embed: Embed): number {
  let sum = trimmedCharacters(embed.title) + trimmedCharacters(embed.description);
  sum += trimmedCharacters(embed.footer?.text) + trimmedCharacters(embed.author?.name);
  for (const field of embed.fields ?? []) {
    sum += trimmedCharacters(field.name) + trimmedCharacters(field.value);
  }
  return sum;
}

/** Whether there is anything to see in it; Discord refuses an embed of nothing but a colour. */
export function isEmptyEmbed(embed: Embed): boolean {
  return (
    embedCharacters(embed) === 0 &&
    !embed.image?.url &&
    !embed.thumbnail?.url &&
    (embed.fields ?? []).length === 0
  );
}

/** Checks all embeds, and what they hold together. */
export function checkEmbeds(embeds: readonly Embed[], report: Report): void {
  report.count('embeds', 'The message', 'embed', embeds.length, 'embeds');
  embeds.forEach((embed, index) => {
    checkEmbed(embed, `embeds.${index}`, `Embed ${index + 1}`, report);
  });
  const total = embeds.reduce((sum, embed) => sum + embedCharacters(embed), 0);
  const { max } = LIMITS.embedText;
  if (total > max) {
    report.add(
      'embeds',
      `The embeds hold ${figure(total)} characters together; at most ${figure(max)} are possible.`,
      max,
      total,
    );
  }
}

function checkEmbed(embed: Embed, path: string, owner: string, report: Report): void {
  if (isEmptyEmbed(embed)) report.add(path, `${owner} is empty: give it a title, a text or a picture.`);
  report.text(`${path}.title`, 'The title', embed.title, 'embedTitle');
  report.text(`${path}.description`, 'The description', embed.description, 'embedDescription');
  report.url(`${path}.url`, 'The title’s link', embed.url, { files: false });
  if (embed.color !== undefined && (embed.color < 0 || embed.color > LIMITS.embedColour.max)) {
    report.add(
      `${path}.color`,
      'The colour is outside #000000 to #FFFFFF.',
      LIMITS.embedColour.max,
      embed.color,
    );
  }
  if (embed.timestamp !== undefined && Number.isNaN(Date.parse(embed.timestamp))) {
    report.add(`${path}.timestamp`, 'The time is no date and time.');
  }
  if (embed.author) {
    report.text(`${path}.author.name`, 'The author’s name', embed.author.name, 'embedAuthor');
    report.url(`${path}.author.url`, 'The author’s link', embed.author.url, { files: false });
    report.url(`${path}.author.icon_url`, 'The author’s picture', embed.author.icon_url, { files: true });
  }
  if (embed.footer) {
    report.text(`${path}.footer.text`, 'The footer', embed.footer.text, 'embedFooter');
    report.url(`${path}.footer.icon_url`, 'The footer’s picture', embed.footer.icon_url, { files: true });
  }
  report.url(`${path}.image.url`, 'The picture', embed.image?.url, { files: true });
  report.url(`${path}.thumbnail.url`, 'The thumbnail', embed.thumbnail?.url, { files: true });
  const fields = embed.fields ?? [];
  report.count(`${path}.fields`, owner, 'field', fields.length, 'embedFields');
  fields.forEach((field, index) => {
    report.text(`${path}.fields.${index}.name`, `The name of field ${index + 1}`, field.name, 'fieldName');
    report.text(`${path}.fields.${index}.value`, `The text of field ${index + 1}`, field.value, 'fieldValue');
  });
}
