import type { DiskState } from '@shared/models/recorder';
import { useEffect } from 'react';
import { adviceFor } from '../../advice';
import { selectActiveCall } from '../../state/call/selectors';
import { useAppStore } from '../../state/react';
import { recorderStrings } from '../../strings/recorder';
import { formatBytes } from '../../ui/format';
import { wordTrouble } from './words';

const words = recorderStrings;

/** From good to bad: only what becomes worse is told. */
const LEVELS: readonly DiskState['level'][] = ['fine', 'low', 'last'];

/** Says on any desk what cannot wait: that the disk fills, that a room could not be told, that a recording could not be ended, what became of a clip. */
export function useRecorderWatch(): void {
  const store = useAppStore();
  useEffect(() => {
    // Of the recording that runs: one begun on a disk that is low already is warned of, too.
    let warned: DiskState['level'] = 'fine';
    let warning: number | null = null;
    /** Figures from before the recording say nothing of it: main looks again when one begins. */
    let old: DiskState | null = null;
    return store.subscribe((after, before) => {
      const now = after.recorder.state;
      const was = before.recorder.state;
      const { view } = store.actions;
      const recording = selectActiveCall(after)?.recording.kind === 'recording';
      if (!recording) old = now?.disk ?? null;
      const disk = now?.disk === old ? null : (now?.disk ?? null);
      const level = disk?.level ?? 'fine';
      if (level !== warned) {
        const worse = LEVELS.indexOf(level) > LEVELS.indexOf(warned);
        const outdated = warning;
        // Before any toast, because that is a change of the store, too.
        warned = level;
        warning = null;
        if (outdated !== null) view.dismissToast(outdated);
        if (disk && worse) {
          const last = level === 'last';
          warning = view.toast({
            tone: 'trouble',
            title: words.disk[last ? 'last' : 'low'](disk.hoursLeft),
            body: last ? words.disk.lastBody : words.disk.lowBody,
            stayMs: last ? null : 20_000,
            action: { label: words.disk.openLibrary, run: () => view.goTo('library') },
          });
        }
      }
      if (now && now !== was) {
        const told = new Set(was?.consent?.troubles ?? []);
        for (const trouble of now.consent?.troubles ?? []) {
          if ([...told].some((one) => one.about === trouble.about)) continue;
          const { title, body } = wordTrouble(trouble);
          const goesOn = trouble.about === 'clip' ? words.consent.clipGoesOn : words.consent.goesOn;
          view.toast({ tone: 'trouble', title, body: `${body} ${goesOn}`, stayMs: 12_000 });
        }
        if (now.restoreTrouble && !was?.restoreTrouble) {
          const { title, body } = wordTrouble(now.restoreTrouble);
          view.toast({ tone: 'trouble', title, body: `${body} ${words.consent.later}`, stayMs: 15_000 });
        }
        if (now.replay.kind === 'refused' && was?.replay.kind !== 'refused') {
          const { title, body } = wordTrouble(now.replay.trouble);
          view.toast({ tone: 'trouble', title, body, stayMs: 12_000 });
        }
      }
      const { failedEnd } = after.recorder;
      if (failedEnd && failedEnd !== before.recorder.failedEnd) {
        const advice = adviceFor(failedEnd.error);
        view.toast({
          tone: 'trouble',
          title: `${words.end[failedEnd.goesOn ? 'part' : 'whole']}: ${advice.title}`,
          body: `${failedEnd.goesOn ? words.end.goesOn : words.end.kept} ${advice.next}`,
          stayMs: null,
          action: { label: words.disk.openLibrary, run: () => view.goTo('library') },
        });
      }
      if (after.recorder.clips !== before.recorder.clips) {
        for (const clip of after.recorder.clips) {
          const earlier = before.recorder.clips.find(({ sendId }) => sendId === clip.sendId);
          if (clip.status === 'making' || !earlier || earlier.status === clip.status) continue;
          const { label } = clip;
          if (clip.status === 'queued') view.toast({ title: words.clip.queued(label), stayMs: 4_000 });
          if (clip.status === 'failed')
            view.toast({
              tone: 'trouble',
              title: words.clip.failed(label, clip.problem ?? ''),
              stayMs: 12_000,
            });
          if (clip.status === 'tooLarge')
            view.toast({
              tone: 'trouble',
              title: words.clip.tooLargeMade(label, formatBytes(clip.bytes ?? 0)),
              stayMs: 12_000,
            });
        }
      }
    });
  }, [store]);
}
