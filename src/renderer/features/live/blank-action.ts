import type { CueAction } from '@shared/models/show';
import type { AppState } from '../../state/app-state';
import { selectTemplates } from '../../state/room-plans/selectors';
import { selectRoutes } from '../../state/routes/selectors';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';

const words = strings.live.show;

export const ACTION_KINDS: readonly CueAction['kind'][] = [
  'playItem',
  'crossfade',
  'stopAll',
  'playPad',
  'microphone',
  'openTemplate',
  'setStatus',
  'postMessage',
  'marker',
  'startRecording',
  'stopRecording',
];

/** A new action with the first choice there is; the reason instead when there is none to choose. */
export function blankAction(kind: CueAction['kind'], state: AppState): CueAction | { problem: string } {
  switch (kind) {
    case 'playItem':
      return { kind, deckId: 'a', itemId: '' };
    case 'crossfade':
      return { kind, to: 'b', durationMs: state.live.state.settings.crossfadeMs };
    case 'stopAll':
      return { kind, fadeMs: 2_000 };
    case 'playPad': {
      const pad = state.live.state.pads.find((one) => one.item !== null);
      return pad ? { kind, padId: pad.padId } : { problem: words.noPads };
    }
    case 'microphone':
      return { kind, on: true };
    case 'openTemplate': {
      const template = selectTemplates(state)[0];
      const guild = state.workspace.guilds[selectGuildId(state) ?? ''];
      return template && guild
        ? { kind, guildId: guild.guildId, templateId: template.templateId }
        : { problem: words.noTemplates };
    }
    case 'setStatus': {
      const room = Object.values(state.workspace.rooms).find((one) => one?.kind === 'voice');
      return room ? { kind, channelId: room.channelId, status: '' } : { problem: words.noRooms };
    }
    case 'postMessage': {
      const route = selectRoutes(state)[0];
      return route ? { kind, routeId: route.name, text: '' } : { problem: words.noRoutes };
    }
    case 'marker':
      return { kind, text: '' };
    case 'startRecording':
    case 'stopRecording':
      return { kind };
  }
}
