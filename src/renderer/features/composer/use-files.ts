import type { StagedFile } from '@shared/models/message-body';
import { useCallback, useState } from 'react';
import { useActions, useAppStore } from '../../state/react';
import { composerStrings } from '../../strings/composer';
import { useAttempt } from '../trouble';
import type { EditBody } from './use-draft';

/** Attaching by picker, drop and paste. `busy` counts files that are being copied aside. */
export function useFiles(edit: EditBody) {
  const { api } = useAppStore();
  const { view } = useActions();
  const attempt = useAttempt();
  const [busy, setBusy] = useState(0);

  const add = useCallback(
    (files: readonly StagedFile[]) => {
      if (files.length > 0) edit((body) => ({ ...body, files: [...body.files, ...files] }));
    },
    [edit],
  );
  const run = useCallback(
    (work: () => Promise<readonly StagedFile[]>) => {
      setBusy((n) => n + 1);
      attempt(async () => {
        try {
          add(await work());
        } finally {
          setBusy((n) => n - 1);
        }
      });
    },
    [add, attempt],
  );
  const pick = useCallback(() => run(() => api.files.pick()), [api, run]);
  const drop = useCallback(
    (files: readonly File[]) => {
      for (const file of files) run(async () => [await api.stageDroppedFile(file)]);
      if (files.length > 0) view.announce(composerStrings.files.adding(files.length));
    },
    [api, run, view],
  );
  const paste = useCallback(
    (files: readonly File[]) => {
      for (const file of files) {
        run(async () => [
          await api.files.stagePasted({
            bytes: new Uint8Array(await file.arrayBuffer()),
            fileName: file.name || composerStrings.files.pasted,
            contentType: file.type,
          }),
        ]);
      }
    },
    [api, run],
  );
  return { busy: busy > 0, pick, drop, paste };
}
