import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';
import type { Attendance, AttendanceInput } from '@shared/models/archive';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useAppStore } from '../../state/react';

export type AttendanceState =
  | { kind: 'loading'; before: Attendance | null }
  | { kind: 'ready'; attendance: Attendance }
  | { kind: 'failed'; error: AppErrorView };

/** Who was there; asked for anew when the question changes or somebody wants to know again. Null asks nothing. */
export function useAttendance(input: AttendanceInput | null): {
  state: AttendanceState;
  refresh: () => void;
} {
  const { api } = useAppStore();
  const [times, setTimes] = useState(0);
  const [state, setState] = useState<AttendanceState>({ kind: 'loading', before: null });
  const key = JSON.stringify(input);
  const asked = useMemo(() => ({ input: JSON.parse(key) as AttendanceInput | null, times }), [key, times]);
  useEffect(() => {
    let gone = false;
    const read = async (wanted: AttendanceInput) => {
      // What stood there stays in sight until the new figures are here.
      setState((was) => ({ kind: 'loading', before: was.kind === 'ready' ? was.attendance : null }));
      try {
        const attendance = await api.archive.attendance(wanted);
        if (!gone) setState({ kind: 'ready', attendance });
      } catch (thrown) {
        if (!gone) setState({ kind: 'failed', error: toAppError(thrown).toView() });
      }
    };
    if (asked.input) void read(asked.input);
    return () => {
      gone = true;
    };
  }, [api, asked]);
  const refresh = useCallback(() => setTimes((n) => n + 1), []);
  return { state, refresh };
}
