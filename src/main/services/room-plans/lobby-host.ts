import { type GuildId, UserId } from '@shared/discord/snowflake';
import type { OpenSetOutcome } from '@shared/models/room-plans';
import { personIn } from '../../discord/cache';
import type { DiscordSession } from '../../discord/session';
import type { Clock } from '../../support/clock';
import type { Live } from './live';
import { inWords, type Opening } from './opening';
import type { PlanStore } from './plan-store';
import type { StoredSlot } from './stored';

export interface LobbyHostOptions {
  clock: Clock;
  store: PlanStore;
  open(guildId: GuildId, opening: Opening): OpenSetOutcome;
}

/** Sees to the people in lobbies: a room of their own, or the one they have already. */
export class LobbyHost {
  readonly #options: LobbyHostOptions;
  /** People in a lobby who have been seen to, as `lobby user`. */
  readonly #served = new Set<string>();

  constructor(options: LobbyHostOptions) {
    this.#options = options;
  }

  /** Another session: who is in a lobby there has not been seen to. */
  forget(): void {
    this.#served.clear();
  }

  /** Whoever came into a lobby gets a room, or goes to the one they have. */
  look({ session, accountKey }: Live): void {
    const { store } = this.#options;
    const present = new Set<string>();
    for (const lobby of store.content.lobbies) {
      if (lobby.accountKey !== accountKey || lobby.paused) continue;
      const { state } = session.cache;
      const guild = state.guilds.get(lobby.guildId);
      if (!guild?.available) continue;
      for (const [id, { state: voice }] of guild.voiceStates) {
        if (voice.channel_id !== lobby.channelId || personIn(state, guild.id, id).isBot) continue;
        const key = `${lobby.lobbyId} ${id}`;
        present.add(key);
        if (this.#served.has(key)) continue;
        this.#served.add(key);
        const trouble = this.#serve(session, lobby, UserId.parse(id));
        const { content } = store;
        const lobbies = content.lobbies.map((one) =>
          one.lobbyId === lobby.lobbyId ? { ...one, trouble } : one,
        );
        if (trouble !== lobby.trouble) store.set({ ...content, lobbies });
      }
    }
    for (const key of this.#served) if (!present.has(key)) this.#served.delete(key);
  }

  #serve(
    session: DiscordSession,
    lobby: PlanStore['content']['lobbies'][number],
    userId: UserId,
  ): string | null {
    const { store, clock, open } = this.#options;
    const isGoing = ({ state: { kind } }: StoredSlot) =>
      kind === 'waiting' || kind === 'creating' || kind === 'unanswered' || kind === 'open';
    const sets = store.content.sets.filter(
      (set) => set.lobbyId === lobby.lobbyId && !set.endRequested && set.slots.some(isGoing),
    );
    const own = sets.filter(({ ownerId }) => ownerId === userId);
    if (own.length >= lobby.perPerson) {
      // They come back: their newest room it is.
      const set = own[0];
      const slot = set?.slots.find((one) => one.kind !== 'category' && isGoing(one));
      if (set && slot) {
        store.changeSlot(set.setId, slot.slotId, (one) => ({
          ...one,
          todo: one.todo.includes('move') ? one.todo : [...one.todo, 'move'],
        }));
      }
      return null;
    }
    if (sets.length >= lobby.atOnce) return `all ${lobby.atOnce} rooms of this lobby are open`;
    const template = store.content.templates.find((one) => one.templateId === lobby.templateId);
    if (!template) return 'its template is gone';
    const { displayName } = personIn(session.cache.state, lobby.guildId, userId);
    const outcome = open(lobby.guildId, {
      draft: template,
      templateId: template.templateId,
      temporary: lobby.temporary,
      end: { kind: 'never' },
      atMs: clock.now(),
      lobbyId: lobby.lobbyId,
      owner: { userId, name: displayName },
    });
    return outcome.kind === 'blocked' ? inWords(outcome.problems) : null;
  }
}
