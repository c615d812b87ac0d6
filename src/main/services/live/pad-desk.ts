import { AppError } from '@shared/errors/app-error';
import type { LiveId } from '@shared/models/console';
import type { Pad, PadPatch } from '@shared/models/live';
import type { VoiceHost } from '../../voice-process/port';
import type { Given } from './given';
import type { Library } from './library';
import type { LiveFile } from './live-file';

export interface PadDeskOptions {
  file: LiveFile;
  library: Library;
  voice: Pick<VoiceHost, 'send' | 'start'>;
  onChanged: () => void;
}

/** The clip grid: what lies on the pads, and what pressing them does. */
export class PadDesk {
  /** Presses whose file is being looked at. What stops a pad meanwhile stops that press, too. */
  readonly #pressed = new Map<LiveId, symbol>();

  constructor(private readonly options: PadDeskOptions) {}

  setItem(padId: LiveId, itemId: LiveId | null): Pad {
    const pad = this.options.library.setPadItem(padId, itemId);
    this.tellEngine();
    this.options.onChanged();
    return pad;
  }

  change(padId: LiveId, patch: Given<PadPatch>): Pad {
    const pad = this.options.library.changePad(padId, patch);
    this.options.onChanged();
    return pad;
  }

  move(padId: LiveId, beforeId: LiveId | null): void {
    this.options.library.movePad(padId, beforeId);
    this.options.onChanged();
  }

  /** @throws AppError `media/unreadable` when the pad is empty or its file is gone. */
  async play(padId: LiveId): Promise<void> {
    const { file, voice, onChanged } = this.options;
    const pad = file.content.pads.find((one) => one.padId === padId);
    if (!pad || pad.itemId === null) throw new AppError('media/unreadable', 'There is no clip on this pad');
    const { path, name, loudnessLufs } = file.items.require(pad.itemId);
    const press = Symbol(padId);
    this.#pressed.set(padId, press);
    if (await file.items.verify([pad.itemId])) onChanged();
    if (this.#pressed.get(padId) !== press) return;
    this.#pressed.delete(padId);
    if (file.items.isMissing(pad.itemId)) {
      throw new AppError('media/unreadable', 'The file is not where it was');
    }
    const { gainDb, mode, fadeOutMs } = pad;
    const source = { kind: 'file', path, name, loudnessLufs } as const;
    voice.start();
    voice.send({ type: 'padPlay', padId, source, gainDb, loop: mode === 'loop', fadeOutMs });
  }

  /** What lies on the pads is decoded before it is pressed; an engine that does not run is told when it starts. */
  tellEngine(): void {
    const { file, voice } = this.options;
    const sources = file.content.pads.flatMap(({ itemId }) => {
      if (itemId === null || !file.items.has(itemId) || file.items.isMissing(itemId)) return [];
      const { path, name, loudnessLufs } = file.items.require(itemId);
      return [{ kind: 'file' as const, path, name, loudnessLufs }];
    });
    if (sources.length > 0) voice.send({ type: 'keepClips', sources });
  }

  stop(padId: LiveId): void {
    this.#pressed.delete(padId);
    this.options.voice.send({ type: 'padStop', padId });
  }

  /** No pad that was pressed and does not sound yet will. */
  forgetPresses(): void {
    this.#pressed.clear();
  }
}
