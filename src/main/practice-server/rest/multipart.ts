import type { UploadedFile } from './route';

export interface MultipartBody {
  payloadJson: string | null;
  fields: Record<string, string>;
  files: UploadedFile[];
}

const MAX_PARTS = 64;

/**
 * Reads `multipart/form-data` (RFC 7578) as Discord's clients send it. File contents
 * are copied out, so that a file that is kept does not keep the whole request. Null when the boundary is missing or the structure is broken.
 */
export function parseMultipart(contentType: string, bytes: Buffer): MultipartBody | null {
  const boundary = /boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) return null;
  const delimiter = Buffer.from(`--${name}`);
  const result: MultipartBody = { payloadJson: null, fields: {}, files: [] };
  let position = bytes.indexOf(delimiter);
  if (position < 0) return null;
  for (let part = 0; part < MAX_PARTS; part++) {
    const start = position + delimiter.length;
    if (bytes.toString('latin1', start, start + 2) === '--') return result;
    const end = bytes.indexOf(delimiter, start);
    const headerEnd = bytes.indexOf('\r\n\r\n', start);
    if (end < 0 || headerEnd < 0 || headerEnd > end) return null;
    readPart(result, bytes.toString('utf8', start, headerEnd), bytes.subarray(headerEnd + 4, end - 2));
    position = end;
  }
  return null;
}

function readPart(result: MultipartBody, header: string, content: Buffer): void {
  const field = /[;\s]name="([^"]*)"/i.exec(header)?.[1];
  if (field === undefined) return;
  const filename = /filename="([^"]*)"/i.exec(header)?.[1];
  if (filename !== undefined && field !== 'payload_json') {
    const index = Number(/\d+/.exec(field)?.[0] ?? result.files.length);
    const contentType = /content-type:\s*([^\r\n;]+)/i.exec(header)?.[1]?.trim() ?? null;
    result.files.push({ index, filename, contentType, size: content.length, bytes: Buffer.from(content) });
  } else if (field === 'payload_json') {
    result.payloadJson = content.toString('utf8');
  } else {
    result.fields[field] = content.toString('utf8');
  }
}
