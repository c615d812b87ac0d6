import type { AppErrorView, ErrorCode } from '@shared/errors/app-error';

/** What a person needs when something fails: what happened, what is safe, what to do next. */
export interface Advice {
  title: string;
  safe: string;
  next: string;
}

const DATA_SAFE = 'Nothing is lost: recordings and drafts stay on this computer.';
const CALL_GOES_ON = 'Everything else goes on.';

/** One entry for each code of the catalogue; the type makes a missing one a compile error. */
export const ADVICE: Readonly<Record<ErrorCode, Advice>> = {
  'rest/unauthorized': {
    title: 'Discord no longer accepts the token',
    safe: 'It is not tried again by itself.',
    next: 'Connect again with the current token from the developer portal.',
  },
  'rest/missing-permission': {
    title: 'The bot may not do this',
    safe: 'Nothing was changed.',
    next: 'Give the bot the permission in the guild, then try again.',
  },
  'rest/not-found': {
    title: 'It was already gone',
    safe: 'Nothing else was touched.',
    next: 'The list brings itself up to date.',
  },
  'rest/invalid-request': {
    title: 'Discord did not take the request',
    safe: 'Nothing was changed.',
    next: 'Check what you entered and try again.',
  },
  'rest/rate-limited': {
    title: 'Discord asks us to slow down',
    safe: 'Nothing was lost.',
    next: 'Wait a few seconds and try again.',
  },
  'rest/server-error': {
    title: 'Discord has trouble of its own',
    safe: 'Nothing was changed here.',
    next: 'Try again in a minute.',
  },
  'rest/network': {
    title: 'Discord cannot be reached',
    safe: DATA_SAFE,
    next: 'Check the network, then try again.',
  },
  'rest/unexpected-response': {
    title: 'The server answered something odd',
    safe: 'The answer was dropped and counted in diagnostics.',
    next: 'Try again; if it stays, look at Settings, Diagnostics.',
  },
  'rest/queue-full': {
    title: 'Too much is waiting to be sent',
    safe: 'What waits is still sent, in order.',
    next: 'Wait until the queue is shorter and try again.',
  },
  'gateway/auth-failed': {
    title: 'Discord does not accept the token',
    safe: 'It is not tried again by itself.',
    next: 'Connect again with the current token from the developer portal.',
  },
  'gateway/disallowed-intents': {
    title: 'The bot lacks privileged intents',
    safe: 'Nothing was changed.',
    next: 'Switch on Server Members and Message Content in the developer portal, under Bot, then connect again.',
  },
  'gateway/fatal-close': {
    title: 'Discord closed the connection for good',
    safe: DATA_SAFE,
    next: 'Connect again; if it closes again, look at Settings, Diagnostics.',
  },
  'gateway/network': {
    title: 'The connection to Discord is gone',
    safe: DATA_SAFE,
    next: 'Check the network. Roomtone keeps trying.',
  },
  'voice/join-timeout': {
    title: 'The room did not answer in time',
    safe: 'You are not in it.',
    next: 'Join again; check that UDP is not blocked if it stays.',
  },
  'voice/no-common-mode': {
    title: 'No encryption in common with the voice server',
    safe: 'Nothing was sent unencrypted.',
    next: 'Update Roomtone.',
  },
  'voice/dave-rejected': {
    title: 'End-to-end encryption could not be agreed',
    safe: 'Nothing was sent unencrypted.',
    next: 'Leave and join the room again.',
  },
  'voice/disconnected': {
    title: 'You were taken out of the room',
    safe: 'A running recording was closed properly and is in the library.',
    next: 'Join again if you should be there; the room may have ended.',
  },
  'voice/network': {
    title: 'The voice connection is lost',
    safe: 'What was recorded so far is on disk.',
    next: 'Check the network, then join again.',
  },
  'voice/engine-crashed': {
    title: 'The voice engine stopped',
    safe: 'What was recorded up to then is mended and in the library.',
    next: 'Roomtone goes back into the room by itself once; after that, join again.',
  },
  'live/deck-empty': {
    title: 'There is nothing to fade to',
    safe: 'What is on air goes on.',
    next: 'Put a file on the other deck first.',
  },
  'live/deck-on-air': {
    title: 'That deck is heard already',
    safe: 'It plays on as it is.',
    next: 'Fade to the other deck or pause it first, then cue it.',
  },
  'media/not-audio': {
    title: 'There is no audio in this file',
    safe: 'The file was only read.',
    next: 'Choose an mp3, flac, wav, ogg, opus or m4a file.',
  },
  'media/unreadable': {
    title: 'The file cannot be read',
    safe: 'The room goes on without it.',
    next: 'Check that the file is still there and that you may read it.',
  },
  'media/damaged': {
    title: 'The file breaks off',
    safe: 'What could be read of it was played. Everything else goes on.',
    next: 'Copy the file again, or choose another one.',
  },
  'media/stalled': {
    title: 'The file does not come',
    safe: 'Everything else goes on.',
    next: 'Check the disk or the network drive that it is on, then load it again.',
  },
  'media/interrupted': {
    title: 'The decoder was stopped',
    safe: 'Everything else goes on.',
    next: 'Load the file again.',
  },
  'files/unreadable': {
    title: 'The file cannot be read',
    safe: 'The message stays as it is, without the file.',
    next: 'Check that the file is still there and that you may read it.',
  },
  'files/too-large': {
    title: 'The file is too large',
    safe: 'The message stays as it is, without the file.',
    next: 'Send a smaller one, or a link to it.',
  },
  'files/too-many': {
    title: 'Too many files at once',
    safe: 'The message stays as it is.',
    next: 'Choose at most ten; send the others with another message.',
  },
  'media/ffmpeg-missing': {
    title: 'FFmpeg is missing',
    safe: CALL_GOES_ON,
    next: 'Install ffmpeg, then choose the file again. Without it no file can be played.',
  },
  'outbox/not-saved': {
    title: 'The disk did not take the message',
    safe: 'Nothing was sent, so nothing can arrive twice.',
    next: 'Make room on the disk, then send it again.',
  },
  'recording/disk-full': {
    title: 'The disk is full',
    safe: 'What was recorded up to now is kept and readable. The call goes on.',
    next: 'Free some space, then start a new recording.',
  },
  'recording/write-failed': {
    title: 'The recording cannot be written',
    safe: 'What was written so far is kept. The call goes on.',
    next: 'Check the disk and the folder, then start again.',
  },
  'recording/damaged': {
    title: 'This recording is damaged',
    safe: 'The other recordings are not affected.',
    next: 'Show it in its folder: its tracks are ordinary Ogg files that a player may still open.',
  },
  'recording/not-found': {
    title: 'This recording is no longer there',
    safe: 'The other recordings are not affected.',
    next: 'Look in the trash, or in the folder it was kept in.',
  },
  'recording/just-split': {
    title: 'The recording was split a moment ago',
    safe: 'It goes on in its new part.',
    next: 'Split it again in a few seconds.',
  },
  'export/nothing': {
    title: 'There is nothing to export',
    safe: 'The recording is as it was.',
    next: 'Choose other tracks or another part. What is withheld is never exported.',
  },
  'export/failed': {
    title: 'The export did not work',
    safe: 'The recording is as it was, and nothing half was left behind.',
    next: 'Read what went wrong, then try again or choose another format.',
  },
  'export/disk-full': {
    title: 'The disk is full',
    safe: 'The recording is as it was, and nothing half was left behind.',
    next: 'Free some space or choose another folder, then export again.',
  },
  'import/refused': {
    title: 'This cannot be imported',
    safe: 'Nothing was added to your recordings.',
    next: 'Choose a zip as Craig makes it, or a folder with a file of sound for each speaker.',
  },
  'import/failed': {
    title: 'The import did not work',
    safe: 'Nothing was added to your recordings.',
    next: 'Read what went wrong, then try again.',
  },
  'import/disk-full': {
    title: 'The disk is full',
    safe: 'Nothing was added to your recordings.',
    next: 'Free some space, then import again.',
  },
  'practice/start-failed': {
    title: 'The practice server did not start',
    safe: 'Nothing was changed.',
    next: 'Try again; if it stays, look at Settings, Diagnostics.',
  },
  'practice/stopped': {
    title: 'The practice server stopped by itself',
    safe: 'Its rooms and messages are kept as they were last saved; recordings are not affected.',
    next: 'Start practising again; if it stops again, look at Settings, Diagnostics.',
  },
  'practice/refused': {
    title: 'The practice server did not take this setting',
    safe: 'What was on before is still on.',
    next: 'Try again; if it stays, stop practising and start again.',
  },
  'vault/locked': {
    title: 'The vault is locked',
    safe: 'Your tokens are safe in it.',
    next: 'Unlock it with your passphrase.',
  },
  'vault/wrong-passphrase': {
    title: 'That is not the passphrase',
    safe: 'Nothing was changed.',
    next: 'Try again; mind capital letters and the keyboard layout.',
  },
  'vault/unavailable': {
    title: 'Tokens cannot be kept here',
    safe: 'This session works; the token is forgotten at its end.',
    next: 'Set up a passphrase in Settings to keep them.',
  },
  'archive/empty': {
    title: 'Nothing has been kept yet',
    safe: 'Nothing was changed.',
    next: 'Connect an account: from then on what happens is kept.',
  },
  'archive/disk-full': {
    title: 'The disk is full',
    safe: 'What was kept before is still there.',
    next: 'Make room; the archive goes on by itself.',
  },
  'archive/unavailable': {
    title: 'The archive cannot be reached',
    safe: 'What was kept before is still on this computer.',
    next: 'Try again in a minute, or restart Roomtone.',
  },
  'archive/failed': {
    title: 'The archive could not do that',
    safe: 'What was kept before is still there.',
    next: 'Try again. If it stays, restart Roomtone.',
  },
  'account/not-connected': {
    title: 'You are not connected',
    safe: 'Nothing was sent.',
    next: 'Connect first, then try again.',
  },
  'account/unknown': {
    title: 'This account is no longer saved',
    safe: 'Nothing was changed.',
    next: 'Connect it again with its token.',
  },
  'ipc/invalid-input': {
    title: 'That cannot be done as asked',
    safe: 'Nothing was changed.',
    next: 'Check what you entered. If it looks right, this is a fault of ours.',
  },
  'ipc/invalid-output': {
    title: 'The answer could not be understood',
    safe: CALL_GOES_ON,
    next: 'Try again; if it stays, restart Roomtone.',
  },
  'ipc/forbidden-sender': {
    title: 'The window was refused',
    safe: 'Nothing was changed.',
    next: 'Restart Roomtone.',
  },
  internal: {
    title: 'Something went wrong inside Roomtone',
    safe: 'Recordings that were written stay readable.',
    next: 'Try again; if it stays, restart and look at Settings, Diagnostics.',
  },
};

