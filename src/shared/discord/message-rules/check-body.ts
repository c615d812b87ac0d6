import type { BodyProblem, MessageBody } from '../../models/message-body';
import { checkComponents } from './check-components';
import { checkEmbeds, embedCharacters } from './check-embeds';
import { componentCount, layoutCharacters } from './component-tree';
import { trimmedCharacters } from './length';
import { LIMITS } from './limits';
import { figure, Report } from './report';

/** Where a body is to be posted, as far as the rules differ. */
export interface BodyContext {
  kind: 'bot' | 'webhook';
  /** Of one file; a guild's boosts raise it. */
  maxUploadBytes: number;
  maxFiles: number;
  /** Components that act can be posted: by bots, and by webhooks an application owns. */
  interactive: boolean;
}

export const BOT_CONTEXT: BodyContext = {
  kind: 'bot',
  maxUploadBytes: LIMITS.fileBytes.max,
  maxFiles: LIMITS.files.max,
  interactive: true,
};
export const WEBHOOK_CONTEXT: BodyContext = { ...BOT_CONTEXT, kind: 'webhook' };

/** How a staged file is named when it is sent: Discord reads a spoiler from this beginning. */
export function sentFileName(file: { fileName: string; spoiler: boolean }): string {
  return file.spoiler && !file.fileName.startsWith('SPOILER_') ? `SPOILER_${file.fileName}` : file.fileName;
}

/** Everything that stands against sending this body, in the order of the form. Empty = it can go. */
export function checkBody(body: MessageBody, context: BodyContext = BOT_CONTEXT): BodyProblem[] {
  const report = new Report(new Set(body.files.flatMap((file) => [file.fileName, sentFileName(file)])));
  if (isEmptyBody(body)) {
    report.add('content', 'The message is empty: write something, or add a file.', 1, 0);
  }
  if (context.kind === 'webhook') checkIdentity(body, report);
  report.text('content', 'The message', body.content, 'content');
  if (body.componentsV2) checkLayoutAlone(body, report);
  else checkEmbeds(body.embeds, report);
  checkComponents(body.components, { layout: body.componentsV2, interactive: context.interactive }, report);
  checkFiles(body, context, report);
  return report.problems;
}

/** Nothing in it that Discord would show (code 50006). Identity and switches are nothing. */
export function isEmptyBody(body: MessageBody): boolean {
  return (
    body.content.trim() === '' &&
    body.files.length === 0 &&
    body.embeds.length === 0 &&
    body.components.length === 0
  );
}

/** Reference "Components V2": the flag takes content and embeds away. */
function checkLayoutAlone(body: MessageBody, report: Report): void {
  if (body.content.trim() !== '') {
    report.add('content', 'A layout takes the place of the text: move it into a text of the layout.', 0, 1);
  }
  if (body.embeds.length > 0) {
    report.add('embeds', 'A layout takes the place of embeds.', 0, body.embeds.length);
  }
}

function checkFiles(body: MessageBody, context: BodyContext, report: Report): void {
  const { files } = body;
  if (files.length > context.maxFiles) {
    const message = `The message has ${figure(files.length)} files; at most ${context.maxFiles} are possible.`;
    report.add('attachments', message, context.maxFiles, files.length);
  }
  files.forEach((file, index) => {
    if (file.sizeBytes > context.maxUploadBytes) {
      const message = `“${file.fileName}” is ${mebibytes(file.sizeBytes)}; at most ${mebibytes(context.maxUploadBytes)} are possible.`;
      report.add(`attachments.${index}`, message, context.maxUploadBytes, file.sizeBytes);
    }
    report.text(`attachments.${index}.description`, 'The description', file.description, 'fileDescription');
  });
}

function mebibytes(bytes: number): string {
  return `${(bytes / (1_024 * 1_024)).toFixed(1)} MiB`;
}

/** Reference "Webhook": names Discord keeps from webhooks, wherever they stand in the name. */
const FORBIDDEN_IN_NAME = ['clyde', 'discord'];
/** Reference "Usernames and Nicknames". */
const FORBIDDEN_NAMES = ['everyone', 'here'];

function checkIdentity(body: MessageBody, report: Report): void {
  const { username, avatarUrl } = body.identity;
  if (username !== null) {
    report.text('username', 'The name', username, 'username');
    const lower = username.trim().toLowerCase();
    const inside = FORBIDDEN_IN_NAME.find((word) => lower.includes(word));
    if (inside) report.add('username', `Discord does not allow “${inside}” in a webhook’s name.`);
    else if (FORBIDDEN_NAMES.includes(lower)) {
      report.add('username', `Discord does not allow the name “${lower}”.`);
    }
  }
  report.url('avatar_url', 'The picture’s address', avatarUrl ?? undefined, { files: false });
}

export interface Usage {
  used: number;
  limit: number;
}

/** What the counters show while typing. */
export function usageOf(body: MessageBody, context: BodyContext = BOT_CONTEXT) {
  const use = (used: number, limit: number): Usage => ({ used, limit });
  return {
    content: use(trimmedCharacters(body.content), LIMITS.content.max),
    embeds: use(body.embeds.length, LIMITS.embeds.max),
    embedText: use(
      body.embeds.reduce((sum, embed) => sum + embedCharacters(embed), 0),
      LIMITS.embedText.max,
    ),
    rows: use(body.componentsV2 ? 0 : body.components.length, LIMITS.rows.max),
    components: use(body.componentsV2 ? componentCount(body.components) : 0, LIMITS.components.max),
    layoutText: use(body.componentsV2 ? layoutCharacters(body.components) : 0, LIMITS.layoutText.max),
    files: use(body.files.length, context.maxFiles),
    /** The largest file: the limit is for each. */
    fileBytes: use(Math.max(0, ...body.files.map((file) => file.sizeBytes)), context.maxUploadBytes),
  };
}
export type BodyUsage = ReturnType<typeof usageOf>;
