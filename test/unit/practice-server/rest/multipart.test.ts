import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMultipart } from '../../../../src/main/practice-server/rest/multipart';

const type = 'multipart/form-data; boundary=XX';
const body = (...parts: string[]) =>
  Buffer.from(`${parts.map((part) => `--XX\r\n${part}\r\n`).join('')}--XX--\r\n`);

describe('multipart bodies', () => {
  it('finds payload_json and the files beside it', () => {
    const parsed = parseMultipart(
      type,
      body(
        'Content-Disposition: form-data; name="payload_json"\r\nContent-Type: application/json\r\n\r\n{"content":"hi"}',
        'Content-Disposition: form-data; name="files[3]"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n12345',
      ),
    );
    expect(parsed?.payloadJson).toBe('{"content":"hi"}');
    expect(parsed?.files).toEqual([
      {
        index: 3,
        filename: 'a.txt',
        contentType: 'text/plain',
        size: 5,
        bytes: Buffer.from('12345'),
      },
    ]);
  });

  it('reads what the platform itself encodes', async () => {
    const form = new FormData();
    form.append('payload_json', '{"content":"ü"}');
    form.append('files[0]', new Blob([new Uint8Array(1000)], { type: 'audio/ogg' }), 'take.ogg');
    const request = new Request('http://localhost', { method: 'POST', body: form });
    const parsed = parseMultipart(
      request.headers.get('content-type') ?? '',
      Buffer.from(await request.arrayBuffer()),
    );
    expect(parsed?.payloadJson).toBe('{"content":"ü"}');
    expect(parsed?.files[0]).toMatchObject({ filename: 'take.ogg', size: 1000 });
  });

  it('refuses a body without boundary or end', () => {
    expect(parseMultipart('multipart/form-data', body('a'))).toBeNull();
    expect(
      parseMultipart(type, Buffer.from('--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\nb')),
    ).toBeNull();
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, framed) => {
        const raw = Buffer.from(bytes);
        const whole = framed ? Buffer.concat([Buffer.from('--XX\r\n'), raw, Buffer.from('\r\n--XX--')]) : raw;
        expect(() => parseMultipart(type, whole)).not.toThrow();
      }),
    );
  });
});
