import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { strings } from '../../../src/renderer/strings';
import type { Bridge } from '../../../src/shared/ipc/api';
import type { LiveState } from '../../../src/shared/models/live';
import type { Incident } from '../../../src/shared/models/practice';
import type { TroubleInput } from '../../../src/shared/models/practice-trouble';
import type { Occupant, WorkspaceSnapshot } from '../../../src/shared/models/workspace';
import type { LaunchedApp } from '../../support/electron-app';
import { type Screens, screensOf } from '../../support/screens';
import { emptyLog, type ShowLog } from './log';

declare const window: { roomtone: Bridge };

/** How often the state of the call is looked at. */
const SAMPLE_MS = 200;
/** After it a cut has to be over. */
const RECOVERY_MOST_MS = 6_000;

/** The person at the desk: what a host does, by the window's own keys and buttons, and what they see. */
export class Host {
  readonly page: Page;
  readonly screens: Screens;
  readonly log: ShowLog = emptyLog();
  readonly #pictures: string;
  #watching: Promise<void> | undefined;
  #watchingEnds = false;

  constructor(launched: LaunchedApp, pictures: string) {
    this.page = launched.page;
    this.screens = screensOf(launched.page, launched.app);
    this.#pictures = pictures;
  }

  async ask<T>(domain: string, name: string, input?: unknown): Promise<T> {
    const reply = await this.page.evaluate(
      ([d, n, i]) => window.roomtone.calls[d as string]?.[n as string]?.(i),
      [domain, name, input] as const,
    );
    if (!reply?.ok) throw new Error(`${domain}.${name} failed: ${JSON.stringify(reply)}`);
    return reply.value as T;
  }

  live(): Promise<LiveState> {
    return this.ask<LiveState>('live', 'state');
  }

  workspace(): Promise<WorkspaceSnapshot> {
    return this.ask<WorkspaceSnapshot>('workspace', 'snapshot');
  }

  async look(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.#pictures, `${name}.png`) });
  }

  /** A key of the desk: whatever has the focus gives it up, or the key would be typed there. */
  async press(key: string): Promise<void> {
    await this.#letGo();
    await this.page.keyboard.press(key);
  }

  async fade(to: 'a' | 'b', durationMs: number): Promise<void> {
    this.log.fades.push({ to, atMs: Date.now(), durationMs });
    await this.press('x');
  }

  async pad(key: '1' | '2'): Promise<void> {
    this.log.pads.push({ piece: key === '1' ? 'pad' : 'gong', atMs: Date.now() });
    await this.press(key);
  }

  /** Holds the talk key. */
  async talk(forMs: number): Promise<void> {
    await this.#letGo();
    await this.page.keyboard.down('t');
    const fromMs = Date.now();
    await this.page.waitForTimeout(forMs);
    const toMs = Date.now();
    await this.page.keyboard.up('t');
    this.log.talks.push({ fromMs, toMs });
  }

  async ducking(on: boolean): Promise<void> {
    await this.press('d');
    const { settings } = await this.live();
    const now = Date.now();
    if (on) this.log.ducks.push({ fromMs: now, toMs: now, depthDb: settings.ducking.depthDb });
    const last = this.log.ducks.at(-1);
    if (!on && last) last.toMs = now;
  }

  /** Members of the room, in the order they came; we are not among them. */
  async members(channelId: string): Promise<Occupant[]> {
    const { occupants } = await this.workspace();
    return occupants.filter((one) => one.channelId === channelId && !one.isBot);
  }

  async sendAway(guildId: string, channelId: string): Promise<void> {
    const [first] = await this.members(channelId);
    if (!first) return;
    this.log.moves.push({ kind: 'leave', atMs: Date.now() });
    await this.ask('members', 'move', { guildId, userId: first.userId, channelId: null });
  }

  /** Somebody from another room comes over. */
  async fetchOne(guildId: string, channelId: string): Promise<void> {
    const { occupants } = await this.workspace();
    const other = occupants.find(
      (one) => one.guildId === guildId && one.channelId !== channelId && !one.isBot,
    );
    if (!other) return;
    this.log.moves.push({ kind: 'join', atMs: Date.now() });
    await this.ask('members', 'move', { guildId, userId: other.userId, channelId });
  }

  /** Cuts the network and waits for as long as mending it may take; the journal tells how long it took. */
  async cut(name: string, incidents: readonly Incident[], trouble?: TroubleInput): Promise<void> {
    this.log.cuts.push({ name, atMs: Date.now(), backAtMs: null });
    for (const incident of incidents) await this.ask('practice', 'incident', incident);
    if (trouble) await this.ask('practice', 'setTrouble', trouble);
    await this.page.waitForTimeout(800);
    await this.look(`cut-${this.log.cuts.length}`);
    await this.page.waitForTimeout(RECOVERY_MOST_MS);
    if (trouble) await this.ask('practice', 'calm');
  }

  /** Looks at the call a few times a second, until `stopWatching`. */
  watch(): void {
    const look = async (): Promise<void> => {
      while (!this.#watchingEnds) {
        const [call, live] = await Promise.all([this.screens.callBar.state(), this.live()]);
        if (call.kind === 'active') {
          this.log.samples.push({
            atMs: Date.now(),
            phase: call.phase,
            epoch: call.dave.epoch,
            undecryptable: call.stats.undecryptable,
            packetsSent: call.stats.packetsSent,
            packetsReceived: call.stats.packetsReceived,
            alarms: live.alarms.map(({ alarmId }) => alarmId),
            broadcast: live.broadcast.map(({ roomName, guildName, phase, packetsSent, listeners }) => ({
              roomName,
              guildName,
              phase,
              packetsSent,
              listeners,
            })),
          });
        }
        await this.page.waitForTimeout(SAMPLE_MS);
      }
    };
    this.#watching = look();
    // Whoever stops the watch hears of its failure; until then it is nobody's.
    this.#watching.catch(() => undefined);
  }

  async stopWatching(): Promise<void> {
    this.#watchingEnds = true;
    await this.#watching;
  }

  async #letGo(): Promise<void> {
    await this.page.evaluate(() => {
      const { document } = globalThis as unknown as { document: { activeElement: { blur?(): void } | null } };
      document.activeElement?.blur?.();
    });
  }

  /** Two microphones' worth of settings a host makes once, at the tab of the inputs. */
  async prepareMicrophone(): Promise<void> {
    const words = strings.live.inputs;
    await this.screens.live.showTab(words.tab);
    await this.page.getByLabel(words.mode, { exact: true }).selectOption('pushToTalk');
    await this.press('Shift+T');
    await this.page
      .getByRole('region', { name: words.microphone, exact: true })
      .first()
      .getByText(words.closed)
      .waitFor();
  }
}
