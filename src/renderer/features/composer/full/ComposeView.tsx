import { BOT_CONTEXT, WEBHOOK_CONTEXT } from '@shared/discord/message-rules';
import { draftKeyOf } from '@shared/models/body-basics';
import type { Destination } from '@shared/models/message-body';
import { isBlank } from '../../../state/drafts/apply';
import { useActions, useApp, useAppStore } from '../../../state/react';
import { strings } from '../../../strings';
import { composeStrings as words } from '../../../strings/compose';
import { composerStrings } from '../../../strings/composer';
import { Button } from '../../../ui/Button';
import { useAttempt } from '../../trouble';
import { BlastLine } from '../BlastLine';
import { ConflictStrip } from '../ConflictStrip';
import { ConsentDialog } from '../ConsentDialog';
import { DraftDialogs } from '../DraftDialogs';
import { useBlast } from '../use-blast';
import { useDraft } from '../use-draft';
import { useSubmit } from '../use-submit';
import { ComposeFrame } from './ComposeFrame';
import { DestinationPicker } from './DestinationPicker';
import { guildOf, isIncomplete, targetOf, webhookOf } from './destination-facts';
import { useComposeForm } from './use-compose-form';
import { useStable } from './use-stable';

/** The full composer: the whole form on the left, the message as it will stand on the right. */
export function ComposeView({ destination }: { destination: Destination }) {
  const draftKey = draftKeyOf(destination);
  const { getState } = useAppStore();
  const { drafts, view } = useActions();
  const attempt = useAttempt();
  /** What is written goes along; a draft that waits at the new place is kept beside it. */
  const moveTo = (next: Destination) => {
    const nextKey = draftKeyOf(next);
    const written = getState().drafts.byKey[draftKey]?.body;
    if (nextKey !== draftKey && written && !isBlank(written)) {
      drafts.giveBack(nextKey, written);
      attempt(() => drafts.discard(draftKey));
    }
    view.showPlace({ kind: 'compose', destination: next });
  };
  return <Compose key={draftKey} draftKey={draftKey} destination={destination} onDestination={moveTo} />;
}

interface ComposeProps {
  draftKey: string;
  destination: Destination;
  onDestination: (destination: Destination) => void;
}

function Compose({ draftKey, destination, onDestination }: ComposeProps) {
  const { body, edit } = useDraft(draftKey);
  const { drafts, view } = useActions();
  const attempt = useAttempt();
  const target = useApp((state) => targetOf(state, destination));
  const guildId = useApp((state) => guildOf(state, target));
  const webhook = useApp((state) => webhookOf(state, target));
  const isWebhook = target?.kind === 'webhook';
  const { form, problems, deferred, empty } = useComposeForm(
    body,
    edit,
    isWebhook ? WEBHOOK_CONTEXT : BOT_CONTEXT,
    guildId,
  );
  const radius = useBlast(destination, deferred, !empty);
  const { send, consent } = useSubmit(draftKey, destination, 'full');
  const ownWebhook = useStable(
    target?.kind === 'webhook'
      ? {
          webhookId: target.webhookId,
          name: webhook?.name ?? words.webhook,
          avatarUrl: webhook?.avatarUrl ?? null,
        }
      : null,
  );
  const named = useStable(
    Object.fromEntries((radius?.users ?? []).map((user) => [user.userId, user.name])) as Record<
      string,
      string
    >,
  );
  const incomplete = useApp((state) => isIncomplete(state, destination));
  const blocked = problems.length > 0 || incomplete || empty;
  const submit = () => {
    if (!blocked) send(body);
  };
  return (
    <ComposeFrame
      title={composerStrings.fullTitle}
      draftKey={draftKey}
      form={form}
      body={body}
      shown={deferred}
      problems={problems}
      mentions={named}
      webhook={ownWebhook}
      top={
        <>
          <DestinationPicker destination={destination} onChange={onDestination} />
          <ConflictStrip draftKey={draftKey} />
        </>
      }
      summary={radius && <BlastLine radius={radius} body={body} edit={edit} full />}
      warnings={radius?.warnings ?? []}
      actions={
        <>
          <Button tone="quiet" onClick={() => drafts.openDialog({ key: draftKey, kind: 'templates' })}>
            {composerStrings.mentions.templates}
          </Button>
          <Button
            tone="quiet"
            disabled={isBlank(body)}
            onClick={() => {
              attempt(() => drafts.discard(draftKey));
              view.toast({
                title: composerStrings.discarded,
                action: { label: strings.undo, run: () => drafts.undo(draftKey) },
              });
            }}
          >
            {composerStrings.emptyPage}
          </Button>
          <Button disabled={blocked} onClick={() => drafts.openDialog({ key: draftKey, kind: 'schedule' })}>
            {composerStrings.sendLater}
          </Button>
          <Button tone="primary" disabled={blocked} onClick={submit}>
            {composerStrings.send}
          </Button>
        </>
      }
      onSubmit={submit}
    >
      {consent && <ConsentDialog consent={consent} />}
      <DraftDialogs
        draftKey={draftKey}
        names={{ channel: radius?.where ?? '', guildId }}
        onChoose={(when) => send(body, when)}
      />
    </ComposeFrame>
  );
}
