import { draftKeyOf } from '@shared/models/body-basics';
import type { Destination } from '@shared/models/message-body';
import type { AppState } from '../../state/app-state';
import { selectHasDraft } from '../../state/drafts/selectors';
import type { AppStore } from '../../state/store';
import { selectPlaceOf } from '../../state/workspace/selectors';
import { composerStrings } from '../../strings/composer';
import type { Command } from './commands';
import { KEYS } from './keys';

/** Where one writes now: the full composer's destination, or the open channel that takes messages. */
function destinationOf(state: AppState): Destination | null {
  const { place, textChannelId } = state.view;
  if (place.kind === 'compose') return place.destination;
  const open = textChannelId === null ? undefined : selectPlaceOf(textChannelId)(state);
  if (!open) return null;
  switch (open.kind) {
    case 'direct':
      return { kind: 'channel', channelId: open.direct.channelId };
    case 'thread':
      return open.thread.abilities.includes('sendInThreads')
        ? { kind: 'channel', channelId: open.thread.channelId }
        : null;
    case 'channel': {
      const { channelId, kind, abilities } = open.channel;
      if (!abilities.includes('send')) return null;
      if (kind !== 'forum' && kind !== 'media') return { kind: 'channel', channelId };
      return state.view.begunPosts[channelId] ?? { kind: 'forumPost', channelId, title: '', tagIds: [] };
    }
  }
}

/** Writing from anywhere: the full composer, the templates, and when a message goes. */
export function createWritingCommands({ actions, getState }: AppStore): Command[] {
  const available = (state: AppState) =>
    state.accounts.snapshot.connection.kind === 'connected' && destinationOf(state) !== null;
  const withDestination = (act: (destination: Destination) => void) => () => {
    const destination = destinationOf(getState());
    if (destination) act(destination);
  };
  /** A dialog lies over the place one writes in, so that is shown first. */
  const openDialog = (kind: 'schedule' | 'templates') =>
    withDestination((destination) => {
      actions.view.goTo('messages');
      actions.drafts.openDialog({ key: draftKeyOf(destination), kind });
    });
  return [
    {
      id: 'compose',
      title: composerStrings.openFull,
      keys: KEYS.compose.keys,
      available,
      run: withDestination((destination) => actions.view.showPlace({ kind: 'compose', destination })),
    },
    {
      id: 'templates',
      title: composerStrings.mentions.templates,
      keys: null,
      available,
      run: openDialog('templates'),
    },
    {
      id: 'sendLater',
      title: composerStrings.sendLater,
      keys: null,
      available: (state) => {
        const destination = destinationOf(state);
        return available(state) && destination !== null && selectHasDraft(draftKeyOf(destination))(state);
      },
      run: openDialog('schedule'),
    },
  ];
}
