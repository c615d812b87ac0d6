import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import type { Bridge } from '../../src/shared/ipc/api';
import { openRoomtone, type Stage } from '../support/e2e';

declare const window: { roomtone: Bridge };
interface Picture {
  onload: () => void;
  onerror: () => void;
  src: string;
  naturalWidth: number;
}
declare const Image: new () => Picture;

let outside: Server;
let outsideUrl: string;
const visitors: string[] = [];
let stage: Stage;

test.beforeAll(async () => {
  outside = createServer((request, response) => {
    visitors.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'image/png' }).end();
  });
  await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  stage = await openRoomtone();
});
test.afterAll(async () => {
  await stage?.close();
  await new Promise((done) => outside.close(done));
});

/** Width of a picture as the window loads it; null when it does not. */
function widthOf(page: Page, src: string): Promise<number | null> {
  return page.evaluate(
    (address) =>
      new Promise<number | null>((resolve) => {
        const picture = new Image();
        picture.onload = () => resolve(picture.naturalWidth);
        picture.onerror = () => resolve(null);
        picture.src = address;
      }),
    src,
  );
}
const throughMain = (url: string) => `roomtone://media/?url=${encodeURIComponent(url)}`;

test('pictures come through main, from where messages keep them and nowhere else', async () => {
  const { page } = stage;
  await page.evaluate(() => window.roomtone.calls['accounts']?.['startPractice']?.({ seed: 5 }));

  expect(await widthOf(page, throughMain('https://cdn.discordapp.com/emojis/123456.webp?size=48'))).toBe(64);
  expect(await widthOf(page, throughMain(`${outsideUrl}/a.png`))).toBeNull();
  expect(await widthOf(page, throughMain('file:///etc/hostname'))).toBeNull();
  expect(await widthOf(page, `${outsideUrl}/direct.png`)).toBeNull();
  expect(visitors).toEqual([]);
});
