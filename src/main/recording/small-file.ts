import { open } from 'node:fs/promises';

/** Far more than any description or waveform of a session has: a day of a waveform is 13 MB. */
const MOST_BYTES = 256 * 1024 ** 2;

/** A file that is read into memory as a whole. Throws with the code `EFBIG` for what cannot be one of ours. */
export async function readSmallBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > MOST_BYTES) throw Object.assign(new Error('the file is too large'), { code: 'EFBIG' });
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The same as text. */
export async function readSmallFile(path: string): Promise<string> {
  return (await readSmallBytes(path)).toString('utf8');
}
