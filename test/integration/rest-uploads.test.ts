import { randomBytes } from 'node:crypto';
import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RestClient, routes, type UploadProgress } from '../../src/main/discord/rest';
import { scratchFolder } from '../support/scratch';
import { bodyOf, json, message, RestRig } from './rest-support';

const MIB = 1024 * 1024;

describe('attachments', () => {
  let rig: RestRig;
  let client: RestClient;
  let folder: string;
  let path: string;
  let content: Buffer;

  beforeEach(async () => {
    rig = await RestRig.start();
    client = rig.client();
    folder = await scratchFolder('upload');
    path = join(folder, 'stage.bin');
    content = randomBytes(8 * MIB);
    await writeFile(path, content);
  });
  afterEach(() => rig.close());

  const send = () =>
    routes.createMessage(
      '10',
      {
        content: 'two files',
        nonce: 'n',
        enforce_nonce: true,
        attachments: [{ id: '0', filename: 'stage.bin' }],
      },
      [
        { name: 'stage "1".bin', path },
        { name: 'note.txt', contentType: 'text/plain', bytes: Buffer.from('hello') },
      ],
    );

  it('arrive whole as the form Discord asks for, with their length known beforehand', async () => {
    let form: FormData | undefined;
    let length = 0;
    rig.answer = async (request, response) => {
      const body = await bodyOf(request);
      length = body.length;
      const type = request.headers['content-type'] ?? '';
      form = await new Response(body, { headers: { 'content-type': type } }).formData();
      json(response, 200, message);
    };
    await client.request(send());

    expect(Number(rig.requests[0]?.headers['content-length'])).toBe(length);
    expect(JSON.parse(String(form?.get('payload_json')))).toMatchObject({ content: 'two files', nonce: 'n' });
    const file = form?.get('files[0]') as File;
    expect(file.name).toBe('stage "1".bin');
    expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true);
    const note = form?.get('files[1]') as File;
    expect([note.name, note.type, await note.text()]).toEqual(['note.txt', 'text/plain', 'hello']);
  });

  it('tell what the socket has taken, not what was read', async () => {
    const seen: UploadProgress[] = [];
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    rig.answer = async (request, response) => {
      // The server reads nothing for a while: the bytes can only fill what sockets hold.
      await held;
      await bodyOf(request);
      json(response, 200, message);
    };
    const done = client.request(send(), { onUploadProgress: (progress) => seen.push(progress) });
    await expect.poll(() => rig.requests.length).toBe(1);
    await expect
      .poll(async () => {
        const before = seen.at(-1)?.sentBytes;
        await new Promise((resolve) => setTimeout(resolve, 60));
        return before !== undefined && before === seen.at(-1)?.sentBytes;
      })
      .toBe(true);
    const stuck = seen.at(-1);
    expect(stuck?.sentBytes).toBeLessThan((stuck?.totalBytes ?? 0) * 0.9);
    go();
    await done;

    expect(seen.at(-1)?.sentBytes).toBe(seen.at(-1)?.totalBytes);
    for (const [n, { sentBytes }] of seen.entries()) {
      expect(sentBytes).toBeGreaterThanOrEqual(seen[n - 1]?.sentBytes ?? 0);
    }
  });

  it('are sent again from their beginning after a reset in the middle, where a nonce makes that safe', async () => {
    const bodies: number[] = [];
    rig.answer = async (request, response, count) => {
      if (count === 1) {
        request.once('data', () => request.socket.resetAndDestroy());
        return;
      }
      bodies.push((await bodyOf(request)).length);
      json(response, 200, message);
    };
    await client.request(send());

    expect(rig.requests).toHaveLength(2);
    expect(bodies).toEqual([Number(rig.requests[1]?.headers['content-length'])]);
  });

  it('say so and stay unsent after a reset where repeating might post twice', async () => {
    rig.answer = (request) => {
      request.once('data', () => request.socket.resetAndDestroy());
    };
    const call = routes.createMessage('10', { content: 'x' }, [{ name: 'a', path }]);
    await expect(client.request(call)).rejects.toMatchObject({
      code: 'rest/network',
      message: expect.stringContaining('while files were being sent'),
      details: { route: 'POST /channels/:channel/messages', sent: true },
    });
    expect(rig.requests).toHaveLength(1);
  });

  it('are repeated from the disk after a 429', async () => {
    const lengths: number[] = [];
    rig.answer = async (request, response, count) => {
      lengths.push((await bodyOf(request)).length);
      if (count === 1) json(response, 429, { message: 'slow', retry_after: 0.05, global: false });
      else json(response, 200, message);
    };
    await client.request(send());
    expect(lengths).toHaveLength(2);
    expect(lengths[0]).toBe(lengths[1]);
  });

  it('stop when cancelled, and let go of the file', async () => {
    const controller = new AbortController();
    rig.answer = () => undefined;
    const sending = client.request(send(), { signal: controller.signal });
    await expect.poll(() => rig.requests.length).toBe(1);
    controller.abort(new Error('changed my mind'));

    await expect(sending).rejects.toThrow('changed my mind');
    await expect.poll(() => openFiles(path)).toBe(0);
  });

  it('that are not there are an error of their own, and nothing is sent', async () => {
    const call = routes.createMessage('10', {}, [{ name: 'gone.png', path: join(folder, 'gone.png') }]);
    await expect(client.request(call)).rejects.toMatchObject({
      code: 'files/unreadable',
      details: { file: 'gone.png' },
    });
    expect(rig.requests).toHaveLength(0);
    expect(client.metrics().inFlight).toBe(0);
  });

  it('that shrink while they are sent are an error, not half a file', async () => {
    rig.answer = async (request) => {
      request.once('data', () => void truncate(path, 100));
      await bodyOf(request).catch(() => undefined);
    };
    await expect(client.request(send())).rejects.toMatchObject({ code: 'files/unreadable' });
  });
});

/** How often this process holds a file open; 0 where the system does not tell. */
async function openFiles(path: string): Promise<number> {
  const { readlink } = await import('node:fs/promises');
  const handles = await readdir('/proc/self/fd').catch(() => []);
  const links = await Promise.all(handles.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return links.filter((link) => link === path).length;
}
