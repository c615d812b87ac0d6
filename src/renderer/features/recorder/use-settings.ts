import type { RecorderSettingsPatch } from '@shared/models/recorder';
import { useCallback } from 'react';
import { useActions } from '../../state/react';
import { useAttempt } from '../trouble';

/** Changes how recordings are made; a failure is told. */
export function useChangeSettings(): (patch: RecorderSettingsPatch) => void {
  const { recorder } = useActions();
  const attempt = useAttempt();
  return useCallback((patch) => attempt(() => recorder.changeSettings(patch)), [attempt, recorder]);
}
