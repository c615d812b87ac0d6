import { writeFile } from 'node:fs/promises';
import { expect, type Locator, test } from '@playwright/test';
import { generatedImage } from '../../src/main/practice-server/world/generated-image';
import { strings } from '../../src/renderer/strings';
import { composeStrings } from '../../src/renderer/strings/compose';
import { composerStrings } from '../../src/renderer/strings/composer';
import type { Bridge } from '../../src/shared/ipc/api';
import type { WorkspaceSnapshot } from '../../src/shared/models/workspace';
import { endRoomtone, openRoomtone, type Stage } from '../support/e2e';
import { waitUntilReady } from '../support/electron-app';
import { PracticeSite } from '../support/practice-site';

declare const window: { roomtone: Bridge };

let stage: Stage;
let site: PracticeSite;

test.beforeEach(async () => {
  site = await PracticeSite.start({ seed: 'preview', scripted: false });
  stage = await openRoomtone();
  await ask('app', 'updateSettings', { undoMs: 0 });
  await stage.page.reload();
  await waitUntilReady(stage.page);
  await stage.screens.welcome.connectBot({ token: site.info.token, address: site.info.rest });
  await expect(stage.page.getByRole('button', { name: strings.rooms.create })).toBeVisible();
});
test.afterEach(async () => {
  await endRoomtone(stage, test.info());
  await site.kill();
});

async function ask<T>(domain: string, name: string, input?: unknown): Promise<T> {
  const reply = await stage.page.evaluate(([d, n, i]) => window.roomtone.calls[d]?.[n]?.(i), [
    domain,
    name,
    input,
  ] as [string, string, unknown]);
  if (!reply?.ok) throw new Error(`${domain}.${name}: ${JSON.stringify(reply)}`);
  return reply.value as T;
}

/**
 * What is shown below the author's line, as HTML. Addresses of pictures differ (one lies here, the other with
 * Discord), and so do ids that are made anew for each drawing.
 */
function shown(article: Locator): Promise<string[]> {
  return article.evaluate((element) => {
    interface Shown {
      outerHTML: string;
      removeAttribute(name: string): void;
      cloneNode(deep: boolean): Shown;
      querySelectorAll(selector: string): Iterable<Shown>;
      replaceWith(...nodes: unknown[]): void;
      nextElementSibling: Shown | null;
      textContent: string;
      childNodes: Iterable<unknown>;
    }
    const host = element as unknown as { querySelector(selector: string): Shown | null };
    const parts: string[] = [];
    for (let at = host.querySelector('header')?.nextElementSibling; at; at = at.nextElementSibling) {
      const copy = at.cloneNode(true);
      for (const one of [copy, ...copy.querySelectorAll('*')]) {
        for (const name of ['id', 'src', 'aria-describedby', 'aria-controls']) one.removeAttribute(name);
      }
      // A file can be opened once it has an address.
      for (const link of copy.querySelectorAll('a[href*="/attachments/"]')) {
        link.replaceWith(...(link.textContent === '' ? [] : link.childNodes));
      }
      parts.push(copy.outerHTML);
    }
    return parts;
  });
}

/** The same once it no longer changes: names and pictures come with answers of their own. */
async function settled(article: Locator): Promise<string[]> {
  for (let before = await shown(article); ; ) {
    await stage.page.waitForTimeout(600);
    const now = await shown(article);
    if (now.join('\n') === before.join('\n')) return now;
    before = now;
  }
}

