import type { CheckId } from '@shared/models/live';
import { count } from './words';

/** Minutes, then hours: older than that a check says nothing any more. */
const ageText = (ms: number) =>
  ms < 3_600_000 ? `${Math.floor(ms / 60_000)} min` : count(Math.floor(ms / 3_600_000), 'hour');

/** The go-live check. */
export const checkStrings = {
  check: {
    title: 'Go-live check',
    lead: (room: string) => `Before you go on air in “${room}”`,
    choose: 'Which room?',
    noRoom: 'There is no room to check. Make or join one first.',
    run: 'Run the check',
    again: 'Check again',
    stop: 'Stop',
    only: 'Check this again',
    allGood: 'Everything is ready.',
    partial: (n: number, stopped: boolean) => `${stopped ? 'Stopped: ' : ''}${count(n, 'line')} not checked`,
    warnings: (n: number) => `Ready, with ${count(n, 'thing')} to know`,
    failures: (n: number) => `${count(n, 'thing')} to put right first`,
    running: 'Checking…',
    age: (ms: number) => (ms < 60_000 ? 'checked just now' : `checked ${ageText(ms)} ago`),
    status: {
      waiting: 'waiting',
      running: 'checking',
      ok: 'good',
      warn: 'to know',
      fail: 'not ready',
      skipped: 'skipped',
    },
    names: {
      permissions: 'Permissions',
      room: 'Place in the room',
      bitrate: 'Bitrate of the room',
      roundTrip: 'Round trip to the voice server',
      dave: 'End-to-end encryption',
      clock: 'Clock',
      disk: 'Space for recording',
      ffmpeg: 'FFmpeg, to play any file',
      microphone: 'Microphone',
      echo: 'Echo test, 10 seconds',
    } satisfies Record<CheckId, string>,
    figure: {
      permissions: () => '',
      room: () => '',
      bitrate: (bps: number) => `${Math.round(bps / 1_000)} kbit/s`,
      roundTrip: (ms: number) => `${Math.round(ms)} ms`,
      dave: (ms: number) => `after ${Math.round(ms)} ms`,
      clock: (ms: number) => `${Math.abs(Math.round(ms))} ms off`,
      disk: (hours: number) => (hours >= 1_000 ? 'over 1000 h' : `${Math.floor(hours)} h`),
      ffmpeg: () => '',
      microphone: (db: number) => `${Math.round(db)} dBFS`.replace('-', '−'),
      echo: (db: number) => `peak ${Math.round(db)} dBFS`.replace('-', '−'),
    } satisfies Record<CheckId, (figure: number) => string>,
    /** What main adds to a line by a word of its own; permissions come by their names in Discord. */
    notes: {
      cancelled: 'stopped',
      trialJoin: 'joined for a moment to measure it',
      noAnswer: 'no answer',
      roomGone: 'the room is gone',
      inAnotherRoom: 'you are in another room',
      left: 'you left the room',
      off: 'switched off',
      notConnected: 'no device gives sound',
      roomFull: 'the room is full',
      lastPlace: 'one place left',
      notEncrypted: 'not encrypted end to end',
      silent: 'nothing is heard',
      quiet: 'quiet',
      clipping: 'too loud, it clips',
      pushToTalk: 'opens with its key only',
    } as Readonly<Record<string, string>>,
    /** What to do when it is not good. */
    remedy: {
      permissions: 'Give the bot these permissions in Discord, in the room’s settings.',
      room: 'Wait for a place, raise the room’s limit, or choose another room.',
      bitrate: 'Raise the bitrate in the room’s settings: music wants 96 kbit/s or more.',
      roundTrip: 'Use a cable instead of Wi-Fi, end downloads, or choose a nearer region for the room.',
      dave: 'Somebody in the room uses a client without it, or the server is slow: wait a moment and check again.',
      clock: 'Let the system set its clock: plans and time stamps go by it.',
      disk: 'Make room on the disk where recordings are kept.',
      ffmpeg: 'Install FFmpeg: without it no file can be played.',
      microphone: 'Switch it on under Inputs and speak while the check runs.',
      echo: 'Play a file or speak while the test records, then listen to it.',
    } satisfies Record<CheckId, string>,
    echoStart: 'Echo test',
    echoRecording: (s: number) => `Recording, ${s} s left`,
    echoPlaying: (s: number) => `You hear it, ${s} s left`,
    echoStop: 'Stop the test',
    join: (room: string) => `Join “${room}”`,
  },
};
