import type { AppStore } from '../../state/store';

/** To the library as it was left, an open recording too; from that one to the list. */
export async function goToLibrary({ actions, getState }: AppStore): Promise<void> {
  if (getState().view.desk === 'library') await actions.recordings.showList();
  else actions.view.goTo('library');
}
