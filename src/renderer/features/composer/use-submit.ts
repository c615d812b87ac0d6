import { draftKeyOf } from '@shared/models/body-basics';
import type { BlastRadius, Destination, MessageBody } from '@shared/models/message-body';
import type { OutboxEntry } from '@shared/models/outbox';
import { useCallback, useRef, useState } from 'react';
import type { AppState } from '../../state/app-state';
import { useActions, useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { composerStrings } from '../../strings/composer';
import { useTakeBack } from '../messages';
import { NOW, type When } from '../schedule';
import { useAttempt } from '../trouble';
import { mayMention, needsConsent } from './blast';

/** A message that waits for a yes, because it notifies many. */
export interface Consent {
  mention: string;
  people: number;
  radius: BlastRadius;
  proceed: () => void;
  cancel: () => void;
}

/**
 * Hands a draft over to the outbox. The page is empty at once; what is refused comes back to it, or is kept
 * beside what was written meanwhile. `@everyone` and large roles ask first. The full composer closes: what was
 * there before it is shown again.
 */
export function useSubmit(draftKey: string, destination: Destination, from: 'line' | 'full' = 'line') {
  const { api, getState } = useAppStore();
  const { drafts, outbox, view } = useActions();
  const attempt = useAttempt();
  const [consent, setConsent] = useState<Consent | null>(null);
  const takeBack = useTakeBack();
  const lastToast = useRef<number | null>(null);

  const hand = useCallback(
    async (body: MessageBody, when: When) => {
      const taken = drafts.take(draftKey);
      const giveBack = () => drafts.giveBack(draftKey, taken);
      const holdMs = when.sendAtMs === null ? getState().settings.settings.undoMs : 0;
      try {
        const outcome = await outbox.submit({
          destination,
          content: { type: 'message', body: { ...body, content: body.content.trim() } },
          ...when,
          holdMs,
        });
        if (outcome.kind === 'invalid') {
          giveBack();
          view.toast({
            tone: 'trouble',
            title: composerStrings.notAccepted,
            body: outcome.problems.map((problem) => problem.message).join(' '),
          });
          return;
        }
        const { entry } = outcome;
        await drafts.settle(draftKey);
        if (destination.kind === 'forumPost') view.forgetPost(destination.channelId);
        if (from === 'full') {
          outbox.rememberFull(entry.entryId);
          const { place } = getState().view;
          if (place.kind === 'compose' && draftKeyOf(place.destination) === draftKey) view.leavePlace();
        }
        if (lastToast.current !== null) view.dismissToast(lastToast.current);
        lastToast.current = null;
        if (when.sendAtMs === null && holdMs === 0) return;
        if (when.sendAtMs === null && showsPending(getState(), entry)) {
          // The row in the history says the same, and takes it back.
          view.announce(composerStrings.sendingTo(entry.where));
          return;
        }
        lastToast.current = view.toast({
          title:
            when.sendAtMs === null
              ? composerStrings.sendingTo(entry.where)
              : composerStrings.scheduledFor(entry.where, when.sendAtMs),
          stayMs: when.sendAtMs === null ? holdMs : 6_000,
          action: { label: strings.undo, run: () => takeBack(entry) },
        });
      } catch (error) {
        giveBack();
        throw error;
      }
    },
    [destination, draftKey, drafts, from, getState, outbox, takeBack, view],
  );

  const send = useCallback(
    (body: MessageBody, when: When = NOW) =>
      attempt(async () => {
        const radius = mayMention(body) ? await api.outbox.preview({ destination, body }) : null;
        const asked = radius && needsConsent(radius);
        if (!radius || !asked) return hand(body, when);
        setConsent({
          ...asked,
          radius,
          cancel: () => setConsent(null),
          proceed: () => {
            setConsent(null);
            attempt(() => hand(body, when));
          },
        });
      }),
    [api, attempt, destination, hand],
  );
  return { send, consent };
}

/** Whether an entry stands as a row in the history on screen. */
function showsPending({ view, workspace }: AppState, { channelId }: OutboxEntry): boolean {
  if (channelId === null || view.desk !== 'messages' || view.place.kind !== 'channel') return false;
  if (view.textChannelId !== channelId) return false;
  const kind = workspace.textChannels[channelId]?.kind;
  return kind !== 'forum' && kind !== 'media';
}
