import type { ChannelTable } from '../channels';
import { appContract } from './app';
import { archiveContract } from './archive';
import { liveContract } from './live';
import { messagesContract } from './messages';
import { recorderContract } from './recorder';
import { reviewContract } from './review';
import { roomsContract } from './rooms';
import { sendingContract } from './sending';
import { soundContract } from './sound';
import { transferContract } from './transfer';

/**
 * Everything that crosses between main and the window, a file for each part. Both ends and the test doubles are
 * derived from this value; a new call is three edits: here (and its name in channels.ts), a handler in main/ipc,
 * a caller.
 */
export const contract = {
  ...appContract,
  ...roomsContract,
  ...messagesContract,
  ...sendingContract,
  ...archiveContract,
  ...soundContract,
  ...reviewContract,
  ...transferContract,
  ...liveContract,
  ...recorderContract,
} satisfies ChannelTable;

export type AppContract = typeof contract;
