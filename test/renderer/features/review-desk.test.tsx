import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { stateBoxes } from '../../../src/renderer/features/recordings/lane-states';
import type { PracticeDouble } from '../../support/practice-double';
import { button, press, renderApp } from '../support/render-app';

async function reviewing(prepare: (double: PracticeDouble) => void | Promise<void> = () => undefined) {
  const app = await renderApp({});
  await prepare(app.double);
  press('4', { ctrlKey: true });
  // The desk is fetched when it is first asked for.
  await screen.findByRole('heading', { name: 'Library' }, { timeout: 10_000 });
  await app.store.actions.recordings.openReview('rec-1');
  await screen.findByRole('button', { name: /^Track of Mira/ });
  await waitFor(() => expect(app.store.getState().review.session?.recordingId).toBe('rec-1'));
  const inputs = (channel: string) =>
    app.double.calls.filter((call) => call.channel === channel).map((call) => call.input);
  /** Moves the playhead by keys: `steps` of five seconds from the start. */
  const goTo = (steps: number) => {
    press('Home');
    for (let step = 0; step < steps; step += 1) press('ArrowRight');
  };
  const showPane = (name: string) => fireEvent.click(screen.getByRole('tab', { name }));
  return { ...app, inputs, goTo, showPane };
}

describe('listening', () => {
  it('plays faster by L and slower by J, never beyond the ends', async () => {
    const { store, double } = await reviewing();
    press('l');
    await waitFor(() => expect(double.playback().kind).toBe('playing'));
    await screen.findByRole('button', { name: 'Pause' });
    press('l');
    await waitFor(() => expect(store.getState().review.choices.speed).toBe(1.25));
    press('j');
    await waitFor(() => expect(store.getState().review.choices.speed).toBe(1));
    fireEvent.change(screen.getByRole('combobox', { name: 'Speed' }), { target: { value: '3' } });
    await waitFor(() => expect(store.getState().review.choices.speed).toBe(3));
    press('l');
    await waitFor(() => expect(store.getState().review.choices.speed).toBe(3));
  });

  it('says what the recording becomes when only speech is played', async () => {
    const { store } = await reviewing();
    expect(screen.getByText(/^12:34 becomes \d+:\d\d$/)).toBeTruthy();
    fireEvent.click(button('Speech only'));
    await screen.findByText(/^12:34 became \d+:\d\d$/);
    expect(store.getState().review.choices.speechOnly).toBe(true);
    expect(button('Speech only').getAttribute('aria-pressed')).toBe('true');
  });

  it('loops what I and O enclose, and follows when an end is moved', async () => {
    const { store, goTo, inputs } = await reviewing();
    const loop = () => store.getState().review.choices.loop;
    goTo(2);
    press('i');
    goTo(4);
    press('o');
    expect(screen.getByText(/0:10\.0 – 0:20\.0, 0:10\.0/)).toBeTruthy();
    press('r');
    await waitFor(() => expect(loop()).toEqual({ fromMs: 10_000, toMs: 20_000 }));
    // The playhead stood at the end: it goes to where the loop begins.
    expect(inputs('recordings.seek').at(-1)).toEqual({ positionMs: 10_000 });
    goTo(6);
    press('o');
    await waitFor(() => expect(loop()).toEqual({ fromMs: 10_000, toMs: 30_000 }));
    fireEvent.click(button('Loop'));
    await waitFor(() => expect(loop()).toBeNull());
  });

  it('keeps the level of a track and levels matched', async () => {
    const { inputs, store } = await reviewing();
    const level = screen.getByRole('slider', { name: 'Level of Mira' });
    level.focus();
    fireEvent.keyDown(level, { key: 'ArrowLeft' });
    await waitFor(() =>
      expect(inputs('review.setTrackGain')).toEqual([{ recordingId: 'rec-1', trackId: 't2', gainDb: -1 }]),
    );
    fireEvent.click(button('Same loudness'));
    await waitFor(() =>
      expect(store.getState().review.session?.annotations).toMatchObject({
        levelMatching: true,
        mix: [{ trackId: 't2', gainDb: -1 }],
      }),
    );
  });
});

