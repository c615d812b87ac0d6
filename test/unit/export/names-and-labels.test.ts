import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStem, UniqueNames } from '../../../src/main/export/file-names';
import { nameTracks, parseCraigInfo } from '../../../src/main/export/import/name-tracks';
import { toChatHtml } from '../../../src/main/export/text/chat';
import { type Label, toAudacityLabels, toCue, toSrt, toVtt } from '../../../src/main/export/text/labels';
import { clockTime, cueTime } from '../../../src/main/export/text/time';

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const labels = fc.array(
  fc.record({
    fromMs: fc.integer({ min: 0, max: 90_000_000 }),
    toMs: fc.constant(null),
    text: anyText,
  }),
  { maxLength: 120 },
);
const inOrder = (some: Label[]) => some.sort((a, b) => a.fromMs - b.fromMs);

describe('names of files', () => {
  it('are taken by every file system, whatever the title is', () => {
    fc.assert(
      fc.property(anyText, (title) => {
        const stem = fileStem(title);
        expect(stem).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
        expect(stem).not.toMatch(/^[ .]|[ .]$|^$/);
        expect(stem).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i);
        expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(181);
      }),
    );
    expect(['con', 'NUL.x', ' ..a.. ', '../../etc', '東京 ✨'].map((one) => fileStem(one))).toEqual([
      '_con',
      '_NUL.x',
      'a',
      'etc',
      '東京 ✨',
    ]);
  });

  it('differ even where upper and lower case are the same', () => {
    const names = new UniqueNames(['a.flac']);
    expect([names.take('A', 'flac'), names.take('a', 'flac'), names.take('b', '')]).toEqual([
      'A (2).flac',
      'a (3).flac',
      'b',
    ]);
  });
});

describe('labels', () => {
  it('are a line each for Audacity, whatever they say', () => {
    fc.assert(
      fc.property(labels, (some) => {
        const lines = toAudacityLabels(inOrder(some)).split('\n').slice(0, -1);
        expect(lines).toHaveLength(some.length);
        for (const line of lines) expect(line).toMatch(/^\d+\.\d{6}\t\d+\.\d{6}\t\S/);
      }),
    );
  });

  it('are subtitles that end after they begin and hold no line that ends them', () => {
    fc.assert(
      fc.property(labels, (some) => {
        const srt = toSrt(inOrder(some)).split('\r\n\r\n').slice(0, -1);
        const vtt = toVtt(some).split('\n\n').slice(1, -1);
        expect(srt).toHaveLength(some.length);
        expect(vtt).toHaveLength(some.length);
        for (const [index, cue] of srt.entries()) {
          const [number, time = '', text = '', ...rest] = cue.split('\r\n');
          expect([number, rest]).toEqual([String(index + 1), []]);
          const [from = '', to = ''] = time.split(' --> ');
          expect(to > from || to.length > from.length).toBe(true);
          expect(text).not.toContain('-->');
        }
        for (const cue of vtt) expect(cue).toMatch(/^[\d:.]+ --> [\d:.]+\n[^\n<]+$/);
      }),
    );
  });

  it('are tracks of a cue sheet, from the beginning and at most 99', () => {
    fc.assert(
      fc.property(labels, (some) => {
        const sheet = toCue(inOrder(some), { title: 'a "b"', file: 'x.wav' });
        const numbers = [...sheet.matchAll(/^ {2}TRACK (\d\d) AUDIO\r$/gm)].map((match) => Number(match[1]));
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
        expect(numbers.length).toBeLessThanOrEqual(99);
        expect(/INDEX 01 (\S+)/.exec(sheet)?.[1]).toBe('00:00:00');
      }),
    );
    expect(toCue([], { title: 'a "b"', file: 'x.mp3' })).toContain('FILE "x.mp3" MP3');
  });

  it('stand at times as the formats write them', () => {
    expect([clockTime(3_723_004, ','), clockTime(360_000_000, '.')]).toEqual([
      '01:02:03,004',
      '100:00:00.000',
    ]);
    expect([cueTime(1_000 / 75), cueTime(61_500), cueTime(6_000_000)]).toEqual([
      '00:00:01',
      '01:01:37',
      '100:00:00',
    ]);
  });
});

describe('the chat as a page', () => {
  it('runs nothing that somebody typed', () => {
    const line = {
      atMs: 0,
      messageId: '1',
      userId: '2',
      displayName: '<img src=x onerror=alert(1)>',
      text: '</span><script>alert(1)</script>"\'&',
      editedAtMs: null,
      deletedAtMs: null,
      reactions: [],
    };
    const page = toChatHtml([line], '</title><script>');
    expect(page.match(/<script|<img|onerror=alert\(1\)>/g)).toBeNull();
  });
});

describe('what a set of tracks says about itself', () => {
  it('names people by info.txt, else by the file', () => {
    const info = parseCraigInfo('Tracks:\n\tAda Lovelace#0 (10)\n\tBram#1234 (11)\n');
    const files = ['10-zoe_0.flac', '2-x.ogg', '1-y.ogg', 'just a name.wav'];
    expect(nameTracks(files, info).map(({ displayName }) => displayName)).toEqual([
      'Ada Lovelace',
      'Bram',
      'zoe',
      'just a name',
    ]);
  });

  it('survives anything in info.txt and in names', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText), (text, names) => {
        const info = parseCraigInfo(`Guild: ${text}\nTracks:\n\t${text}\n`);
        for (const track of nameTracks(names, info)) expect(track.displayName).not.toBe('');
      }),
    );
  });
});
