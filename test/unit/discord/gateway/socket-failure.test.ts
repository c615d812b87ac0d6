import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openWsSocket } from '../../../../src/main/discord/gateway/socket';
import { wordFailure, wordStatus } from '../../../../src/main/discord/gateway/socket-failure';

const failure = (code: string) => Object.assign(new Error(`raw ${code} text`), { code });

describe('why there is no connection', () => {
  it.each([
    ['ECONNREFUSED', /nothing answers/],
    ['ENOTFOUND', /online/],
    ['EAI_AGAIN', /online/],
    ['ENETUNREACH', /online/],
    ['ETIMEDOUT', /in time/],
    ['ECONNRESET', /cut/],
    ['CERT_HAS_EXPIRED', /certificate/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate/],
    ['WS_ERR_INVALID_OPCODE', /cannot be read/],
    ['ESOMETHING', /could not be made/],
  ])('%s is worded', (code, words) => {
    expect(wordFailure(failure(code))).toMatch(words);
    expect(wordFailure(failure(code))).not.toContain('raw');
  });

  it.each([
    [503, /trouble of its own \(503\)/],
    [429, /later \(429\)/],
    [401, /let us in \(401\)/],
    [200, /not as a gateway does \(200\)/],
  ])('HTTP %s is worded', (status, words) => {
    expect(wordStatus(status)).toMatch(words);
  });
});

describe('a socket that is answered with HTTP', () => {
  let stop: () => Promise<void> = async () => undefined;
  afterEach(() => stop());

  it('says so once, and nothing of it is left', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbusy');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    stop = () => new Promise((done) => server.close(() => done()));
    const { port } = server.address() as AddressInfo;
    const closes: [number | null, string][] = [];
    const socket = openWsSocket(`ws://127.0.0.1:${port}`, {
      text: () => undefined,
      binary: () => undefined,
      closed: (code, reason) => closes.push([code, reason]),
    });
    await socket.gone;
    await expect.poll(() => closes).toEqual([[null, 'the server has trouble of its own (503)']]);
  });
});

describe('a socket that is not to be', () => {
  const heard = () => {
    const closes: [number | null, string][] = [];
    return {
      closes,
      handlers: {
        text: () => undefined,
        binary: () => undefined,
        closed: (code: number | null, reason: string) => void closes.push([code, reason]),
      },
    };
  };

  it('is not opened when it is closed at once, and says once that it is gone', async () => {
    let asked = 0;
    const server = createServer();
    server.on('connection', () => {
      asked += 1;
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const { closes, handlers } = heard();
    const socket = openWsSocket(`ws://127.0.0.1:${port}`, handlers);
    socket.close(1000, '');
    await socket.gone;
    await new Promise((done) => server.close(done));
    expect({ closes, asked }).toEqual({ closes: [[null, '']], asked: 0 });
  });

  it.each(['no address', 'http://127.0.0.1/'])('is refused at once for %s', (address) => {
    expect(() => openWsSocket(address, heard().handlers)).toThrow();
  });
});
