// Takes a picture of every view of the window, built on the contract double, in a plain Chromium.
// Usage: node test/renderer/harness/shoot.mjs FOLDER [name-filter]   (after `vite build` with the config beside it)
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { chromium } from '@playwright/test';

const out = resolve(process.argv[2] ?? 'out/shots');
const filter = process.argv[3] ?? '';
mkdirSync(out, { recursive: true });
const root = resolve('out/harness');
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  try {
    const body = await readFile(join(root, path === '/' ? 'index.html' : path));
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/html' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
});

const desk = (name) => (page) => page.evaluate((d) => window.store.actions.view.goTo(d), name);
const join_ = async (page) => {
  await page.evaluate(() => window.store.actions.call.join(window.double.rooms.stage));
  await page.getByRole('region', { name: 'Call' }).waitFor();
};
const scenes = {
  welcome: ['', async () => {}],
  'welcome-connect': ['', (page) => page.getByRole('button', { name: 'Connect a bot' }).click()],
  rooms: ['in', (page) => page.getByRole('button', { name: /^Tuesday stage/ }).click()],
  'rooms-none': ['in', async () => {}],
  'rooms-create': ['in', (page) => page.getByRole('button', { name: 'New room' }).click()],
  'rooms-ending': [
    'in',
    async (page) => {
      await page.getByRole('button', { name: /^Tuesday stage/ }).click();
      await page.getByRole('button', { name: 'End room' }).click();
    },
  ],
  'rooms-reconnecting': [
    'in',
    (page) =>
      page.evaluate(() =>
        window.double.setConnection({
          kind: 'reconnecting',
          target: 'practice',
          label: 'Practice server',
          user: null,
          attempt: 3,
          retryAtMs: Date.now() + 8000,
          reason: 'The server closed the connection',
          canHurry: true,
        }),
      ),
  ],
  messages: ['in', desk('messages')],
  'messages-failed': [
    'in',
    async (page) => {
      await desk('messages')(page);
      await page.evaluate(() =>
        window.double.answer('messages.send', () => ({ kind: 'slowMode', retryAfterMs: 8000 })),
      );
      await page.getByRole('textbox').fill('Is this **on**?');
      await page.keyboard.press('Enter');
      await page.evaluate(() =>
        window.double.emit('messages', 'changed', {
          changes: [
            {
              type: 'typing',
              channelId: window.double.general,
              userId: '2',
              displayName: 'Mira',
              atMs: Date.now(),
            },
          ],
        }),
      );
    },
  ],
  'messages-empty': ['in&empty', desk('messages')],
  'live-idle': ['in', desk('live')],
  live: [
    'in',
    async (page) => {
      await join_(page);
      await desk('live')(page);
    },
  ],
  'live-recording': [
    'in',
    async (page) => {
      await join_(page);
      await desk('live')(page);
      await page.getByRole('button', { name: 'Choose a file…' }).click();
      await page.getByRole('button', { name: 'Record', exact: true }).first().click();
      await page.waitForTimeout(1500);
    },
  ],
  'call-health': [
    'in',
    async (page) => {
      await join_(page);
      await page.getByRole('button', { name: /Connection health/ }).click();
    },
  ],
  library: ['in', desk('library')],
  'library-empty': ['empty', desk('library')],
  review: [
    'in',
    async (page) => {
      await desk('library')(page);
      await page.getByRole('button', { name: 'Open Tuesday stage' }).click();
      await page.getByTestId('time-line').click({ position: { x: 300, y: 120 } });
      await page.getByRole('button', { name: 'Solo Mira' }).click();
      await page.waitForTimeout(600);
    },
  ],
  settings: ['in', desk('settings')],
  keys: ['in', (page) => page.keyboard.press('?')],
  palette: ['in', (page) => page.keyboard.press('Control+k')],
};

const problems = [];
for (const [name, [query, act]] of Object.entries(scenes)) {
  if (filter && !new RegExp(filter).test(name)) continue;
  for (const theme of ['dark', 'light']) {
    for (const [width, height] of theme === 'dark' || process.env.ALL
      ? [
          [1280, 800],
          [1920, 1080],
        ]
      : [[1280, 800]]) {
      if (width === 1920 && !process.env.ALL) continue;
      const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(`${name}: ${error.message}`));
      page.on('console', (line) => line.type() === 'error' && problems.push(`${name}: ${line.text()}`));
      await page.goto(`${base}?${query}`);
      await page.locator('html[data-ready=true]').waitFor({ timeout: 10_000 });
      await page.waitForTimeout(150);
      try {
        await act(page);
      } catch (error) {
        problems.push(`${name}: ${error.message.split('\n')[0]}`);
      }
      await page.waitForTimeout(350);
      await page.screenshot({ path: join(out, `${name}-${theme}-${width}.png`) });
      await context.close();
    }
  }
}
await browser.close();
server.close();
console.log(problems.length === 0 ? 'no errors' : [...new Set(problems)].join('\n'));