describe('markers and clips', () => {
  it('M marks where the playhead is; the mark is named, coloured, gone to and removed, and comes back by undo', async () => {
    const { inputs, goTo, store, showPane } = await reviewing();
    showPane('Markers');
    const markers = () => store.getState().review.session?.annotations.markers ?? [];
    goTo(3);
    press('m');
    const name = await screen.findByRole('textbox', { name: 'Name of Marker 1' });
    expect(markers()).toMatchObject([{ atMs: 15_000, endMs: null, label: 'Marker 1', colourIndex: 0 }]);
    fireEvent.change(name, { target: { value: ' Good answer ' } });
    fireEvent.blur(name);
    await waitFor(() => expect(markers()).toMatchObject([{ atMs: 15_000, label: 'Good answer' }]));
    button('Colour of Good answer').focus();
    fireEvent.keyDown(button('Colour of Good answer'), { key: 'Enter' });
    fireEvent.click(await screen.findByText('Violet'));
    await waitFor(() => expect(markers()).toMatchObject([{ label: 'Good answer', colourIndex: 4 }]));
    press('Home');
    fireEvent.click(await screen.findByRole('button', { name: 'Go to Good answer at 0:15.0' }));
    await waitFor(() => expect(inputs('recordings.seek').at(-1)).toEqual({ positionMs: 15_000 }));
    fireEvent.click(button('Remove Good answer'));
    await waitFor(() => expect(markers()).toEqual([]));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(markers()).toMatchObject([{ atMs: 15_000, label: 'Good answer' }]));
  });

  it('a note and a name written one right after the other are both kept', async () => {
    const { store, showPane } = await reviewing();
    showPane('Markers');
    press('m');
    const name = await screen.findByRole('textbox', { name: 'Name of Marker 1' });
    fireEvent.click(button('Note on Marker 1'));
    const note = screen.getByRole('textbox', { name: 'Note on Marker 1' });
    fireEvent.change(note, { target: { value: 'Quote this.' } });
    fireEvent.change(name, { target: { value: 'The point' } });
    fireEvent.blur(note);
    fireEvent.blur(name);
    await waitFor(() =>
      expect(store.getState().review.session?.annotations.markers).toMatchObject([
        { label: 'The point', note: 'Quote this.' },
      ]),
    );
  });

  it('C makes a clip of the stretch between I and O, and nothing without one', async () => {
    const { goTo, store, inputs, showPane } = await reviewing();
    showPane('Markers');
    press('c');
    goTo(1);
    press('i');
    press('c');
    goTo(3);
    press('o');
    press('c');
    await screen.findByRole('textbox', { name: 'Name of Clip 1' });
    expect(store.getState().review.session?.annotations.markers).toMatchObject([
      { atMs: 5_000, endMs: 15_000, label: 'Clip 1' },
    ]);
    expect(inputs('review.saveMarker')).toHaveLength(1);
  });

  it('Alt and arrows move the marker the playhead stands on, by frames and seconds, and one undo takes all of it back', async () => {
    const { goTo, store, inputs } = await reviewing();
    const places = () => store.getState().review.session?.annotations.markers.map(({ atMs }) => atMs);
    press('ArrowRight', { altKey: true });
    goTo(3);
    press('m');
    await waitFor(() => expect(places()).toEqual([15_000]));
    press('ArrowRight', { altKey: true });
    press('ArrowRight', { altKey: true });
    press('ArrowLeft', { altKey: true, shiftKey: true });
    await waitFor(() => expect(places()).toEqual([14_040]));
    expect(inputs('recordings.seek').at(-1)).toEqual({ positionMs: 14_040 });
    const said = await screen.findByText('“Marker 1” is at 0:14.04 now');
    expect(said.closest('[aria-live="polite"]')).not.toBeNull();
    expect(screen.getAllByText(/“Marker 1” is at/)).toHaveLength(1);
    fireEvent.click(button('Undo'));
    await waitFor(() => expect(places()).toEqual([15_000]));
  });

  it('with the focus on a time of a clip that end of it is moved, and with the focus beside it all of it', async () => {
    const { goTo, store, showPane } = await reviewing();
    showPane('Markers');
    goTo(1);
    press('i');
    goTo(3);
    press('o');
    press('c');
    press('Home');
    const clip = () => store.getState().review.session?.annotations.markers;
    (await screen.findByRole('button', { name: 'Go to the end of Clip 1 at 0:15.0' })).focus();
    press('ArrowRight', { altKey: true, shiftKey: true });
    await screen.findByText('“Clip 1” ends at 0:16.00 now');
    expect(clip()).toMatchObject([{ atMs: 5_000, endMs: 16_000 }]);
    button('Go to Clip 1 at 0:05.0').focus();
    press('ArrowLeft', { altKey: true });
    await waitFor(() => expect(clip()).toMatchObject([{ atMs: 4_980, endMs: 16_000 }]));
    button('Remove Clip 1').focus();
    press('ArrowRight', { altKey: true });
    await waitFor(() => expect(clip()).toMatchObject([{ atMs: 5_000, endMs: 16_020 }]));
    screen.getByRole('textbox', { name: 'Name of Clip 1' }).focus();
    press('ArrowRight', { altKey: true });
    expect(clip()).toMatchObject([{ atMs: 5_000, endMs: 16_020 }]);
  });
});

