import type { LiveSettings } from '@shared/models/live';
import type { VoiceCommand } from '../../voice-process/protocol';
import type { LiveFile } from './live-file';

type Changed = readonly (keyof LiveSettings)[] | 'all';

/** Tells the engine the choices that changed, or all of them. */
export function tellSettings(file: LiveFile, changed: Changed, send: (command: VoiceCommand) => void): void {
  const { settings } = file.content;
  const has = (...names: (keyof LiveSettings)[]) =>
    changed === 'all' || names.some((name) => changed.includes(name));
  if (has('masterGainDb')) send({ type: 'setMaster', gainDb: settings.masterGainDb });
  if (has('levelling')) send({ type: 'setLevelling', settings: settings.levelling });
  if (has('relay')) send({ type: 'setRelay', settings: settings.relay });
  if (has('ducking')) send({ type: 'setDucking', settings: settings.ducking });
  if (has('microphone')) {
    send({ type: 'setInput', inputId: 'microphone', settings: settings.microphone });
  }
  if (has('system')) send({ type: 'setInput', inputId: 'system', settings: settings.system });
  if (has('autoCrossfade', 'crossfadeMs')) {
    const { autoCrossfade: enabled, crossfadeMs: durationMs } = settings;
    send({ type: 'setAutoCrossfade', enabled, durationMs });
  }
  if (has('bed')) send({ type: 'setBed', bed: bedOf(file) });
}

function bedOf(file: LiveFile) {
  const { bed } = file.content.settings;
  if (!bed || !file.items.has(bed.itemId)) return null;
  const { path, name, loudnessLufs } = file.items.require(bed.itemId);
  return { source: { kind: 'file' as const, path, name, loudnessLufs }, afterMs: bed.afterMs };
}
