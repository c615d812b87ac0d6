import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hashText } from '../../../src/main/practice-server/world/random';
import type { PracticeSite } from '../../support/practice-site';
import { guildOf } from '../../support/practice-world';

const run = promisify(execFile);

/** What each voice is, Hz: multiples of 200, so that windows of 5 ms have whole periods and none leaks into another. */
export const VOICES_HZ = [600, 1_000, 1_600, 2_200] as const;
const VOICE_S = 30;
/** A round: all begin at once, the others stop after a second, the first goes on until shortly before the next one. */
const ROUND_MS = 5_000;
const TOGETHER_MS = 1_000;
const ALONE_UNTIL_MS = 4_400;

export interface Singer {
  userId: string;
  name: string;
  hz: number;
}

/** Makes the voices of the practice server: a steady tone each. Needs FFmpeg and opus-tools. */
export async function makeTones(dir: string): Promise<void> {
  await mkdir(dir);
  for (const [index, hz] of VOICES_HZ.entries()) {
    const wave = join(dir, `${index}.wav`);
    await run('ffmpeg', [
      ...['-loglevel', 'error', '-f', 'lavfi'],
      ...['-i', `aevalsrc=0.15*sin(2*PI*${hz}*t):s=48000:d=${VOICE_S}`, wave],
    ]);
    await run('opusenc', [
      '--quiet',
      '--bitrate',
      '48',
      '--framesize',
      '20',
      wave,
      join(dir, `${index}.ogg`),
    ]);
  }
}

/** Four people of the practice server whose voices differ. */
export async function singersOf(site: PracticeSite, seed: string): Promise<Singer[]> {
  const { members } = (await guildOf(site)) as unknown as {
    members: {
      nick: string | null;
      user: { id: string; bot?: boolean; username: string; global_name: string | null };
    }[];
  };
  const people = members.filter(({ user }) => user.bot !== true);
  return VOICES_HZ.map((hz, index) => {
    const found = people.find(({ user }) => hashText(`${seed}:${user.id}`) % VOICES_HZ.length === index);
    if (!found) throw new Error(`nobody has the voice of ${hz} Hz`);
    const { nick, user } = found;
    return { userId: user.id, name: nick ?? user.global_name ?? user.username, hz };
  });
}

/**
 * Members who begin to sound at the very same frame every five seconds, as people who clap; the first of them sounds
 * nearly all the time, so that whatever is missing shows in their track.
 */
export class Choir {
  /** When rounds began, Unix ms. */
  readonly beganAtMs: number[] = [];
  readonly #site: PracticeSite;
  readonly #ids: string[];
  #ends = false;
  #singing: Promise<void> | undefined;

  constructor(site: PracticeSite, singers: readonly Singer[]) {
    this.#site = site;
    this.#ids = singers.map(({ userId }) => userId);
  }

  start(): void {
    this.#singing = this.#sing();
    // Whoever stops it hears of its failure; until then it is nobody's.
    this.#singing.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#ends = true;
    await this.#singing;
  }

  /** Waits until so far into a round. */
  async until(intoRoundMs: number): Promise<void> {
    for (;;) {
      const into = Date.now() - (this.beganAtMs.at(-1) ?? Number.NEGATIVE_INFINITY);
      if (into >= intoRoundMs && into < intoRoundMs + 100) return;
      await rest(10);
    }
  }

  async #sing(): Promise<void> {
    const [first, ...others] = this.#ids;
    for (let round = Date.now(); !this.#ends; round += ROUND_MS) {
      await rest(round - Date.now());
      const asked = Date.now();
      await this.#speak(this.#ids, true);
      this.beganAtMs.push((asked + Date.now()) / 2);
      await rest(round + TOGETHER_MS - Date.now());
      await this.#speak(others, false);
      await rest(round + ALONE_UNTIL_MS - Date.now());
      if (first !== undefined) await this.#speak([first], false);
    }
  }

  #speak(userIds: readonly string[], on: boolean): Promise<unknown> {
    return this.#site.control('speak', { userIds, on });
  }
}

export function rest(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}
