import type { MessageBody, StagedFile } from '@shared/models/message-body';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ProblemBoard } from './problem-board';

/** What every part of the form needs: ways to change the body by path, what is wrong with it, and where it goes. */
export interface ComposeForm {
  /** Replaces the value at a path of the body; undefined takes it out. Typing in one field is one step of undo. */
  set: (path: string, value: unknown) => void;
  /** Changes what is at a path, as a step of its own. */
  change: <T>(path: string, change: (value: T) => T) => void;
  edit: (change: (body: MessageBody) => MessageBody, tag?: string) => void;
  /** A body with another value at a path. */
  withAt: (body: MessageBody, path: string, value: unknown) => MessageBody;
  /** What is wrong, apart from React's flow: a field is drawn again only when its own problem changes. */
  problems: ProblemBoard;
  guildId: string | null;
  /** Files that go with the message, for `attachment://` references. */
  files: readonly StagedFile[];
  /** Components that act can be posted there. */
  interactive: boolean;
}

export const FormContext = createContext<ComposeForm | null>(null);

export function useForm(): ComposeForm {
  const form = useContext(FormContext);
  if (!form) throw new Error('FormContext is missing above this component');
  return form;
}

/** The first thing wrong at exactly this path. */
export function useProblem(path: string): { message: string } | undefined {
  const { problems } = useForm();
  return useSyncExternalStore(problems.subscribe, () => problems.at(path));
}