export function adviceFor(
  error: Pick<AppErrorView, 'code'> & Partial<Pick<AppErrorView, 'details'>>,
): Advice {
  const advice = ADVICE[error.code];
  const { intents, closeCode, permission } = error.details ?? {};
  if (error.code === 'rest/missing-permission' && typeof permission === 'string' && permission !== '') {
    const next = `Give the bot ${permission} in Discord, then try again.`;
    return { ...advice, title: `The bot lacks ${permission}`, next };
  }
  if (error.code === 'gateway/disallowed-intents' && typeof intents === 'string' && intents !== '') {
    return { ...advice, ...lackingIntents(intents) };
  }
  if (error.code === 'gateway/fatal-close' && typeof closeCode === 'number') {
    return { ...advice, ...FATAL_CLOSES.get(closeCode) };
  }
  return advice;
}

/** `intents` as the developer portal calls them, with commas between. Discord does not tell which one is off. */
function lackingIntents(intents: string): Partial<Advice> {
  const names = intents.replace(/, ([^,]*)$/, ' and $1');
  return {
    title: intents.includes(',')
      ? 'Discord refuses the bot a privileged intent'
      : `Discord refuses the bot its ${names}`,
    next: `At discord.com/developers/applications choose the application, then Bot; under Privileged Gateway Intents switch on ${names}, save, and connect again.`,
  };
}

/** What closed for good, by Discord's code, and what to do about it. */
const FATAL_CLOSES: ReadonlyMap<number, Partial<Advice>> = new Map([
  [
    4010,
    {
      title: 'Discord and Roomtone disagree about the number of shards',
      next: 'Connect again: the number is asked for anew.',
    },
  ],
  [
    4011,
    {
      title: 'This bot is in so many servers that Discord demands more shards than it told us',
      next: 'Connect again in a minute: the number is asked for anew.',
    },
  ],
  [
    4012,
    {
      title: 'Discord no longer speaks the version of its gateway that Roomtone uses',
      next: 'Get a newer Roomtone.',
    },
  ],
  [
    4013,
    {
      title: 'The server does not know what Roomtone asks to hear of',
      next: 'Get a newer Roomtone, or a newer version of your own server.',
    },
  ],
]);
