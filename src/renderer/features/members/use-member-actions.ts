import type { ChannelId } from '@shared/discord/snowflake';
import type { RoomActionOutcome } from '@shared/models/rooms';
import type { Occupant } from '@shared/models/workspace';
import { useMemo } from 'react';
import { useAppStore } from '../../state/react';
import type { AppStore } from '../../state/store';
import { strings } from '../../strings';
import { useAttempt } from '../trouble';
import { wordRoomRefusal } from './refusal';

const words = strings.rooming;
/** How long a disconnection can be stopped: Discord cannot put anybody back. */
export const DISCONNECT_DELAY_MS = 4_000;

/** What can be done to people in rooms: each says how it went, and how to take it back. */
export interface MemberActions {
  /** Does something and says what went wrong. */
  attempt(work: () => Promise<unknown>): void;
  move(people: readonly Occupant[], toId: string): void;
  setMute(person: Occupant, mute: boolean): void;
  setDeaf(person: Occupant, deaf: boolean): void;
  setSuppressed(person: Occupant, suppressed: boolean): void;
  /** After a few seconds to undo; asked for again, at once. */
  disconnect(people: readonly Occupant[]): void;
  muteAll(people: readonly Occupant[], mute: boolean): void;
}

export function useMemberActions(): MemberActions {
  const store = useAppStore();
  const attempt = useAttempt();
  return useMemo(() => createMemberActions(store, attempt), [store, attempt]);
}

function createMemberActions(
  store: AppStore,
  attempt: (work: () => Promise<unknown>) => void,
): MemberActions {
  const { rooms, view } = store.actions;
  const roomName = (id: string) => store.getState().workspace.rooms[id]?.name ?? '';
  const ref = ({ guildId, userId }: Occupant) => ({ guildId, userId });

  /** Tells the outcome; `undo` makes a button of it. */
  const tell = (outcome: RoomActionOutcome, title: string, undo: (() => void) | null) => {
    if (outcome.kind !== 'done') {
      view.toast({ tone: 'trouble', title: wordRoomRefusal(outcome) });
      return false;
    }
    view.toast({ title, action: undo && { label: strings.undo, run: undo } });
    return true;
  };
  const change = (
    work: () => Promise<RoomActionOutcome>,
    title: string,
    back: () => Promise<RoomActionOutcome>,
    backTitle: string,
  ) =>
    attempt(async () => {
      tell(await work(), title, () => attempt(async () => tell(await back(), backTitle, null)));
    });

  const moveSeveral = (people: readonly Occupant[], toId: ChannelId) =>
    attempt(async () => {
      const [first] = people;
      if (!first) return;
      const homes = new Map<ChannelId, Occupant[]>();
      for (const person of people) {
        homes.set(person.channelId, [...(homes.get(person.channelId) ?? []), person]);
      }
      const start = (some: readonly Occupant[], channelId: ChannelId) =>
        rooms.actOnMany({
          guildId: first.guildId,
          userIds: some.map((person) => person.userId),
          action: { kind: 'move', channelId },
          reason: null,
        });
      await start(people, toId);
      view.toast({
        title: words.moving.started(people.length, roomName(toId)),
        action: {
          label: strings.undo,
          run: () =>
            attempt(async () => {
              for (const [home, some] of homes) await start(some, home);
              view.toast({ title: words.moving.undo(people.length) });
            }),
        },
      });
    });

  return {
    attempt,
    move(people, to) {
      const toId = store.getState().workspace.rooms[to]?.channelId;
      const away = people.filter((person) => person.channelId !== toId);
      const [only] = away;
      if (toId === undefined || !only) return;
      rooms.clearSelection();
      if (away.length > 1) return moveSeveral(away, toId);
      const from = only.channelId;
      change(
        () => rooms.move(ref(only), toId),
        words.person.moved(only.displayName, roomName(toId)),
        () => rooms.move(ref(only), from),
        words.person.movedBack(only.displayName, roomName(from)),
      );
    },
    setMute(person, mute) {
      const { muted, unmuted } = words.person;
      change(
        () => rooms.setVoice(ref(person), { mute }),
        (mute ? muted : unmuted)(person.displayName),
        () => rooms.setVoice(ref(person), { mute: !mute }),
        (mute ? unmuted : muted)(person.displayName),
      );
    },
    setDeaf(person, deaf) {
      const { deafened, undeafened } = words.person;
      change(
        () => rooms.setVoice(ref(person), { deaf }),
        (deaf ? deafened : undeafened)(person.displayName),
        () => rooms.setVoice(ref(person), { deaf: !deaf }),
        (deaf ? undeafened : deafened)(person.displayName),
      );
    },
    setSuppressed(person, suppressed) {
      const { invited, seated } = words.stage;
      change(
        () => rooms.setSuppressed(ref(person), person.channelId, suppressed),
        (suppressed ? seated : invited)(person.displayName),
        () => rooms.setSuppressed(ref(person), person.channelId, !suppressed),
        (suppressed ? invited : seated)(person.displayName),
      );
    },
    disconnect(people) {
      rooms.clearSelection();
      for (const person of people) {
        attempt(async () => {
          const running = person.userId in store.getState().rooms.leaving;
          if (running) return void (await rooms.disconnectAfter(ref(person), 0));
          const toast = view.toast({
            title: words.person.disconnecting(person.displayName),
            stayMs: DISCONNECT_DELAY_MS,
            action: { label: strings.undo, run: () => rooms.undoDisconnect(person.userId) },
          });
          try {
            const outcome = await rooms.disconnectAfter(ref(person), DISCONNECT_DELAY_MS);
            if (outcome.kind === 'undone') {
              view.toast({ title: words.person.stays(person.displayName), stayMs: 3_000 });
            } else {
              // Who has left by themselves is where they were to be.
              const done: RoomActionOutcome = outcome.kind === 'notInVoice' ? { kind: 'done' } : outcome;
              tell(done, words.person.disconnected(person.displayName), null);
            }
          } finally {
            view.dismissToast(toast);
          }
        });
      }
    },
    muteAll(people, mute) {
      const [first] = people;
      if (!first) return;
      rooms.clearSelection();
      const start = (on: boolean) =>
        attempt(() =>
          rooms.actOnMany({
            guildId: first.guildId,
            userIds: people.map((person) => person.userId),
            action: { kind: 'mute', mute: on },
            reason: null,
          }),
        );
      start(mute);
      view.toast({
        title: `${mute ? words.muteEveryone : words.unmuteEveryone}: ${words.person.selected(people.length)}`,
        action: { label: strings.undo, run: () => start(!mute) },
      });
    },
  };
}
