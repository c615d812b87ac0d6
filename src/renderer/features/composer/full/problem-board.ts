import type { BodyProblem } from '@shared/models/message-body';

/** What is wrong with a body, by path; whoever looks at a path is told when that changes. */
export interface ProblemBoard {
  at(path: string): BodyProblem | undefined;
  put(problems: readonly BodyProblem[]): void;
  subscribe(listener: () => void): () => void;
}

export function createProblemBoard(): ProblemBoard {
  let byPath = new Map<string, BodyProblem>();
  const listeners = new Set<() => void>();
  return {
    at: (path) => byPath.get(path),
    put(problems) {
      const next = new Map<string, BodyProblem>();
      for (const problem of problems) {
        if (next.has(problem.path)) continue;
        const before = byPath.get(problem.path);
        next.set(problem.path, before?.message === problem.message ? before : problem);
      }
      byPath = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
