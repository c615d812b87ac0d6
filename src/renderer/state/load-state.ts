import type { AppErrorView } from '@shared/errors/app-error';
import { toAppError } from '@shared/errors/failure';

/** Where a piece of state that is fetched once stands. `failed` keeps what was there before. */
export type LoadState =
  | { kind: 'idle' }
  | { kind: 'loading' }
  | { kind: 'ready' }
  | { kind: 'failed'; error: AppErrorView };

export const IDLE: LoadState = { kind: 'idle' };
export const LOADING: LoadState = { kind: 'loading' };
export const READY: LoadState = { kind: 'ready' };

/** Any thrown thing as a failed load. */
export function failedLoad(thrown: unknown): LoadState {
  return { kind: 'failed', error: toAppError(thrown).toView() };
}
