import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { projectRoot } from '../../scripts/setup/project.mjs';
import { strings } from '../../src/renderer/strings';
import type { Bridge } from '../../src/shared/ipc/api';
import { openRoomtone, type Stage } from '../support/e2e';
import { filesBelow } from '../support/files-below';
import { PracticeSite } from '../support/practice-site';

declare const window: { roomtone: Bridge };

/** What an attacker's page script has at hand, as far as these tests use it. */
interface PageGlobals {
  open(url: string): unknown;
  location: { href: string; assign(url: string): void };
  document: {
    title: string;
    createElement(tag: string): { [name: string]: unknown; click(): void; submit(): void; remove(): void };
    body: { innerText: string; append(element: unknown): void };
    querySelector(selector: string): { files: unknown[]; remove(): void } | null;
  };
  navigator: {
    sendBeacon(url: string): boolean;
    mediaDevices: Record<'getUserMedia' | 'getDisplayMedia', (wanted: unknown) => Promise<unknown>>;
    clipboard: { readText(): Promise<string> };
    geolocation: { getCurrentPosition(ok: () => void, failed: () => void): void };
    permissions: { query(what: { name: string }): Promise<{ state: string }> };
  };
  Notification: { requestPermission(): Promise<string> };
  WebSocket: new (url: string) => { onopen: unknown; onerror: unknown };
  injected?: string[];
}
declare const self: PageGlobals & Record<string, unknown>;

/** Where every attack points: it answers and remembers who came. */
let outside: Server;
let outsideUrl: string;
const visitors: string[] = [];
let stage: Stage;

test.beforeAll(async () => {
  outside = createServer((request, response) => {
    visitors.push(`${request.method} ${request.url}`);
    // A careless or hostile server: it repeats what it was sent.
    const body = JSON.stringify({ message: `500: ${request.headers.authorization}`, code: 0 });
    const failing = request.url?.startsWith('/api');
    response.writeHead(failing ? 500 : 200, {
      'content-type': failing ? 'application/json' : 'text/html',
      'access-control-allow-origin': '*',
    });
    response.end(failing ? body : '<title>outside</title>');
  });
  outside.on('upgrade', (request, socket) => {
    visitors.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  stage = await openRoomtone();
});

test.afterAll(async () => {
  await stage?.close();
  await new Promise((done) => outside.close(done));
});

test('the window runs sandboxed and isolated, with nothing of Node in reach', async () => {
  const preferences = await stage.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  });
  const reach = await stage.page.evaluate(() => ({
    require: typeof self['require'],
    process: typeof self['process'],
    bridge: Object.keys(window.roomtone).sort(),
    frozen: Object.isFrozen(window.roomtone),
  }));
  expect(reach).toEqual({
    require: 'undefined',
    process: 'undefined',
    bridge: ['calls', 'events', 'importDropped', 'openDroppedForLive', 'ports', 'stageDroppedFile'],
    frozen: true,
  });
});

test('the page reads a file that was chosen, and none that it names itself', async () => {
  const { page } = stage;
  const folder = await mkdtemp(join(tmpdir(), 'roomtone-named-'));
  const path = join(folder, 'private.txt');
  await writeFile(path, 'not for everybody');
  const named = await page.evaluate(async (path) => {
    const { calls, stageDroppedFile, openDroppedForLive, importDropped } = window.roomtone;
    const own = new File(['x'], 'private.txt');
    Object.defineProperty(own, 'path', { value: path });
    const kinds: string[] = [typeof calls['files']?.['stageDropped'], typeof calls['live']?.['openDropped']];
    for (const forged of [{ path }, path, own, Object.setPrototypeOf({ path }, File.prototype)]) {
      for (const read of [stageDroppedFile, openDroppedForLive, importDropped]) {
        const answer = await Promise.resolve(read(forged)).catch((error: Error) => error.name);
        kinds.push(typeof answer === 'string' || !answer.ok ? 'refused' : JSON.stringify(answer.value));
      }
    }
    return kinds;
  }, path);
  expect(named).toEqual(['undefined', 'undefined', ...Array(12).fill('refused')]);

  await page.evaluate(() => {
    const input = Object.assign(self.document.createElement('input'), { type: 'file', id: 'chosen' });
    self.document.body.append(input);
  });
  await page.setInputFiles('#chosen', path);
  const chosen = await page.evaluate(async () => {
    const input = self.document.querySelector('#chosen');
    const answer = await window.roomtone.stageDroppedFile(input?.files[0]);
    input?.remove();
    return answer;
  });
  expect(chosen).toMatchObject({ ok: true, value: { fileName: 'private.txt', sizeBytes: 17 } });
  await rm(folder, { recursive: true, force: true });
});

