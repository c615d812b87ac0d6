import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeJournalLine, parseJournal } from '../../../src/main/recording/journal';
import { safeName, sessionFolderName, trackStem } from '../../../src/main/recording/names';

describe('the journal', () => {
  it('reads back what was written, also text with line breaks', () => {
    const entry = {
      type: 'chat',
      atMs: 12.5,
      messageId: '1',
      userId: '2',
      displayName: 'Ada',
      text: 'a\nb "c" \u2028',
    } as const;
    expect(parseJournal(Buffer.from(encodeJournalLine(entry)).toString('utf8'))).toEqual({
      entries: [entry],
      unreadable: 0,
    });
  });

  it('leaves out a torn last line and lines of a later version, and counts them', () => {
    const text = '{"type":"note","atMs":1,"text":"x"}\n{"type":"hologram","atMs":2}\n{"type":"no';
    expect(parseJournal(text)).toEqual({ entries: [{ type: 'note', atMs: 1, text: 'x' }], unreadable: 2 });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => parseJournal(text).unreadable >= 0));
  });
});

describe('names of files', () => {
  it('never lead out of their folder, whatever a person calls themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const stem = trackStem(3, name, '184405184405184405');
        expect(stem).toMatch(/^03-[\p{L}\p{N}-]+-184405184405184405$/u);
        expect(Buffer.byteLength(stem)).toBeLessThan(220);
      }),
    );
    expect(safeName('../../etc/passwd', 40, 'x')).toBe('etc-passwd');
    expect(safeName('…', 40, 'member')).toBe('member');
  });

  it('of sessions are ids that the contract accepts, and sort by time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (room) => {
        expect(sessionFolderName(room, Date.UTC(2026, 0, 2, 3, 4, 5), 'ab12cd')).toMatch(
          /^2026-01-02-03-04-05-[a-z0-9-]+-ab12cd$/,
        );
        expect(sessionFolderName(room, 0, 'ab12cd')).toMatch(/^[\w-]{1,80}$/);
      }),
    );
  });
});
