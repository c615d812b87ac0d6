import type { AppState } from '../../state/app-state';
import { selectActiveCall, selectMonitor } from '../../state/call/selectors';
import { isUnread } from '../../state/read-states/apply';
import type { AppStore } from '../../state/store';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { createLiveCommands } from '../live';
import { createRecorderCommands } from '../recorder';
import { goToLibrary } from './go-to-library';
import { KEYS } from './keys';
import { createWritingCommands } from './writing-commands';

/** Something a person can do from anywhere: by key, by palette, by button. */
export interface Command {
  id: string;
  title: string;
  keys: string | null;
  /** False hides it: it could do nothing now. */
  available: (state: AppState) => boolean;
  run: () => unknown;
}

/** All commands of the window over one store. */
export function createCommands(store: AppStore): Command[] {
  const { actions, getState } = store;
  const inCall = (state: AppState) => selectActiveCall(state) !== null;
  const connected = (state: AppState) => state.accounts.snapshot.connection.kind === 'connected';
  const always = () => true;
  /** The channel on the messages desk, if threads can be started in it. */
  const threadChannel = (state: AppState) => {
    const id = state.view.textChannelId;
    const channel = id === null ? undefined : state.workspace.textChannels[id];
    const may = channel?.abilities.some((a) => a === 'createThreads' || a === 'createPrivateThreads');
    return channel && may && (channel.kind === 'text' || channel.kind === 'announcement')
      ? channel
      : undefined;
  };
  const call = () => selectActiveCall(getState());

  return [
    {
      id: 'rooms',
      title: KEYS.rooms.label,
      keys: KEYS.rooms.keys,
      available: always,
      run: () => actions.view.goTo('rooms'),
    },
    {
      id: 'messages',
      title: KEYS.messages.label,
      keys: KEYS.messages.keys,
      available: connected,
      run: () => actions.view.goTo('messages'),
    },
    {
      id: 'live',
      title: KEYS.live.label,
      keys: KEYS.live.keys,
      available: connected,
      run: () => actions.view.goTo('live'),
    },
    {
      id: 'library',
      title: KEYS.library.label,
      keys: KEYS.library.keys,
      available: always,
      run: () => goToLibrary(store),
    },
    {
      id: 'archive',
      title: KEYS.archive.label,
      keys: KEYS.archive.keys,
      available: always,
      run: () => actions.view.goTo('archive'),
    },
    {
      id: 'settings',
      title: KEYS.settings.label,
      keys: KEYS.settings.keys,
      available: always,
      run: () => actions.view.goTo('settings'),
    },
    {
      id: 'diagnostics',
      title: KEYS.diagnostics.label,
      keys: KEYS.diagnostics.keys,
      available: always,
      run: () => actions.view.goTo('diagnostics'),
    },
    {
      id: 'newRoom',
      title: strings.rooms.create,
      keys: KEYS.newRoom.keys,
      available: (state) => {
        const guildId = selectGuildId(state);
        return (
          connected(state) && guildId !== null && state.workspace.guilds[guildId]?.canManageRooms === true
        );
      },
      run: () => actions.view.openOverlay('createRoom'),
    },
    ...(
      [
        ['manyRooms', strings.rooming.several, KEYS.manyRooms.keys, { kind: 'manyRooms' }],
        ['endRooms', strings.rooming.endSeveral, null, { kind: 'endRooms', channelIds: [] }],
      ] as const
    ).map(([id, title, keys, dialog]) => ({
      id,
      title,
      keys,
      available: (state: AppState) => {
        const guildId = selectGuildId(state);
        return (
          connected(state) && guildId !== null && state.workspace.guilds[guildId]?.canManageRooms === true
        );
      },
      run: () => {
        actions.view.goTo('rooms');
        actions.rooms.openDialog(dialog);
      },
    })),
    {
      id: 'roles',
      title: strings.rooming.roles,
      keys: null,
      available: (state) => connected(state) && selectGuildId(state) !== null,
      run: () => actions.rooms.openDialog({ kind: 'roles' }),
    },
    ...(['running', 'templates', 'schedules', 'lobbies', 'notices'] as const).map((place) => ({
      id: `plans-${place}`,
      title: `${strings.plans.title}: ${strings.plans.places[place]}`,
      keys: null,
      available: connected,
      run: () => {
        actions.roomPlans.show(place);
        actions.view.goTo('rooms');
      },
    })),
    {
      id: 'newDirect',
      title: strings.channels.newDirect,
      keys: null,
      available: connected,
      run: () => actions.view.openOverlay('newDirect'),
    },
    {
      id: 'newThread',
      title: strings.threads.create,
      keys: null,
      available: (state) => connected(state) && threadChannel(state) !== undefined,
      run: () => {
        const channel = threadChannel(getState());
        if (channel) actions.view.startThread({ channelId: channel.channelId, messageId: null });
      },
    },
    {
      id: 'routes',
      title: strings.routes.title,
      keys: null,
      available: connected,
      run: () => actions.view.showPlace({ kind: 'routes' }),
    },
    {
      id: 'webhooks',
      title: strings.webhooks.title,
      keys: null,
      available: connected,
      run: () => actions.view.showPlace({ kind: 'webhooks' }),
    },
    ...(['threads', 'pins', 'search', 'outbox'] as const).map((panel) => ({
      id: `panel-${panel}`,
      title: strings.palette.panel(strings.channels[panel]),
      keys: null,
      available: connected,
      run: () => {
        actions.settings.change({ panel });
        actions.view.goTo('messages');
      },
    })),
    ...createWritingCommands(store),
    {
      id: 'markAllRead',
      title: KEYS.markAllRead.label,
      keys: KEYS.markAllRead.keys,
      available: (state) => Object.values(state.readStates.byChannel).some(isUnread),
      run: () => actions.readStates.markAllRead(null),
    },
    {
      id: 'mute',
      title: KEYS.mute.label,
      keys: KEYS.mute.keys,
      available: inCall,
      run: () => actions.call.setSelfMute(!call()?.selfMute),
    },
    {
      id: 'record',
      title: KEYS.record.label,
      keys: KEYS.record.keys,
      available: (state) => selectActiveCall(state)?.readyAtMs != null,
      run: () =>
        call()?.recording.kind === 'recording' ? actions.call.stopRecording() : actions.call.startRecording(),
    },
    ...createRecorderCommands(store, { saveReplay: KEYS.saveReplay.keys }),
    ...createLiveCommands(store),
    {
      id: 'listen',
      title: KEYS.listen.label,
      keys: KEYS.listen.keys,
      available: (state) => inCall(state) || state.view.desk === 'live',
      run: () => {
        const { enabled, gainDb } = selectMonitor(store.getState());
        return actions.call.setMonitor(!enabled, gainDb);
      },
    },
    {
      id: 'leave',
      title: KEYS.leave.label,
      keys: KEYS.leave.keys,
      available: inCall,
      run: () => actions.call.leave(),
    },
    {
      id: 'rehearsal',
      title: strings.rehearsal.open,
      keys: null,
      available: (state) => state.rehearsal.now?.available === true,
      run: () => actions.rehearsal.show(true),
    },
    {
      id: 'calm',
      title: strings.rehearsal.calm,
      keys: null,
      available: (state) => state.rehearsal.now?.available === true,
      run: () => actions.rehearsal.calm(),
    },
    {
      id: 'practice',
      title: strings.welcome.practiceStart,
      keys: null,
      available: (state) => !connected(state),
      run: () => actions.accounts.startPractice(null),
    },
    {
      id: 'connect',
      title: strings.connect.title,
      keys: null,
      available: always,
      run: () => actions.view.openOverlay('connectBot'),
    },
    {
      id: 'signOut',
      title: strings.connection.signOut,
      keys: null,
      available: connected,
      run: () => actions.accounts.signOut(),
    },
    ...(['system', 'light', 'dark'] as const).map((theme) => ({
      id: `theme-${theme}`,
      title: `${strings.settings.theme}: ${strings.settings.themes[theme]}`,
      keys: null,
      available: always,
      run: () => actions.settings.change({ theme }),
    })),
    {
      id: 'keySheet',
      title: strings.settings.showKeys,
      keys: KEYS.keySheet.keys,
      available: always,
      run: () => actions.view.openOverlay('keys'),
    },
  ];
}