test('the page cannot be led away and opens nothing', async () => {
  const { page } = stage;
  const before = page.url();
  // Asked of the page itself: the test runner's own finders wait for navigations that were refused.
  const shown = () => page.evaluate(() => [self.document.title, self.document.body.innerText]);
  const expected = await shown();
  expect(expected[0]).toBe('Roomtone');
  expect(expected[1]).toContain(strings.welcome.practiceStart);
  const opened = await page.evaluate((url) => self.open(url), outsideUrl);
  expect(opened).toBeNull();
  const ways: ((url: string) => void)[] = [
    (url) => {
      self.location.href = url;
    },
    (url) => self.location.assign(url),
    (url) => {
      const link = self.document.createElement('a');
      Object.assign(link, { href: url, target: '_blank' });
      link.click();
    },
    (url) => {
      const form = self.document.createElement('form');
      Object.assign(form, { action: url, method: 'post' });
      self.document.body.append(form);
      form.submit();
      form.remove();
    },
    () => {
      self.location.href = 'file:///etc/passwd';
    },
    () => {
      self.location.href = 'javascript:document.title="led away"';
    },
  ];
  for (const way of ways) {
    // As the page's own script: by a timer, because the policy does not hold for what the test runner evaluates.
    await page.evaluate(
      ([source, url]) => {
        const script = new Function('url', `(${source})(url)`);
        setTimeout(() => script(url), 0);
      },
      [way.toString(), `${outsideUrl}/led-away`] as const,
    );
    await page.waitForTimeout(150);
    expect(page.url(), way.toString()).toBe(before);
    expect(await shown(), way.toString()).toEqual(expected);
  }
  expect(stage.app.windows()).toHaveLength(1);
  expect(visitors).toEqual([]);
});

test('no code comes in and nothing goes out from the page', async () => {
  // By a timer: what Playwright evaluates itself is exempt from the policy on `eval`.
  expect(await stage.page.evaluate(attack, outsideUrl)).toEqual([]);
  expect(visitors).toEqual([]);
});

test('no permission is granted but to hear a microphone', async () => {
  const granted = await stage.page.evaluate(async () => {
    const { mediaDevices, clipboard, geolocation, permissions } = self.navigator;
    const asks: Record<string, () => Promise<unknown>> = {
      camera: () => mediaDevices.getUserMedia({ video: true }),
      microphone: () => mediaDevices.getUserMedia({ audio: true }),
      screen: () => mediaDevices.getDisplayMedia({ video: true }),
      clipboard: () => clipboard.readText(),
      place: () =>
        new Promise((ok, failed) =>
          geolocation.getCurrentPosition(
            () => ok(0),
            () => failed(),
          ),
        ),
      notifications: async () => {
        if ((await self.Notification.requestPermission()) !== 'granted') throw new Error('denied');
      },
    };
    const got: string[] = [];
    for (const [name, ask] of Object.entries(asks)) {
      await ask().then(
        () => got.push(name),
        () => undefined,
      );
    }
    for (const name of ['camera', 'microphone', 'geolocation', 'notifications']) {
      if ((await permissions.query({ name })).state === 'granted') got.push(`${name} (queried)`);
    }
    return got;
  });
  // What the computer plays comes with a picture on Windows: the window's own.
  const beside = process.platform === 'win32' ? ['screen'] : [];
  expect(granted.filter((name) => !name.startsWith('microphone'))).toEqual(beside);
});

test('a page of another origin that has our preload is refused by main before anybody reads it', async () => {
  const opened = stage.app.waitForEvent('window');
  await stage.app.evaluate(
    async ({ BrowserWindow }, [url, preload]) => {
      const foreign = new BrowserWindow({
        show: false,
        webPreferences: { preload: preload ?? '', sandbox: true, contextIsolation: true },
      });
      await foreign.loadURL(url ?? '');
    },
    [`${outsideUrl}/foreign`, join(projectRoot, 'out', 'preload', 'index.js')],
  );
  const foreign = await opened;
  const ask = (page: Page) =>
    page.evaluate(async () => {
      const { calls } = window.roomtone;
      return [
        await calls['app']?.['info']?.(undefined),
        await calls['accounts']?.['snapshot']?.(undefined),
        await calls['recordings']?.['trash']?.({ recordingId: 'x' }),
      ];
    });
  const refused = { ok: false, error: { code: 'ipc/forbidden-sender' } };
  expect(await ask(foreign)).toMatchObject([refused, refused, refused]);
  // The attack that came to nothing in our window is one: where no policy stands, it comes through.
  await foreign.evaluate(attack, outsideUrl);
  await expect
    .poll(() => foreign.evaluate(() => self.injected))
    .toEqual(expect.arrayContaining(['Function', 'eval', 'fetch', 'inline script', 'srcdoc', 'handler']));
  await foreign.close();
  // The same calls from our own window are answered: it is the sender that was refused.
  expect(await ask(stage.page)).toMatchObject([{ ok: true }, { ok: true }, { ok: false }]);
});

