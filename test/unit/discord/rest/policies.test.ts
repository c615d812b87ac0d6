import { AppError } from '@shared/errors/app-error';
import { describe, expect, it } from 'vitest';
import { codesOf, meaningOf, meaningOfCode } from '../../../../src/main/discord/rest/discord-codes';
import { retryDelayMs } from '../../../../src/main/discord/rest/retry-policy';

describe("Discord's codes", () => {
  it.each([
    [10_003, 'unknownChannel'],
    [10_008, 'unknownMessage'],
    [10_015, 'unknownWebhook'],
    [50_027, 'invalidWebhookToken'],
    [50_007, 'closedDirectMessages'],
    [50_278, 'closedDirectMessages'],
    [50_013, 'missingPermission'],
    [50_001, 'missingAccess'],
    [30_003, 'maximumReached'],
    [30_013, 'maximumReached'],
    [20_016, 'slowMode'],
    [50_083, 'threadArchived'],
    [50_035, 'invalidForm'],
    [40_032, 'notInVoice'],
    [160_004, 'threadExists'],
    [1, null],
    [null, null],
  ])('%s means %s', (code, meaning) => {
    expect(meaningOfCode(code)).toBe(meaning);
  });

  it('are read from failures', () => {
    expect(meaningOf(new AppError('rest/not-found', 'x', { details: { discordCode: 10_003 } }))).toBe(
      'unknownChannel',
    );
    expect(meaningOf(new Error('x'))).toBeNull();
    expect(codesOf('fileTooLarge')).toContain(40_005);
  });
});

describe('a failed request', () => {
  const half = () => 0.5;
  it.each([
    [{ kind: 'status', status: 502 }, 'safe', 0, true],
    [{ kind: 'status', status: 502 }, 'safe', 2, true],
    [{ kind: 'status', status: 502 }, 'safe', 3, false],
    [{ kind: 'status', status: 404 }, 'safe', 0, false],
    [{ kind: 'status', status: 502 }, 'never', 0, false],
    [{ kind: 'network' }, 'safe', 0, true],
    [{ kind: 'network' }, 'never', 0, false],
    [{ kind: 'unsent' }, 'never', 0, true],
    [{ kind: 'unsent' }, 'never', 3, false],
  ] as const)('%j, repeatable %s, after %i repetitions: again %s', (failure, repeat, attempt, again) => {
    expect(retryDelayMs(failure, repeat, attempt, half) !== null).toBe(again);
  });
});