/** Pastes a body, looks at its preview, posts it, and looks at what stands in the channel. */
async function previewAndPosted(json: object, mark: string): Promise<[string[], string[]]> {
  const { page, screens } = stage;
  await page.getByRole('button', { name: composeStrings.json }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(JSON.stringify(json));
  await dialog.getByRole('button', { name: composeStrings.useJson }).click();
  const preview = page.getByRole('article', { name: composeStrings.preview });
  await expect(preview).toContainText(mark);
  // Names of people come with the answer of who is notified.
  await expect(preview).not.toContainText(/<@|unknown/i);
  const before = await settled(preview);
  await page.getByRole('button', { name: composerStrings.send, exact: true }).click();
  // Once it is handed over, the composer goes back to the channel by itself.
  const posted = screens.messages.message(mark);
  await posted.waitFor({ timeout: 20_000 });
  await page.mouse.move(2, 2);
  const after = await settled(posted);
  await screens.messages.openFull();
  return [before, after];
}

const EMBED = {
  title: 'Tuesday stage',
  description: 'Questions at **half past**.\n- one\n- two\n> quoted `code`',
  url: 'https://example.org',
  color: 0x2f9e8f,
  author: { name: 'Harbour Radio', url: 'https://example.org/radio' },
  fields: [
    { name: 'When', value: '<t:1770000000:F>', inline: true },
    { name: 'Where', value: 'Tuesday **stage**', inline: true },
    { name: 'What', value: '```js\nconst a = 1;\n```' },
  ],
  footer: { text: 'Recorded for the library' },
  timestamp: '2026-11-24T19:00:00.000Z',
};
const ROW = {
  type: 1,
  components: [
    { type: 2, style: 5, label: 'Sign up', url: 'https://example.org' },
    { type: 2, style: 1, label: 'I will come', custom_id: 'come', emoji: { name: '🎉' } },
  ],
};
const SELECT = {
  type: 1,
  components: [
    {
      type: 3,
      custom_id: 'when',
      placeholder: 'Which evening?',
      options: [
        { label: 'Tuesday', value: 'tue', description: 'At seven' },
        { label: 'Friday', value: 'fri' },
      ],
    },
  ],
};
const LAYOUT = [
  { type: 10, content: '# layout-mark\nAbove the container' },
  {
    type: 17,
    accent_color: 0x2f9e8f,
    components: [
      { type: 10, content: '## Tuesday stage\nQuestions at half past.' },
      {
        type: 9,
        components: [{ type: 10, content: 'Host: **Mira**' }],
        accessory: { type: 2, style: 5, label: 'More', url: 'https://example.org' },
      },
      { type: 14, divider: true, spacing: 2 },
      ROW,
    ],
  },
];

test('the preview is what gets posted', async () => {
  const { page, screens } = stage;
  await screens.messages.open('general');
  const workspace = await ask<WorkspaceSnapshot>('workspace', 'snapshot');
  const guildId = workspace.guilds[0]?.guildId;
  const [person] = await ask<{ userId: string }[]>('people', 'search', { guildId, text: '' });
  const role = workspace.roles.find((one) => String(one.roleId) !== guildId);
  const channel = workspace.textChannels[0];
  const emoji = workspace.emojis[0];
  if (!person || !role || !channel) throw new Error('the practice guild lacks somebody to mention');
  const named = [
    `mention-mark <@${person.userId}> <@&${role.roleId}> <#${channel.channelId}> @everyone`,
    ...(emoji ? [`<:${emoji.name}:${emoji.emojiId}>`] : []),
    '😀 <t:1770000000:R>',
  ].join(' ');
  const bodies: [string, object][] = [
    [
      'text-mark',
      {
        content: '# text-mark\n**bold** *italic* __under__ ~~gone~~ ||hidden|| https://example.org\n-# small',
      },
    ],
    ['mention-mark', { content: named, allowed_mentions: { parse: [] } }],
    [
      'embed-mark',
      { content: 'embed-mark', embeds: [EMBED, { description: 'Second', fields: EMBED.fields }] },
    ],
    ['rows-mark', { content: 'rows-mark', components: [ROW, SELECT] }],
    ['layout-mark', { flags: 32_768, components: LAYOUT }],
  ];
  await screens.messages.openFull();
  for (const [mark, json] of bodies) {
    await test.step(mark, async () => {
      const [before, after] = await previewAndPosted(json, mark);
      expect(after.join('\n'), mark).toBe(before.join('\n'));
    });
  }

  await test.step('with files', async () => {
    const picture = test.info().outputPath('plan.png');
    await writeFile(picture, generatedImage('plan', 320));
    const text = test.info().outputPath('notes.txt');
    await writeFile(text, 'what to bring');
    await stage.app.evaluate(
      ({ dialog }, paths) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: paths });
      },
      [picture, text],
    );
    await page.getByRole('button', { name: composerStrings.attach }).click();
    const preview = page.getByRole('article', { name: composeStrings.preview });
    await expect(preview.getByText('notes.txt')).toBeVisible();
    const [before, after] = await previewAndPosted({ content: 'file-mark' }, 'file-mark');
    expect(after.join('\n'), 'files').toBe(before.join('\n'));
  });
});
