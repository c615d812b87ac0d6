import type { ChannelId } from '@shared/discord/snowflake';
import { AppError, type ErrorCode } from '@shared/errors/app-error';
import { EMPTY_BODY } from '@shared/models/message-body';
import type { OutboxProblem, SubmitInput, SubmitOutcome } from '@shared/models/outbox';
import type { OpenSetInput, OpenSetOutcome } from '@shared/models/room-plans';
import type { RoomActionOutcome } from '@shared/models/rooms';
import type { CueAction } from '@shared/models/show';

/** The services that a cue reaches beside the desk itself; app.ts hands them over as they are. */
export interface ShowNeighbours {
  openRooms(input: OpenSetInput): OpenSetOutcome;
  setStatus(input: { channelId: ChannelId; status: string | null }): Promise<RoomActionOutcome>;
  /** Answers when it is posted or refused, or with `accepted` when that takes long. */
  submit(input: SubmitInput): Promise<SubmitOutcome | OutboxProblem>;
  addMarker(text: string): void;
  startRecording(): void;
  stopRecording(): void;
}

/** What a cue does at the desk itself. */
export interface ShowConsole {
  load(input: { deckId: 'a' | 'b'; itemId: string; play: boolean }): Promise<void>;
  crossfade(input: { to: 'a' | 'b'; durationMs: number }): void;
  /** Sound fades out; the show goes on. */
  silence(fadeMs: number): void;
  playPad(input: { padId: string }): Promise<void>;
  setMicrophone(on: boolean): void;
}

/** Does one action of a cue. @throws AppError when a neighbour refuses, with its reason. */
export async function performAction(
  action: CueAction,
  console: ShowConsole,
  neighbours: ShowNeighbours,
): Promise<void> {
  switch (action.kind) {
    case 'playItem':
      await console.load({ deckId: action.deckId, itemId: action.itemId, play: true });
      return;
    case 'crossfade':
      console.crossfade({ to: action.to, durationMs: action.durationMs });
      return;
    case 'stopAll':
      console.silence(action.fadeMs);
      return;
    case 'playPad':
      await console.playPad({ padId: action.padId });
      return;
    case 'microphone':
      console.setMicrophone(action.on);
      return;
    case 'openTemplate':
      refuseUnless(
        'opening',
        neighbours.openRooms({
          guildId: action.guildId,
          source: { kind: 'saved', templateId: action.templateId },
          temporary: null,
          end: { kind: 'never' },
        }),
        'The rooms were not opened',
      );
      return;
    case 'setStatus': {
      const status = action.status.trim();
      const outcome = await neighbours.setStatus({
        channelId: action.channelId,
        status: status === '' ? null : status,
      });
      refuseUnless('done', outcome, 'The status was not set');
      return;
    }
    case 'postMessage': {
      const body = { ...EMPTY_BODY, content: action.text };
      const outcome = await neighbours.submit({
        destination: { kind: 'route', name: action.routeId },
        content: { type: 'message', body },
        sendAtMs: null,
        repeat: null,
        holdMs: 0,
      });
      refuseUnless('accepted', outcome, 'The message was not posted');
      return;
    }
    case 'marker':
      neighbours.addMarker(action.text);
      return;
    case 'startRecording':
      neighbours.startRecording();
      return;
    case 'stopRecording':
      neighbours.stopRecording();
      return;
  }
}

/** An outcome other than the wanted one becomes the failure of the action. */
function refuseUnless<K extends string>(wanted: K, outcome: { kind: string }, message: string): void {
  if (outcome.kind === wanted) return;
  const permission = 'permission' in outcome ? String(outcome.permission) : null;
  const code: ErrorCode = permission === null ? 'rest/invalid-request' : 'rest/missing-permission';
  throw new AppError(
    code,
    permission === null ? `${message}: ${outcome.kind}` : `${message}: ${permission}`,
    {
      details: { kind: outcome.kind, ...(permission === null ? {} : { permission }) },
    },
  );
}