test('input outside the contract is refused with a clear error', async () => {
  const refused = { ok: false, error: { code: 'ipc/invalid-input' } };
  const answers = await stage.page.evaluate(async () => {
    const { calls } = window.roomtone;
    return [
      await calls['rooms']?.['create']?.({ guildId: 12, name: '' }),
      await calls['recordings']?.['open']?.({ recordingId: '../../etc/passwd' }),
      await calls['live']?.['load']?.({ deckId: 'a', itemId: '../../etc/passwd', play: true }),
      await calls['app']?.['updateSettings']?.({ drafts: 'x', __proto__: { polluted: true } }),
    ];
  });
  expect(answers).toMatchObject([refused, refused, refused, refused]);
});

test('a token leaves no trace: not in files, log, diagnostics or the page, whether it fails or works', async () => {
  const { page } = stage;
  const site = await PracticeSite.start({ seed: 'canary' });
  const canary = 'MTAwMDAwMDAwMDAwMDAwMDAw.CaNaRy.canary-0123456789-abcdefghijklmnop';
  const connect = (token: string, baseUrl: string) =>
    page.evaluate(
      ([tokenGiven, base]) =>
        window.roomtone.calls['accounts']?.['connectBot']?.({
          token: tokenGiven,
          baseUrl: base,
          label: null,
          remember: true,
        }),
      [token, baseUrl],
    );
  try {
    await page.evaluate(() =>
      window.roomtone.calls['accounts']?.['createPassphraseVault']?.({ passphrase: 'a long passphrase' }),
    );
    const said = [
      await connect(canary, 'http://127.0.0.1:9/api'),
      await connect(canary, `${outsideUrl}/api`),
      await connect(canary, site.info.rest),
      await connect(site.info.token, site.info.rest),
    ];
    expect(said).toMatchObject([
      { value: { kind: 'unreachable' } },
      { ok: true },
      { value: { kind: 'badToken' } },
      { value: { kind: 'connected' } },
    ]);
    expect(visitors.some((visitor) => visitor.includes('/api/'))).toBe(true);
    said.push(await page.evaluate(() => window.roomtone.calls['app']?.['diagnostics']?.(undefined)));
    said.push(await page.evaluate(() => window.roomtone.calls['accounts']?.['snapshot']?.(undefined)));
    const files = await filesBelow(stage.userDataDir);
    expect([...files.keys()].some((path) => path.endsWith('accounts.json'))).toBe(true);
    const pages = await page.content();
    for (const secret of [canary.slice(-20), site.info.token]) {
      expect(JSON.stringify(said)).not.toContain(secret);
      expect(pages).not.toContain(secret);
      expect(stage.mainStderr()).not.toContain(secret);
      for (const [path, bytes] of files) expect(bytes.includes(secret), path).toBe(false);
    }
  } finally {
    await site.kill();
  }
});

/** Everything a script that got into the page might try; answers what of it ran or got through. */
async function attack(url: string): Promise<string[]> {
  const reached: string[] = [];
  self.injected = reached;
  const attempt = (name: string, act: () => unknown) =>
    new Promise<void>((done) => {
      setTimeout(() => {
        Promise.resolve()
          .then(act)
          .then(
            () => reached.push(name),
            () => undefined,
          )
          .finally(done);
      }, 0);
    });
  const add = (tag: string, attributes: Record<string, unknown>) => {
    const element = self.document.createElement(tag);
    Object.assign(element, attributes);
    self.document.body.append(element);
  };
  await attempt('Function', () => new Function('return 1')());
  await attempt('eval', () => (self['eval'] as (code: string) => unknown)('1'));
  await attempt('fetch', () => fetch(`${url}/fetch`));
  await attempt('fetch no-cors', () => fetch(`${url}/no-cors`, { mode: 'no-cors' } as RequestInit));
  await attempt(
    'WebSocket',
    () =>
      new Promise((opened, failed) => {
        const socket = new self.WebSocket(`${url.replace('http', 'ws')}/socket`);
        Object.assign(socket, { onopen: opened, onerror: failed });
      }),
  );
  self.navigator.sendBeacon(`${url}/beacon`);
  add('script', { textContent: 'self.injected.push("inline script")' });
  add('script', { src: `${url}/script.js` });
  add('img', { src: `${url}/image.png` });
  add('img', { src: 'data:,', onerror: null });
  add('iframe', { src: `${url}/frame` });
  add('iframe', { srcdoc: '<script>parent.injected.push("srcdoc")</script>' });
  add('object', { data: `${url}/object` });
  add('link', { rel: 'stylesheet', href: `${url}/style.css` });
  add('div', { innerHTML: '<img src="x:" onerror="self.injected.push(\'handler\')">' });
  await new Promise((done) => setTimeout(done, 500));
  return reached;
}
