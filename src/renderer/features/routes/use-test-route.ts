import { draftKeyOf } from '@shared/models/body-basics';
import type { Destination } from '@shared/models/message-body';
import type { NamedRoute } from '@shared/models/routes';
import { selectDraft } from '../../state/drafts/selectors';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';

const words = strings.routes;

/**
 * Opens the composer on a route with a test text in it, so that nothing is posted that one has not seen first. A
 * draft that is there already stays.
 */
export function useTestRoute(): (route: NamedRoute) => void {
  const store = useAppStore();
  const { drafts, view } = useActions();
  return (route) => {
    const destination: Destination = { kind: 'route', name: route.name };
    const key = draftKeyOf(destination);
    const { body } = selectDraft(key)(store.getState());
    const isFree = body.content.trim() === '' && body.embeds.length === 0 && body.components.length === 0;
    if (isFree) drafts.edit(key, (before) => ({ ...before, content: words.testText(route.name) }));
    else view.toast({ title: words.testKept });
    view.showPlace({ kind: 'compose', destination });
  };
}
