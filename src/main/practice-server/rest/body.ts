import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error';
import { parseMultipart } from './multipart';
import type { UploadedFile } from './route';

/** Discord takes requests up to 25 MiB. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

export interface ParsedBody {
  json: unknown;
  files: readonly UploadedFile[];
}

/** Reads the whole body, or fails with 413 as soon as it is too large. */
export async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw new ApiError('entityTooLarge');
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    total += bytes.length;
    if (total > maxBytes) throw new ApiError('entityTooLarge');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The body by its content type: JSON, form, or multipart with `payload_json` and files. */
export function parseBody(contentType: string | undefined, bytes: Buffer): ParsedBody {
  if (bytes.length === 0) return { json: undefined, files: [] };
  const [type = ''] = (contentType ?? '').split(';');
  switch (type.trim().toLowerCase()) {
    case 'application/json':
      return { json: parseJson(bytes.toString('utf8')), files: [] };
    case 'application/x-www-form-urlencoded':
      return { json: Object.fromEntries(new URLSearchParams(bytes.toString('utf8'))), files: [] };
    case 'multipart/form-data': {
      const parts = parseMultipart(contentType ?? '', bytes);
      if (!parts) throw new ApiError('general');
      const json = parts.payloadJson === null ? parts.fields : parseJson(parts.payloadJson);
      return { json, files: parts.files };
    }
    default:
      throw new ApiError('invalidForm', {
        _errors: [
          {
            code: 'CONTENT_TYPE_INVALID',
            message:
              'Expected "Content-Type" header to be one of {application/json, application/x-www-form-urlencoded, multipart/form-data}.',
          },
        ],
      });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('notJson');
  }
}