describe('exports and imports', () => {
  it('asks for what is filled in, and shows how far it is until it is done', async () => {
    const { double, store, inputs } = await reviewing();
    fireEvent.click(button('Export'));
    const dialog = await screen.findByRole('dialog', { name: 'Export the recording' });
    const choose = (name: string, value: string) =>
      fireEvent.change(within(dialog).getByRole('combobox', { name }), { target: { value } });
    choose('What', 'tracks');
    choose('Format', 'mp3');
    choose('Loudness', '-16');
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Speech only' }));
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Mira' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Choose a folder and export' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(inputs('exports.start')).toMatchObject([
      { what: { kind: 'tracks' }, format: 'mp3', targetLufs: -16, speechOnly: true, range: null },
    ]);
    expect(JSON.stringify(inputs('exports.start'))).not.toContain('"t2"');
    const queue = await screen.findByRole('list', { name: 'Exports and imports' });
    const job = store.getState().transfer.exports[0];
    if (!job) throw new Error('no export');
    double.emit('exports', 'changed', { ...job, progress: 0.425 });
    await within(queue).findByText('42 %');
    expect(within(queue).getByText('A file for each track, MP3')).toBeTruthy();
    const files = [{ name: 'a.mp3', bytes: 2_000_000, durationMs: 1, sha256: 'x', copied: false }];
    double.emit('exports', 'changed', { ...job, status: 'done', progress: 1, files });
    await within(queue).findByText('1 file, 2.0 MB, checked');
    fireEvent.click(within(queue).getByRole('button', { name: /^Show .* in folder$/ }));
    await waitFor(() => expect(inputs('exports.show')).toEqual([{ exportId: job.exportId }]));
    fireEvent.click(within(queue).getByRole('button', { name: /off the list$/ }));
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Exports and imports' })).toBeNull());
  });

  it('takes all that is over off the list at once, and leaves what is under way', async () => {
    const { double, store } = await reviewing();
    fireEvent.click(button('Export'));
    const dialog = await screen.findByRole('dialog', { name: 'Export the recording' });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Choose a folder and export' }));
    const queue = await screen.findByRole('list', { name: 'Exports and imports' });
    const [job] = store.getState().transfer.exports;
    if (!job) throw new Error('no export');
    double.emit('exports', 'changed', { ...job, exportId: 'second', title: 'Second', status: 'done' });
    await within(queue).findByText('Second');
    expect(screen.queryByRole('button', { name: 'Clear what is over' })).toBeNull();
    double.emit('exports', 'changed', { ...job, exportId: 'third', title: 'Third', status: 'cancelled' });
    const clear = await screen.findByRole('button', { name: 'Clear what is over' });
    // The list scrolls: the latest is on top, and what empties it is not in it.
    expect(within(queue).getAllByRole('listitem')[0]?.textContent).toContain('Third');
    expect(queue.contains(clear)).toBe(false);
    fireEvent.click(clear);
    await waitFor(() =>
      expect(store.getState().transfer.exports.map(({ exportId }) => exportId)).toEqual([job.exportId]),
    );
    expect(screen.queryByRole('button', { name: 'Clear what is over' })).toBeNull();
  });

  it('imports a zip from the library and says what became of it', async () => {
    const { double, store, inputs } = await reviewing();
    await store.actions.recordings.closeReview();
    fireEvent.click(await screen.findByRole('button', { name: 'Import a zip' }));
    await waitFor(() => expect(inputs('imports.start')).toEqual([{ kind: 'zip' }]));
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel craig.zip' }));
    await screen.findByText('Cancelled');
    const job = store.getState().transfer.imports[0];
    if (!job) throw new Error('no import');
    const skipped = [{ name: 'virus.exe', reason: 'not audio' }];
    double.emit('imports', 'changed', { ...job, status: 'done', recordingId: 'rec-1', skipped });
    await screen.findByText('In the library; 1 file left out');
    fireEvent.click(screen.getByRole('button', { name: 'Open craig.zip' }));
    await screen.findByRole('button', { name: /^Track of Mira/ });
  });
});

