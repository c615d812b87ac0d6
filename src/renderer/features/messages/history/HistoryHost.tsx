import type { MessageView } from '@shared/models/messages';
import { createContext, useContext } from 'react';
import type { MenuGroups } from '../../../ui/Menu';
import type { MessageActions } from './use-message-actions';

/** What the rows of one history share: the same object as long as the channel is shown, so that no row draws for it. */
export interface HistoryHost {
  actions: MessageActions;
  /** What can be done with a message now; asked for when a menu opens. */
  menuOf(message: MessageView): MenuGroups;
  /** Opens the emoji picker beside an element. */
  pickReaction(message: MessageView, beside: Element): void;
  forward(message: MessageView): void;
  /** Whether we may add reactions here. */
  canReact(): boolean;
  /** Emoji at hand for the toolbar, most used first. */
  quickEmoji(): readonly string[];
}

const Host = createContext<HistoryHost | null>(null);
export const HistoryHostProvider = Host.Provider;

export function useHistoryHost(): HistoryHost {
  const host = useContext(Host);
  if (!host) throw new Error('HistoryHostProvider is missing above this component');
  return host;
}
