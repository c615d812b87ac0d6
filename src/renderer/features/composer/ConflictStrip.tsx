import { selectDraft } from '../../state/drafts/selectors';
import { useActions, useApp } from '../../state/react';
import { composerStrings } from '../../strings/composer';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';

/** Two versions of one draft: both are there, and the person chooses. */
export function ConflictStrip({ draftKey }: { draftKey: string }) {
  const { other, saving } = useApp(selectDraft(draftKey));
  const { drafts } = useActions();
  const { conflict: words } = composerStrings;
  if (other !== null) {
    return (
      <Notice
        title={words.title}
        actions={
          <>
            <Button onClick={() => drafts.swapOther(draftKey)}>{words.swap}</Button>
            <Button tone="quiet" onClick={() => drafts.dropOther(draftKey)}>
              {words.drop}
            </Button>
          </>
        }
      >
        {words.body} {other.body.content.slice(0, 120)}
      </Notice>
    );
  }
  return saving === 'failed' ? <Notice tone="trouble" title={composerStrings.notSaved} /> : null;
}
