import type { LiveId } from '@shared/models/console';
import type { LiveSettings, LiveSettingsPatch, LiveState } from '@shared/models/live';
import { patchedSettings } from '@shared/models/live-patch';
import type { VoiceHost } from '../../voice-process/port';
import { withoutUndefined } from './given';
import type { LiveFile } from './live-file';
import type { ShortcutDesk } from './shortcuts';
import { tellSettings } from './tell-settings';

export interface SettingsDeskOptions {
  file: LiveFile;
  voice: Pick<VoiceHost, 'send' | 'start'>;
  shortcuts: Pick<ShortcutDesk, 'take'>;
  onChanged: (...parts: (keyof LiveState)[]) => void;
  /** By which rules the queue feeds the decks. */
  onQueueRules: () => void;
}

/** The choices of the desk: kept, told to the engine, and said. What is to be heard of an input starts an engine. */
export class SettingsDesk {
  readonly #options: SettingsDeskOptions;

  constructor(options: SettingsDeskOptions) {
    this.#options = options;
    options.shortcuts.take(options.file.content.settings.shortcuts);
  }

  get microphoneIsOn(): boolean {
    return this.#options.file.content.settings.microphone.enabled;
  }

  change(patch: LiveSettingsPatch): LiveSettings {
    const { file } = this.#options;
    file.change({ settings: patchedSettings(file.content.settings, patch) });
    this.#changed(Object.keys(withoutUndefined(patch)) as (keyof LiveSettings)[]);
    return file.settings();
  }

  /** What plays when nothing else does. @throws AppError `media/unreadable` for a file nobody knows. */
  setBed({ itemId, afterMs }: { itemId: LiveId | null; afterMs: number }): LiveSettings {
    const { file } = this.#options;
    if (itemId !== null) file.items.require(itemId);
    const bed = itemId === null ? null : { itemId, afterMs };
    file.change({ settings: { ...file.content.settings, bed } });
    this.#changed(['bed']);
    return file.settings();
  }

  /** Opens or closes the microphone as it is set up. */
  setMicrophone(on: boolean): void {
    this.change({ microphone: { enabled: on } });
  }

  closeInputs(): void {
    const { microphone, system } = this.#options.file.content.settings;
    if (!microphone.enabled && !system.enabled) return;
    this.change({ microphone: { enabled: false }, system: { enabled: false } });
  }

  /** A fresh engine knows nothing. */
  tellEngine(): void {
    tellSettings(this.#options.file, 'all', (command) => this.#options.voice.send(command));
  }

  #changed(changed: readonly (keyof LiveSettings)[]): void {
    const { file, voice, shortcuts, onChanged, onQueueRules } = this.#options;
    const { settings } = file.content;
    if (settings.microphone.enabled || settings.system.enabled) voice.start();
    tellSettings(file, changed, (command) => voice.send(command));
    if (changed.includes('shortcuts')) {
      shortcuts.take(settings.shortcuts);
      onChanged('shortcutProblems');
    }
    onChanged('settings', 'console');
    if (changed.includes('autoLoad') || changed.includes('autoCrossfade')) onQueueRules();
  }
}
