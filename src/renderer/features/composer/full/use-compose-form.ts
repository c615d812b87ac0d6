import { type BodyContext, checkBody, isEmptyBody } from '@shared/discord/message-rules';
import type { BodyProblem, MessageBody } from '@shared/models/message-body';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { EditBody } from '../use-draft';
import { setAt } from './at-path';
import { createProblemBoard } from './problem-board';
import type { ComposeForm } from './use-form';
import { useStable } from './use-stable';

/** Names in Discord's JSON that are called otherwise in the body. */
const BODY_PATHS: Readonly<Record<string, string>> = {
  username: 'identity.username',
  avatar_url: 'identity.avatarUrl',
};

/** Ways to change a body by path, and what is wrong with it, looked at when typing leaves time for it. */
export function useComposeForm(
  body: MessageBody,
  edit: EditBody,
  context: BodyContext,
  guildId: string | null,
): { form: ComposeForm; problems: readonly BodyProblem[]; deferred: MessageBody; empty: boolean } {
  const deferred = useDeferredValue(body);
  // An empty page is nothing wrong yet: what is not there cannot be sent, and that is all.
  const empty = isEmptyBody(deferred);
  const found = useMemo(
    () =>
      checkBody(deferred, context)
        .filter(({ path }) => !(empty && path === 'content'))
        .map((problem) => ({
          ...problem,
          path: BODY_PATHS[problem.path] ?? problem.path,
        })),
    [deferred, context, empty],
  );
  const problems = useStable(found);
  const { files } = body;
  const [board] = useState(createProblemBoard);
  useEffect(() => board.put(problems), [board, problems]);
  const form = useMemo<ComposeForm>(() => {
    return {
      edit,
      set: (path, value) =>
        edit(
          (b) =>
            tidy(
              setAt(b, path, () => value),
              path,
            ),
          path,
        ),
      change: <T>(path: string, change: (value: T) => T) =>
        edit((b) => setAt(b, path, (value) => change(value as T))),
      withAt: (b, path, value) => setAt(b, path, () => value),
      problems: board,
      guildId,
      files,
      interactive: context.interactive,
    };
  }, [edit, board, guildId, files, context]);
  return { form, problems, deferred, empty };
}

/** Parts of an embed that have become empty are taken out, so that no bare `footer` or `image` is sent. */
function tidy(body: MessageBody, path: string): MessageBody {
  const part = /^(embeds\.\d+\.(?:author|footer|image|thumbnail))\./.exec(path)?.[1];
  if (part === undefined) return body;
  return setAt(body, part, (value) => {
    const entries = Object.values((value ?? {}) as object).filter(
      (item) => item !== undefined && item !== '',
    );
    return entries.length === 0 ? undefined : value;
  });
}
