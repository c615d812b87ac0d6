import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNoticesService, type NoticesService } from '../../src/main/services/notices';
import { systemClock } from '../../src/main/support/clock';
import { createLogger } from '../../src/main/support/logger';
import type { Notice, NoticeRuleDraft } from '../../src/shared/models/notices';
import { until } from '../support/headless';
import { control } from './core-support';
import { type Desk, startDesk } from './desk-support';

/** Rules and what they tell, of a practice server over real sockets. */
describe('notices', () => {
  let desk: Desk;
  let notices: NoticesService;
  let dataDir: string;
  let minute = 12 * 60;
  const shown: Notice[] = [];
  const system: { title: string; click: () => void }[] = [];

  const open = () =>
    createNoticesService({
      dataDir,
      sessions: desk.core.accounts.sessions,
      clock: systemClock,
      logger: createLogger('notices', () => undefined),
      minuteOfDay: () => minute,
      system: {
        available: true,
        show: ({ title }, click) => {
          system.push({ title, click });
        },
      },
    });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'roomtone-notices-'));
    desk = await startDesk();
    minute = 12 * 60;
    shown.length = 0;
    system.length = 0;
    notices = await open();
    notices.onShown((notice) => shown.push(notice));
  });
  afterEach(async () => {
    await notices.close();
    await desk.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const room = () => {
    const found = desk.core.workspace.snapshot().rooms[0];
    if (!found) throw new Error('no room');
    return found;
  };
  const voice = (person: number, channelId: string | null) =>
    control(desk.server, 'POST', `/members/${desk.person(person)}/voice`, { channelId });
  const rule = (over: Partial<NoticeRuleDraft> = {}) =>
    notices.saveRule({
      ruleId: null,
      guildId: desk.guildId,
      trigger: 'joins',
      channelIds: [room().channelId],
      people: [],
      cooldownMs: 60_000,
      toast: true,
      system: true,
      enabled: true,
      ...over,
    });

  it('tells who came, once in its time however many come, and where a click leads', async () => {
    await rule();
    const wanted: unknown[] = [];
    notices.onRoomWanted((one) => wanted.push(one));
    for (let person = 0; person < 6; person += 1) {
      await voice(person, null);
      await voice(person, room().channelId);
    }
    await until('all to be inside', () =>
      desk.core.workspace.snapshot().occupants.filter((one) => one.channelId === room().channelId).length >= 6
        ? true
        : undefined,
    );
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ trigger: 'joins', person: { userId: desk.person(0) }, quiet: false });
    expect(system.map(({ title }) => title)).toEqual([`${shown[0]?.person?.name} came into ${room().name}`]);
    system[0]?.click();
    expect(wanted).toEqual([{ guildId: desk.guildId, channelId: room().channelId }]);
  });

  it('keeps in quiet hours, shows nothing, and has rules and list after a restart', async () => {
    await rule({ trigger: 'person', people: [{ userId: desk.person(3), name: 'Mira' }], cooldownMs: 0 });
    await notices.setQuietHours({
      enabled: true,
      fromMinute: 22 * 60,
      toMinute: 8 * 60,
      untilMs: null,
    });
    minute = 23 * 60;
    await voice(3, null);
    await voice(3, room().channelId);
    await until('it to be kept', () => notices.state().recent[0]);
    expect([shown.length, system.length]).toEqual([0, 0]);
    await notices.close();
    notices = await open();
    expect(notices.state()).toMatchObject({
      rules: [{ trigger: 'person' }],
      recent: [{ quiet: true, person: { userId: desk.person(3) } }],
      quietHours: { enabled: true },
    });
  });
});
