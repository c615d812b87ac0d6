import { CheckId, type CheckLine } from '@shared/models/live';
import { describe, expect, test } from 'vitest';
import { checkedAtMs, nextStep, verdictOf } from '../../../src/renderer/features/live/check-verdict';

const line = (checkId: CheckId, change: Partial<CheckLine> = {}): CheckLine => ({
  ...{ checkId, status: 'ok', figure: null, notes: [], atMs: 1_000 },
  ...change,
});
const skipped = { status: 'skipped', atMs: null } as const;
/** Every line good but these. */
const sheet = (
  change: Partial<Record<CheckId, Partial<CheckLine>>> = {},
  finishedAtMs: number | null = 5_000,
) => ({
  lines: CheckId.options.map((checkId) => line(checkId, change[checkId])),
  finishedAtMs,
});

test('to join is the next step of a good sheet alone', () => {
  expect(nextStep(null)).toBe('check');
  expect(nextStep(sheet({ disk: skipped }))).toBe('check');
  expect(nextStep(sheet({ room: { status: 'fail' } }))).toBe('check');
  expect(nextStep(sheet({ bitrate: { status: 'warn' } }))).toBe('join');
  expect(nextStep(sheet())).toBe('join');
});

describe('the verdict of a go-live sheet', () => {
  test('is ready when every line is good, and nothing before it is finished', () => {
    expect(verdictOf(sheet())).toEqual({ kind: 'ready' });
    expect(verdictOf(sheet({}, null))).toEqual({ kind: 'running' });
  });

  test('stopped at once is not ready: it says how much was not looked at', () => {
    const all = Object.fromEntries(CheckId.options.map((id) => [id, { ...skipped, notes: ['cancelled'] }]));
    expect(verdictOf(sheet(all))).toEqual({ kind: 'partial', lines: CheckId.options.length, stopped: true });
  });

  test('one line alone, or being in another room, is not ready either', () => {
    expect(verdictOf(sheet({ disk: skipped }))).toEqual({ kind: 'partial', lines: 1, stopped: false });
    const elsewhere = { ...skipped, notes: ['inAnotherRoom'] };
    expect(verdictOf(sheet({ roundTrip: elsewhere, dave: elsewhere, echo: { status: 'warn' } }))).toEqual({
      kind: 'partial',
      lines: 2,
      stopped: false,
    });
  });

  test('a microphone that is off is something to know, like what is amber', () => {
    const off = { ...skipped, notes: ['off'] };
    expect(verdictOf(sheet({ microphone: off, bitrate: { status: 'warn' } }))).toEqual({
      kind: 'toKnow',
      lines: 2,
    });
  });

  test('what is to be put right comes before what was not checked', () => {
    expect(verdictOf(sheet({ room: { status: 'fail' }, dave: skipped }))).toEqual({
      kind: 'failed',
      lines: 1,
    });
  });

  test('is as old as its oldest line; one without a line has no age', () => {
    expect(checkedAtMs(sheet({ clock: { atMs: 400 }, disk: { ...skipped, atMs: null } }))).toBe(400);
    expect(checkedAtMs({ lines: [line('disk', skipped)] })).toBeNull();
  });
});
