import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutgoingSample, PersonSample } from '../../../../../src/main/discord/voice/sentinel/sample';
import {
  CLEAR_AFTER_MS,
  Sentinel,
  type SentinelReport,
} from '../../../../../src/main/discord/voice/sentinel/sentinel';

/** A line whose figures are turned on and off; a sample each `stepMs`. */
class Line {
  readonly sentinel = new Sentinel();
  nowMs = 100_000;
  /** Of 50 packets a second, how many of a hundred meet which fate. */
  trouble = { lost: 0, late: 0, undecryptable: 0, clipped: 0 };
  sending = true;
  present = true;
  speakingSinceMs: number | null = 100_000;
  out: OutgoingSample | null = {
    expected: true,
    onAir: true,
    packetsSent: 0,
    ticks: 0,
    lateTicks: 0,
    rmsDbfs: -18,
    clipped: 0,
    reportedLoss: null,
  };
  strangers: string[] = [];
  outSending = true;
  person: PersonSample = {
    userId: '7',
    speakingSinceMs: 100_000,
    lastPacketMs: 100_000,
    received: 0,
    lost: 0,
    late: 0,
    undecryptable: 0,
    clipped: 0,
  };

  step(stepMs = 500): SentinelReport {
    this.nowMs += stepMs;
    const packets = stepMs / 20;
    if (this.sending) {
      const { lost, late, undecryptable } = this.trouble;
      const p = this.person;
      const part = (percent: number) => (packets * percent) / 100;
      p.lost += part(lost) + part(late);
      p.late += part(late);
      p.undecryptable += part(undecryptable);
      p.received += packets - part(lost) - part(undecryptable);
      p.clipped += this.trouble.clipped;
      if (undecryptable < 100) p.lastPacketMs = this.nowMs;
    }
    this.person.speakingSinceMs = this.speakingSinceMs;
    if (this.out) {
      this.out.ticks += packets;
      if (this.outSending) this.out.packetsSent += packets;
    }
    return this.sentinel.observe({
      nowMs: this.nowMs,
      wallMs: this.nowMs + 1e12,
      out: this.out ? { ...this.out } : null,
      people: this.present ? [{ ...this.person }] : [],
      strangers: this.strangers,
    });
  }

  /** Steps until an alarm of that id stands (or does not); answers after how long, ms. */
  until(alarmId: string, stands: boolean, limitMs = 20_000): number {
    const from = this.nowMs;
    while (this.nowMs - from < limitMs) {
      const { alarms } = this.step();
      if (alarms.some((alarm) => alarm.alarmId === alarmId) === stands) return this.nowMs - from;
    }
    throw new Error(`${alarmId} never ${stands ? 'came' : 'went'}`);
  }

  calm(seconds = 5): void {
    for (let i = 0; i < seconds * 2; i += 1) expect(this.step().alarms).toEqual([]);
  }
}

