import { useApp } from '../../state/react';
import { strings } from '../../strings';
import { presetOf } from './presets';

/** What goes wrong on the practice server now, in a word or two; null when nothing does. */
export function useWhatIsOn(): string | null {
  const now = useApp((state) => state.rehearsal.now);
  if (!now?.available) return null;
  const preset = presetOf(now.trouble, now.storm.running);
  if (preset === 'calm') return null;
  return preset === null ? strings.rehearsal.custom : strings.rehearsal.presets[preset].name;
}
