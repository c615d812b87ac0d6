import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConsentDuty,
  type ConsentMemory,
  nextConsent,
  type RecordingSight,
} from '../../../../src/main/services/recorder/consent';
import { DEFAULT_RECORDER_SETTINGS, type RecorderSettings } from '../../../../src/shared/models/recorder';

const NOOR = { userId: '2', displayName: 'Noor' };
const ADA = { userId: '3', displayName: 'Ada' };
const sight = (change: Partial<RecordingSight> = {}): RecordingSight => ({
  recordingId: 'one',
  guildId: '10',
  channelId: '20',
  people: [NOOR],
  ...change,
});
const settings = (change: Partial<RecorderSettings> = {}): RecorderSettings => ({
  ...DEFAULT_RECORDER_SETTINGS,
  ...change,
});

/** What is done while one sight after the other is seen. */
function walk(sights: (RecordingSight | null)[], chosen = settings()): string[][] {
  let memory: ConsentMemory = null;
  return sights.map((seen) => {
    const step = nextConsent(memory, seen, chosen);
    memory = step.memory;
    return step.duties.map(wordOf);
  });
}

function wordOf(duty: ConsentDuty): string {
  if (duty.kind === 'joined') return `joined ${duty.person.displayName}${duty.greet ? ' and greeted' : ''}`;
  if (duty.kind === 'openLog') return `log ${duty.recordingId}`;
  return duty.kind;
}

describe('what a room is told', () => {
  test('it is told when a recording starts, and its status comes back when it ends', () => {
    expect(walk([null, sight(), sight(), null, null])).toEqual([
      [],
      ['log one', 'notePresent', 'status', 'notice'],
      [],
      ['restore', 'closeLog'],
      [],
    ]);
  });

  test('nothing is said that is switched off', () => {
    const quiet = settings({
      notice: { enabled: false, text: 'x' },
      status: { enabled: false, text: 'x' },
    });
    expect(walk([sight()], quiet)).toEqual([['log one', 'notePresent']]);
  });

  test('the clip is played and who is skipped is written down, when they are there', () => {
    const chosen = settings({
      spokenClip: 'notice.wav',
      skipped: [NOOR, { userId: '9', displayName: 'Away' }],
    });
    expect(walk([sight()], chosen)[0]).toContain('clip');
    expect(nextConsent(null, sight(), chosen).duties).toContainEqual({ kind: 'noteSkipped', people: [NOOR] });
  });

  test('who comes later is noted each time and greeted once, however often the recording is split', () => {
    const greeting = settings({ joinNotice: { enabled: true, text: 'Hello' } });
    const both = { people: [NOOR, ADA] };
    expect(
      walk(
        [
          sight(),
          sight(both),
          sight(),
          sight(both),
          sight({ ...both, recordingId: 'two' }),
          sight({ recordingId: 'two' }),
          sight({ ...both, recordingId: 'two' }),
        ],
        greeting,
      ).slice(1),
    ).toEqual([
      ['joined Ada and greeted'],
      [],
      ['joined Ada'],
      ['log two', 'noteContinued', 'notePresent'],
      [],
      ['joined Ada'],
    ]);
  });

  test('moved to another room, the old one has its status back and the new one is told', () => {
    const elsewhere = sight({ channelId: '21', people: [ADA] });
    expect(walk([sight(), elsewhere])[1]).toEqual([
      'restore',
      'noteMoved',
      'notePresent',
      'status',
      'notice',
    ]);
  });

  test('every status that is set is put back, whatever happens in between', () => {
    const seen = fc.option(
      fc.record({
        recordingId: fc.constantFrom('one', 'two'),
        guildId: fc.constant('10'),
        channelId: fc.constantFrom('20', '21'),
        people: fc.subarray([NOOR, ADA]),
      }),
    );
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 30 }), (sights) => {
        let borrowed: string | null = null;
        let memory: ConsentMemory = null;
        for (const each of [...sights, null]) {
          const step = nextConsent(memory, each, settings());
          memory = step.memory;
          for (const duty of step.duties) {
            if (duty.kind === 'status') {
              expect(borrowed).toBeNull();
              borrowed = duty.channelId;
            }
            if (duty.kind === 'restore') borrowed = null;
          }
          expect(borrowed).toBe(each?.channelId ?? null);
        }
      }),
    );
  });
});
