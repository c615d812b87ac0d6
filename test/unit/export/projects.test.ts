import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { planExport } from '../../../src/main/export/plan';
import { aMarker, aRequest, aSource, aWithheld, BRAM } from './plan-kit';

const names = fc.string({ unit: 'binary', maxLength: 60 });

/** Elements of an XML document in order. Throws for what is not well-formed. */
function readXml(text: string): { name: string; attributes: [string, string][] }[] {
  const found: ReturnType<typeof readXml> = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) =>
    found.push({ name, attributes: Object.entries(attributes) }),
  );
  parser.on('text', (between) => expect(between.trim()).toBe(''));
  parser.write(text).close();
  return found;
}

interface Block {
  head: string[];
  lines: string[][];
  blocks: Block[];
}

/** A Reaper project as a tree: a line is values, in one of three quotation marks or without. */
function readRpp(text: string): Block {
  const values = (line: string) =>
    [...line.matchAll(/"([^"]*)"|'([^']*)'|`([^`]*)`|(\S+)/g)].map(
      ([, a, b, c, d]) => a ?? b ?? c ?? d ?? '',
    );
  const root: Block = { head: [], lines: [], blocks: [] };
  const stack = [root];
  for (const line of text.split('\r\n').map((one) => one.trim())) {
    const top = stack.at(-1) ?? expect.fail('closed too often');
    if (line === '') continue;
    if (line.startsWith('<')) {
      const block = { head: values(line.slice(1)), lines: [], blocks: [] };
      top.blocks.push(block);
      stack.push(block);
    } else if (line === '>') stack.pop();
    else top.lines.push(values(line));
  }
  expect(stack).toEqual([root]);
  return root.blocks[0] ?? expect.fail('no project');
}

function projectOf(app: 'audacity' | 'reaper', labels: string[], who = 'Ada') {
  const source = aSource({
    annotations: {
      markers: labels.map((label, index) =>
        aMarker(`m${index}`, index * 100, index % 2 ? null : index * 100 + 50, label),
      ),
      mix: [{ trackId: '01-10', gainDb: -6.0206 }],
    },
  });
  const [ada] = source.manifest.tracks;
  if (ada) ada.displayName = who;
  return planExport(source, aRequest({ kind: 'project', app }, { format: 'opus' }), 1_700_000_000_000);
}

describe('a project for Audacity', () => {
  it('is XML that names each file first, its volume, and the markers, whatever they are called', () => {
    fc.assert(
      fc.property(fc.array(names, { maxLength: 8 }), names, (labels, who) => {
        const plan = projectOf('audacity', labels, who);
        const aup = plan.files.find(({ name }) => name === 'Round one two.aup');
        const elements = readXml(aup?.kind === 'text' ? aup.text : '');
        const imports = elements.filter(({ name }) => name === 'import');
        const files = plan.files.filter(({ kind }) => kind === 'audio').map(({ name }) => name);
        // Audacity reads the first attribute as the name, in the folder named like the project and `_data`.
        expect(imports.map(({ attributes }) => attributes[0])).toEqual(
          files.map((file) => ['filename', file.replace('Round one two_data/', '')]),
        );
        expect(Number(imports[0]?.attributes.find(([key]) => key === 'gain')?.[1])).toBeCloseTo(0.5, 4);
        expect(elements.filter(({ name }) => name === 'label')).toHaveLength(labels.length);
        expect(elements[0]?.attributes.map(([key]) => key)).toEqual(
          expect.arrayContaining(['projname', 'version', 'audacityversion']),
        );
      }),
    );
  });
});

describe('a project for Reaper', () => {
  it('has a track for each file with its length and volume, markers and regions, whatever they are called', () => {
    fc.assert(
      fc.property(fc.array(names, { maxLength: 8 }), names, (labels, who) => {
        const plan = projectOf('reaper', labels, who);
        const rpp = plan.files.find(({ name }) => name === 'Round one two.rpp');
        const project = readRpp(rpp?.kind === 'text' ? rpp.text : '');
        expect(project.head[0]).toBe('REAPER_PROJECT');
        const tracks = project.blocks.filter(({ head }) => head[0] === 'TRACK');
        const files = plan.files.filter(({ kind }) => kind === 'audio').map(({ name }) => name);
        const items = tracks.map(({ blocks }) => blocks[0] ?? expect.fail('no item'));
        expect(items.map(({ blocks }) => blocks[0]?.head)).toEqual(files.map(() => ['SOURCE', 'FLAC']));
        expect(items.map(({ blocks }) => blocks[0]?.lines)).toEqual(files.map((file) => [['FILE', file]]));
        expect(items.map(({ lines }) => lines.find(([key]) => key === 'LENGTH'))).toEqual(
          files.map(() => ['LENGTH', '60.000000']),
        );
        expect(Number(tracks[0]?.lines.find(([key]) => key === 'VOLPAN')?.[1])).toBeCloseTo(0.5, 4);
        const markers = project.lines.filter(([key]) => key === 'MARKER');
        const regions = labels.filter((_, index) => index % 2 === 0).length;
        expect(markers).toHaveLength(labels.length + regions);
      }),
    );
  });

  it('leaves out who is withheld', () => {
    const source = aSource({ annotations: { withheld: [aWithheld(BRAM, null, null)] } });
    const plan = planExport(source, aRequest({ kind: 'project', app: 'reaper' }), 0);
    const text = plan.files.map((file) => (file.kind === 'text' ? file.text : file.name)).join();
    expect(text).toContain('Ada');
    expect(text).not.toContain('Bram');
  });
});
