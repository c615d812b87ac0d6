/** What was done with Roomtone, as the timeline tells it. */
export interface OwnAction {
  /** Null: the channel says which. */
  guildId: string | null;
  channelId: string | null;
  /** To whom. */
  userId: string | null;
  /** One or two words: "moved", "muted by the server". */
  detail: string;
}

/** The same action, after which is noted what `describe` finds done; what was refused is not an action. */
export function noting<I, R extends unknown[], O>(
  note: (action: OwnAction) => void,
  act: (input: I, ...rest: R) => Promise<O>,
  describe: (input: I, outcome: O) => OwnAction | null,
): (input: I, ...rest: R) => Promise<O> {
  return async (input, ...rest) => {
    const outcome = await act(input, ...rest);
    const action = describe(input, outcome);
    if (action) note(action);
    return outcome;
  };
}

/** How a moderator's change of somebody's voice reads. */
export function voiceChangeText(change: {
  mute?: boolean | undefined;
  deaf?: boolean | undefined;
}): string | null {
  const parts: string[] = [];
  if (change.mute !== undefined) parts.push(change.mute ? 'muted' : 'unmuted');
  if (change.deaf !== undefined) parts.push(change.deaf ? 'deafened' : 'undeafened');
  return parts.length === 0 ? null : parts.join(' and ');
}
