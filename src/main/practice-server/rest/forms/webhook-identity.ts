import { createHash } from 'node:crypto';
import { imageSize } from '../../world/image-size';
import type { World } from '../../world/world';
import { fieldError } from '../api-error';

const MAX_NAME = 80;
const MAX_AVATAR_BYTES = 10 * 1024 * 1024;
const FORBIDDEN = ['clyde', 'discord'];
const RESERVED = ['everyone', 'here'];

/** Why a webhook may not be called so (reference "Create Webhook", "Usernames and Nicknames"); null when it may. */
export function webhookNameFault(name: string): { code: string; message: string } | null {
  if (name === '' || name.length > MAX_NAME) {
    return { code: 'BASE_TYPE_BAD_LENGTH', message: `Must be between 1 and ${MAX_NAME} in length.` };
  }
  const lower = name.toLowerCase();
  const word = FORBIDDEN.find((part) => lower.includes(part));
  if (word !== undefined) {
    return { code: 'USERNAME_INVALID_CONTAINS', message: `Username cannot contain "${word}"` };
  }
  if (RESERVED.includes(lower)) return { code: 'USERNAME_INVALID', message: 'Username is invalid' };
  return null;
}

/** Keeps a picture given as a data address and answers its hash; the address it is served at has both. */
export function storeAvatar(world: World, ownerId: string, dataUrl: string): string {
  const match = /^data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=]+)$/.exec(dataUrl);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  if (!match || bytes.length === 0 || bytes.length > MAX_AVATAR_BYTES || imageSize(bytes) === null) {
    throw fieldError(['avatar'], 'IMAGE_INVALID', 'Invalid image data');
  }
  const hash = createHash('md5').update(bytes).digest('hex');
  const contentType = match[1] ?? 'image/png';
  world.files.put(`avatars/${ownerId}/${hash}`, { bytes, contentType });
  return hash;
}