describe('lane states', () => {
  it('are explained where they occur', async () => {
    await reviewing();
    const legend = await screen.findByRole('list', { name: 'How lanes are drawn' });
    expect(
      within(legend)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual(['Speech', 'Silence', 'Muted']);
  });

  it('are never more boxes than pixels, and the shortest is still seen', () => {
    const view = { startMs: 0, endMs: 3_600_000 };
    const lost = Array.from({ length: 20_000 }, (_, n) => ({
      state: 'lost' as const,
      fromMs: n * 180,
      toMs: n * 180 + 20,
    }));
    expect(stateBoxes(lost, view, 800)).toEqual([{ state: 'lost', left: 0, width: 800 }]);
    const one = stateBoxes(lost.slice(5_000, 5_001), view, 800);
    expect(one).toEqual([{ state: 'lost', left: 200, width: 2 }]);
    expect(stateBoxes(lost, { startMs: 3_600_001, endMs: 3_700_000 }, 800)).toEqual([]);
  });
});

describe('withholding', () => {
  it('keeps a person back for the chosen stretch, and shows it again', async () => {
    const { inputs, goTo, showPane } = await reviewing();
    showPane('Details');
    button(/^Track of Mira/).focus();
    goTo(1);
    press('i');
    goTo(2);
    press('o');
    fireEvent.click(button('Withhold'));
    const dialog = await screen.findByRole('dialog', { name: 'Withhold from playback and exports' });
    fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: ' asked for it ' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Withhold' }));
    const list = await screen.findByRole('region', { name: 'Withheld' });
    expect(inputs('review.withhold')).toMatchObject([
      { recordingId: 'rec-1', fromMs: 5_000, toMs: 10_000, reason: 'asked for it' },
    ]);
    expect(list.textContent).toContain('Mira, 0:05.0 – 0:10.0');
    fireEvent.click(within(list).getByRole('button', { name: /^Show again: Mira/ }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Withheld' })).toBeNull());
  });

  it('overwrites for good only after a question', async () => {
    const { inputs, store, showPane } = await reviewing();
    showPane('Details');
    await store.actions.review.withhold({ userId: null, fromMs: null, toMs: null, reason: '' });
    fireEvent.click(await screen.findByRole('button', { name: /^Overwrite for good: Everybody/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Overwrite for good?' });
    expect(inputs('review.purge')).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Overwrite' }));
    await screen.findByText('overwritten');
    expect(inputs('review.purge')).toEqual([{ recordingId: 'rec-1', withheldId: 'withheld-1' }]);
    expect(screen.queryByRole('button', { name: /^Show again/ })).toBeNull();
  });
});

describe('a raw microphone', () => {
  it('is a lane of its own that says what it is, and is left out of a mix but not of a file for each track', async () => {
    const { inputs } = await reviewing(async (double) => {
      const detail = await double.api.recordings.open({ recordingId: 'rec-1' });
      // Only the first lanes are in the page where nothing has a height.
      const [first, ...others] = detail.tracks;
      if (!first) throw new Error('no tracks');
      const raw = {
        ...first,
        trackId: 'raw',
        source: 'microphone' as const,
        displayName: 'You (microphone, raw)',
      };
      double.answer('recordings.open', () => ({ ...detail, tracks: [raw, ...others, first] }));
    });
    expect(screen.getByRole('button', { name: /^Track of You \(microphone, raw\)/ }).textContent).toContain(
      'raw, not in mixes',
    );
    fireEvent.click(button('Export'));
    const dialog = within(screen.getByRole('dialog'));
    const box = (name: string) => dialog.getByRole<HTMLInputElement>('checkbox', { name });
    expect([box('Mira').checked, box('You (microphone, raw)').checked]).toEqual([true, false]);
    expect(dialog.getByText(/your voice would be in them twice/)).toBeTruthy();
    fireEvent.change(dialog.getByRole('combobox', { name: 'What' }), { target: { value: 'tracks' } });
    expect(box('You (microphone, raw)').checked).toBe(true);
    fireEvent.change(dialog.getByRole('combobox', { name: 'What' }), { target: { value: 'mix' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Choose a folder and export' }));
    await waitFor(() => expect(inputs('exports.start')).toHaveLength(1));
    expect(JSON.stringify(inputs('exports.start'))).not.toContain('raw');
  });
});

describe('who was not to be recorded', () => {
  it('has a lane without a waveform, and is told of in the details, which lead there', async () => {
    const { inputs, showPane } = await reviewing(async (double) => {
      const session = await double.api.review.session({ recordingId: 'rec-1' });
      const spans = [{ state: 'unrecorded' as const, fromMs: 60_000, toMs: 90_000 }];
      const skipped = [
        { userId: '77', displayName: 'Vera', skipped: [[60_000, 90_000] as [number, number]], spans },
      ];
      double.answer('review.session', () => ({ ...session, skipped }));
    });
    const lanes = within(screen.getByRole('list', { name: 'Tracks' }));
    await lanes.findByText('Vera');
    expect(lanes.getByText('not recorded')).toBeTruthy();
    expect(screen.getByRole('list', { name: 'How lanes are drawn' }).textContent).toContain('Not recorded');
    showPane('Details');
    fireEvent.click(button('Vera, 1:00 – 1:30'));
    await waitFor(() => expect(inputs('recordings.seek').at(-1)).toEqual({ positionMs: 60_000 }));
  });
});