describe('sentinel', () => {
  it('says nothing while all is well, nor of a lost packet now and then', () => {
    const line = new Line();
    line.calm(30);
    line.trouble.lost = 1;
    line.calm(30);
  });

  it.each([
    ['lost', 10, 'in:7:loss'],
    ['late', 10, 'in:7:late'],
    ['undecryptable', 100, 'in:7:undecryptable'],
    ['undecryptable', 20, 'in:7:undecryptable'],
    ['clipped', 40, 'in:7:clipping'],
  ] as const)(
    'raises an alarm within 3 s when packets are %s (%s), and clears it when that is over',
    (what, much, id) => {
      const line = new Line();
      line.calm();
      line.trouble[what] = much;
      expect(line.until(id, true)).toBeLessThanOrEqual(3_000);
      line.trouble[what] = 0;
      const went = line.until(id, false);
      expect(went).toBeGreaterThanOrEqual(CLEAR_AFTER_MS);
      expect(went).toBeLessThanOrEqual(CLEAR_AFTER_MS + 3_000);
      line.calm();
    },
  );

  it('says how much of what leaves gets lost on its way, as the server reports it, until that is over', () => {
    const line = new Line();
    line.calm();
    if (line.out) line.out.reportedLoss = 0.01;
    line.calm();
    if (line.out) line.out.reportedLoss = 0.12;
    expect(line.until('out:own:loss', true)).toBeLessThanOrEqual(500);
    expect(line.step().alarms[0]?.figure).toBe(0.12);
    if (line.out) line.out.reportedLoss = null;
    expect(line.until('out:own:loss', false)).toBeGreaterThanOrEqual(CLEAR_AFTER_MS);
  });

  it('says who is in the group and not in the room, as long as they are', () => {
    const line = new Line();
    line.strangers = ['9'];
    expect(line.step().raised).toMatchObject([{ alarmId: 'in:9:stranger', direction: 'in', userId: '9' }]);
    expect(line.step().changed).toBe(false);
    line.strangers = [];
    expect(line.step().alarms).toEqual([]);
  });

  it('tells loss from lateness, and by how much', () => {
    const line = new Line();
    line.calm();
    line.trouble.late = 20;
    line.until('in:7:late', true);
    const { alarms } = line.step();
    for (let i = 0; i < 6; i += 1) line.step();
    expect(alarms.map(({ kind }) => kind)).toEqual(['late']);
    const figure = line.step().alarms[0]?.figure ?? 0;
    expect(figure).toBeGreaterThan(0.15);
    expect(figure).toBeLessThan(0.25);
  });

  it('misses the packets of someone shown as speaking, not of someone who has ended', () => {
    const line = new Line();
    line.calm();
    line.sending = false;
    expect(line.until('in:7:noPackets', true)).toBeLessThanOrEqual(3_000);
    line.sending = true;
    line.until('in:7:noPackets', false);
    line.sending = false;
    line.speakingSinceMs = null;
    line.calm(10);
  });

  it('stops missing someone who has not spoken for long, whatever was announced', () => {
    const line = new Line();
    line.sending = false;
    line.until('in:7:noPackets', true);
    expect(line.until('in:7:noPackets', false, 40_000)).toBeGreaterThan(15_000);
    line.calm(20);
  });

  it('takes the alarms of someone who leaves along', () => {
    const line = new Line();
    line.trouble.lost = 50;
    line.until('in:7:loss', true);
    line.present = false;
    const report = line.step();
    expect(report.alarms).toEqual([]);
    expect(report.cleared.map(({ alarmId }) => alarmId)).toEqual(['in:7:loss']);
  });

  it('says when nothing leaves although it should, and nothing of a pause', () => {
    const line = new Line();
    line.calm();
    line.outSending = false;
    expect(line.until('out:own:noPackets', true)).toBeLessThanOrEqual(3_000);
    line.outSending = true;
    line.until('out:own:noPackets', false);
    line.outSending = false;
    if (line.out) line.out.expected = false;
    if (line.out) line.out.onAir = false;
    line.calm(10);
  });

  it('calls silence on air dead air within 3 s, and forgets it when there is no connection', () => {
    const line = new Line();
    line.calm();
    if (line.out) line.out.rmsDbfs = -60;
    expect(line.until('out:own:deadAir', true)).toBeLessThanOrEqual(3_000);
    line.out = null;
    expect(line.step().alarms).toEqual([]);
  });

  it('takes dead air back with the first sound', () => {
    const line = new Line();
    line.calm();
    if (!line.out) throw new Error('no connection');
    line.out.rmsDbfs = -60;
    line.until('out:own:deadAir', true);
    line.out.rmsDbfs = -20;
    const { alarms, cleared } = line.step();
    expect(alarms).toEqual([]);
    expect(cleared.map(({ alarmId }) => alarmId)).toEqual(['out:own:deadAir']);
  });

  it('says when ticks are late or the programme is clipped', () => {
    const line = new Line();
    line.calm();
    const slow = line.out;
    if (!slow) throw new Error('no connection');
    for (let i = 0; i < 5; i += 1) {
      slow.lateTicks += 10;
      slow.clipped += 100;
      line.step();
    }
    const raised = line.step().alarms.map(({ alarmId }) => alarmId);
    expect(raised.sort()).toEqual(['out:own:clipping', 'out:own:late']);
  });

  it('is one alarm when trouble comes and goes, with the time it began', () => {
    const line = new Line();
    line.calm();
    let raised = 0;
    let since = 0;
    for (let i = 0; i < 40; i += 1) {
      line.trouble.lost = i % 8 < 4 ? 30 : 0;
      const report = line.step();
      raised += report.raised.length;
      since ||= report.raised[0]?.sinceMs ?? 0;
      if (raised > 0) expect(report.alarms.map(({ sinceMs }) => sinceMs)).toEqual([since]);
    }
    expect(raised).toBe(1);
  });

  it('raises and clears in turn, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            lost: fc.integer({ min: 0, max: 100 }),
            undecryptable: fc.integer({ min: 0, max: 100 }),
            clipped: fc.integer({ min: 0, max: 200 }),
            sending: fc.boolean(),
            present: fc.boolean(),
            stepMs: fc.integer({ min: 20, max: 3_000 }),
          }),
        ),
        (steps) => {
          const line = new Line();
          const standing = new Set<string>();
          for (const { lost, undecryptable, clipped, sending, present, stepMs } of steps) {
            line.trouble = { lost, late: 0, undecryptable, clipped };
            line.sending = sending;
            line.present = present;
            const report = line.step(stepMs);
            for (const { alarmId } of report.cleared) expect(standing.delete(alarmId)).toBe(true);
            for (const { alarmId } of report.raised) {
              expect(standing.has(alarmId)).toBe(false);
              standing.add(alarmId);
            }
            expect(new Set(report.alarms.map(({ alarmId }) => alarmId))).toEqual(standing);
          }
        },
      ),
    );
  });
});
