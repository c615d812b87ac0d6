import type { Cue, CueAction, Show } from '@shared/models/show';

/** Changes of a show that is being planned. Pure: a show in, a show out. */

export function newId(prefix: string): string {
  return `${prefix}-${crypto.randomUUID()}`;
}

export function newShow(name: string): Show {
  return { showId: newId('show'), name, cues: [] };
}

export function newCue(label: string): Cue {
  return { cueId: newId('cue'), label, note: '', start: { kind: 'manual' }, actions: [] };
}

export function copyOfCue(cue: Cue): Cue {
  return { ...cue, cueId: newId('cue') };
}

/** A copy comes right after the one it was made of (the last one with its label). */
export function duplicateCue(show: Show, copy: Cue): Show {
  const at = show.cues.findLastIndex((cue) => cue.label === copy.label);
  const to = at < 0 ? show.cues.length : at + 1;
  return { ...show, cues: [...show.cues.slice(0, to), copy, ...show.cues.slice(to)] };
}

/** Replaces the cue of the same id; one that is not there comes at the end. */
export function putCue(show: Show, cue: Cue): Show {
  const known = show.cues.some((one) => one.cueId === cue.cueId);
  return {
    ...show,
    cues: known ? show.cues.map((one) => (one.cueId === cue.cueId ? cue : one)) : [...show.cues, cue],
  };
}

export function removeCue(show: Show, cueId: string): Show {
  return { ...show, cues: show.cues.filter((cue) => cue.cueId !== cueId) };
}

/**
 * A removed cue back where it stood in the show as it was `before`: after the nearest cue ahead of it that is still there,
 * else before the nearest one behind it. What has become of the others since stays.
 */
export function restoreCue(show: Show, cue: Cue, before: Show): Show {
  const placeOf = (cueId: string) => show.cues.findIndex((one) => one.cueId === cueId);
  if (placeOf(cue.cueId) >= 0) return show;
  const was = before.cues.findIndex((one) => one.cueId === cue.cueId);
  const isThere = (one: Cue) => placeOf(one.cueId) >= 0;
  const ahead = before.cues.slice(0, Math.max(0, was)).findLast(isThere);
  const behind = before.cues.slice(was + 1).find(isThere);
  const to = ahead ? placeOf(ahead.cueId) + 1 : behind ? placeOf(behind.cueId) : show.cues.length;
  return { ...show, cues: [...show.cues.slice(0, to), cue, ...show.cues.slice(to)] };
}

/** One place up or down; at the ends nothing changes. */
export function moveCue(show: Show, cueId: string, by: -1 | 1): Show {
  const at = show.cues.findIndex((cue) => cue.cueId === cueId);
  const other = show.cues[at + by];
  const own = show.cues[at];
  if (!own || !other) return show;
  const cues = [...show.cues];
  cues[at] = other;
  cues[at + by] = own;
  return { ...show, cues };
}

/** A cue right before or after another one; where either is not there, or they are the same, nothing changes. */
export function placeCue(show: Show, cueId: string, where: 'before' | 'after', otherId: string): Show {
  const own = show.cues.find((cue) => cue.cueId === cueId);
  const others = show.cues.filter((cue) => cue.cueId !== cueId);
  const at = others.findIndex((cue) => cue.cueId === otherId);
  if (!own || at < 0) return show;
  const to = where === 'before' ? at : at + 1;
  return { ...show, cues: [...others.slice(0, to), own, ...others.slice(to)] };
}

/** Whether an action says all that it needs: one that does not would only fail when it goes. */
export function isComplete(action: CueAction): boolean {
  switch (action.kind) {
    case 'playItem':
      return action.itemId !== '';
    case 'playPad':
      return action.padId !== '';
    case 'openTemplate':
      return action.templateId !== '';
    case 'postMessage':
      return action.routeId !== '' && action.text.trim() !== '';
    case 'setStatus':
      return true;
    case 'crossfade':
    case 'stopAll':
    case 'microphone':
    case 'marker':
    case 'startRecording':
    case 'stopRecording':
      return true;
  }
}
