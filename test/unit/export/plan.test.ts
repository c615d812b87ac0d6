import type { Marker } from '@shared/models/review';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planExport } from '../../../src/main/export/plan';
import { ADA, aMarker, aRequest, aSource, aWithheld, BRAM } from './plan-kit';

const BOTH = ['01-10', '02-11'];
const textOf = (plan: ReturnType<typeof planExport>, name: string) => {
  const file = plan.files.find((one) => one.name === name);
  return file?.kind === 'text' ? file.text : '';
};

describe('the plan of an export', () => {
  it('is one file for a mix and one for each track, with what is withheld silent and who is withheld left out', () => {
    const annotations = { withheld: [aWithheld(ADA, 1_000, 2_000), aWithheld(BRAM, null, null)] };
    const source = aSource({ annotations });
    for (const kind of ['mix', 'tracks'] as const) {
      const { files } = planExport(source, aRequest({ kind, trackIds: BOTH }), 0);
      expect(files).toMatchObject([
        { kind: 'audio', isWhole: true, tracks: [{ displayName: 'Ada', silent: [[48_000, 96_000]] }] },
      ]);
    }
    const nobody = aSource({ annotations: { withheld: [aWithheld(null, null, null)] } });
    expect(() => planExport(nobody, aRequest({ kind: 'mix', trackIds: BOTH }), 0)).toThrow(
      expect.objectContaining({ code: 'export/nothing' }),
    );
    expect(() => planExport(source, aRequest({ kind: 'mix', trackIds: ['x'] }), 0)).toThrow(
      expect.objectContaining({ code: 'export/nothing' }),
    );
  });

  it('keeps, whatever is asked for, ordered parts inside the session, and says whole only of the whole', () => {
    const ms = fc.integer({ min: 0, max: 70_000 });
    const spans = fc.array(fc.tuple(ms, ms), { maxLength: 8 });
    fc.assert(
      fc.property(spans, spans, ms, ms, fc.boolean(), (ada, bram, from, to, speechOnly) => {
        const range = from < to && from < 60_000 ? { fromMs: from, toMs: to } : null;
        const source = aSource({ ada, bram });
        const { files } = planExport(
          source,
          aRequest({ kind: 'mix', trackIds: BOTH }, { range, speechOnly }),
          0,
        );
        const file = files[0];
        if (file?.kind !== 'audio') throw new Error('no audio');
        let last = (range?.fromMs ?? 0) * 48;
        for (const [start, end] of file.keep) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(Math.min(60_000, range?.toMs ?? 60_000) * 48);
        if (file.isWhole) expect(file.keep).toEqual([[0, 60_000 * 48]]);
      }),
    );
  });

  it('leaves a raw microphone out of clips and of what is left of silence, and mutes it in projects', () => {
    const source = aSource({
      annotations: { markers: [aMarker('a', 1_000, 2_000, 'Ha')] },
      ada: [[0, 1_000]],
    });
    const [ada] = source.manifest.tracks;
    if (!ada) throw new Error('nobody');
    const raw = {
      ...ada,
      trackId: '03-10',
      number: 3,
      source: 'microphone' as const,
      displayName: 'Ada, raw',
    };
    source.manifest.tracks.push(raw);
    const [clip] = planExport(source, aRequest({ kind: 'clips', markerIds: ['a'] }), 0).files;
    expect(clip).toMatchObject({ tracks: [{ displayName: 'Ada' }, { displayName: 'Bram' }] });
    // All of it is sound as far as is known; still it keeps nothing that the room did not hear.
    const [mix] = planExport(
      source,
      aRequest({ kind: 'mix', trackIds: BOTH }, { speechOnly: true }),
      0,
    ).files;
    expect(mix).toMatchObject({ keep: [[0, 1_150 * 48]] });
    const texts = (app: 'reaper' | 'audacity') =>
      planExport(source, aRequest({ kind: 'project', app }), 0).files.flatMap((file) =>
        file.kind === 'text' ? [file.text] : [],
      );
    expect(
      texts('reaper')
        .join()
        .match(/MUTESOLO \d/g),
    ).toEqual(['MUTESOLO 0', 'MUTESOLO 0', 'MUTESOLO 1']);
    expect(
      texts('audacity')
        .join()
        .match(/mute="\d"/g),
    ).toEqual(['mute="0"', 'mute="0"', 'mute="1"']);
    // A microphone of which the room heard nothing is a track as any other.
    source.manifest.tracks = [raw];
    const [alone] = planExport(source, aRequest({ kind: 'clips', markerIds: ['a'] }), 0).files;
    expect(alone).toMatchObject({ tracks: [{ displayName: 'Ada, raw' }] });
  });

  it('gives clips of the same name names of their own', () => {
    const markers: Marker[] = [aMarker('a', 1_000, 2_000, 'Ha'), aMarker('b', 3_000, 9_999_999, 'hA')];
    const source = aSource({ annotations: { markers } });
    const { files } = planExport(source, aRequest({ kind: 'clips', markerIds: ['a', 'b'] }), 0);
    expect(files.map(({ name }) => name)).toEqual(['Ha.flac', 'hA (2).flac']);
    expect(files[1]).toMatchObject({ keep: [[3_000 * 48, 60_000 * 48]] });
  });

  it('leaves withheld people and parts out of labels, chat and talk time', () => {
    const chat = (atMs: number, userId: string, text: string) =>
      ({ type: 'chat', atMs, messageId: `${atMs}`, userId, displayName: userId, text }) as const;
    const source = aSource({
      ada: [[0, 10_000]],
      bram: [[5_000, 20_000]],
      entries: [chat(1_000, ADA, 'secret'), chat(2_000, BRAM, 'open'), chat(31_000, BRAM, 'hidden')],
      annotations: {
        withheld: [aWithheld(ADA, null, null), aWithheld(null, 30_000, 40_000)],
        markers: [aMarker('a', 35_000, null, 'unsaid'), aMarker('b', 5_000, null, 'said')],
      },
    });
    const plan = (what: Parameters<typeof aRequest>[0]) => planExport(source, aRequest(what), 0);
    const lines = textOf(plan({ kind: 'chat', as: 'txt' }), 'Round one two - chat.txt');
    expect(lines).toBe('[0:00:02] 11: open\n');
    expect(textOf(plan({ kind: 'labels', as: 'txt' }), 'Round one two.txt')).toBe(
      '5.000000\t5.000000\tsaid\n',
    );
    const csv = textOf(plan({ kind: 'talkTime', as: 'csv' }), 'Round one two - talk time.csv');
    expect(csv.split('\r\n').slice(1)).toEqual(['11,Bram,50.0,15.0,100.0,1,15.0,0.0', '']);
  });

  it.each([
    ...(['txt', 'srt', 'vtt', 'cue'] as const).map((as) => ({ kind: 'labels', as }) as const),
    ...(['txt', 'json', 'html'] as const).map((as) => ({ kind: 'chat', as }) as const),
    ...(['csv', 'md'] as const).map((as) => ({ kind: 'talkTime', as }) as const),
    ...(['audacity', 'reaper'] as const).map((app) => ({ kind: 'project', app }) as const),
  ])('writes no word of what is withheld into $kind as $as$app', (what) => {
    const chat = (atMs: number, userId: string, displayName: string, text: string) =>
      ({ type: 'chat', atMs, messageId: `${atMs}`, userId, displayName, text }) as const;
    const source = aSource({
      ada: [[0, 10_000]],
      bram: [[5_000, 20_000]],
      entries: [
        chat(1_000, ADA, 'Ada', 'SECRET'),
        chat(2_000, BRAM, 'Bram', 'x'),
        chat(31_000, BRAM, 'Bram', 'SECRET'),
      ],
      annotations: {
        withheld: [aWithheld(ADA, null, null), aWithheld(null, 30_000, 40_000)],
        markers: [aMarker('a', 35_000, null, 'SECRET'), aMarker('b', 5_000, 9_000, 'x')],
      },
    });
    const { files } = planExport(source, aRequest(what), 0);
    for (const file of files) {
      if (file.kind === 'text') expect(file.text).not.toMatch(/SECRET|\bAda\b/);
      else expect(file.tracks).toMatchObject([{ displayName: 'Bram', silent: [[30_000 * 48, 40_000 * 48]] }]);
    }
  });

  it('gives each track the level of the desk, but a track of its own the one it was recorded at', () => {
    const source = aSource({
      annotations: { mix: [{ trackId: `01-${ADA}`, gainDb: -3 }], levelMatching: true },
    });
    const loudness = new Map([
      [`01-${ADA}`, { loudnessLufs: -30, truePeakDbtp: -20 }],
      [`02-${BRAM}`, { loudnessLufs: -14, truePeakDbtp: -2 }],
    ]);
    const gains = (what: Parameters<typeof aRequest>[0]) =>
      planExport({ ...source, loudness }, aRequest(what), 0).files.flatMap((file) =>
        file.kind === 'audio' ? file.tracks.map(({ gainDb }) => gainDb) : [],
      );
    const trackIds = [`01-${ADA}`, `02-${BRAM}`];
    expect(gains({ kind: 'mix', trackIds })).toEqual([7, -6]);
    expect(gains({ kind: 'tracks', trackIds })).toEqual([0, 0]);
  });

  it('moves labels to where their sound is when silence is left out', () => {
    const source = aSource({
      ada: [
        [10_000, 12_000],
        [30_000, 32_000],
      ],
      annotations: {
        markers: [aMarker('a', 31_000, null, 'x'), aMarker('b', 20_000, null, 'in the silence')],
      },
    });
    const plan = planExport(source, aRequest({ kind: 'labels', as: 'txt' }, { speechOnly: true }), 0);
    // 150 ms are kept before and after each: 2.3 s of the first, then 1.15 s into the second.
    expect(textOf(plan, 'Round one two.txt')).toBe('3.450000\t3.450000\tx\n');
  });
});
