import { describe, expect, it } from 'vitest';
import { bucketLike, unknownBucket } from '../../../../src/main/discord/rest/bucket';
import { type Forecast, forecastMs } from '../../../../src/main/discord/rest/forecast';

const forecast = (change: Partial<Forecast>): number =>
  forecastMs(
    { admission: { kind: 'go' }, bucket: bucketLike(5, 1_000), answerMs: 100, count: 1, ...change },
    0,
  );

describe('the forecast for a call', () => {
  it('is the answer time when it may go', () => {
    expect(forecast({})).toBe(100);
    expect(forecast({ answerMs: null, bucket: unknownBucket() })).toBe(150);
  });

  it('has the wait in it', () => {
    expect(forecast({ admission: { kind: 'wait', untilMs: 700, cause: 'bucket' } })).toBe(800);
    expect(forecast({ admission: { kind: 'waitForAnswer', cause: 'bucket' } })).toBe(200);
  });

  it('counts the windows that many calls take', () => {
    expect(forecast({ count: 5 })).toBe(100);
    expect(forecast({ count: 6 })).toBe(1_100);
    expect(forecast({ count: 16 })).toBe(3_100);
    const full = { admission: { kind: 'wait', untilMs: 400, cause: 'bucket' } } as const;
    expect(forecast({ ...full, count: 11 })).toBe(400 + 100 + 2_000);
  });

  it('explores what is not known one by one, and what is open at once', () => {
    expect(forecast({ bucket: unknownBucket(), count: 4 })).toBe(400);
    expect(forecast({ bucket: { ...unknownBucket(), state: 'open' }, count: 4 })).toBe(100);
  });
});
