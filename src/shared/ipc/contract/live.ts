import { z } from 'zod';
import { ChannelId, GuildId, UserId } from '../../discord/snowflake';
import { DeckId, LiveId, LiveInputId } from '../../models/console';
import {
  AudioItem,
  CheckId,
  CheckSheet,
  JoinBroadcastOutcome,
  LiveChange,
  LiveSettings,
  LiveSettingsPatch,
  LiveState,
  OpenedAudio,
  Pad,
  PadPatch,
  PLAYLIST_LENGTH,
  Playlist,
  VerificationCode,
} from '../../models/live';
import { Show } from '../../models/show';
import { call, event, port } from '../define';
import { done, gainDb, noInput } from './inputs';

const fadeMs = z.number().min(0).max(30_000);
const deck = z.object({ deckId: DeckId });
const playlist = z.object({ playlistId: LiveId });
const playlistName = Playlist.shape.name;
const itemIds = z.array(LiveId).min(1).max(500);
const paths = z.array(z.string().min(1).max(4_096)).min(1).max(500);
/** Where in a list something goes: before this one; null = at its end. */
const beforeId = LiveId.nullable();

/** The host's desk: decks, queue, pads, inputs, the rooms of a broadcast, the run of show. */
export const liveContract = {
  live: {
    state: call(noInput, LiveState),
    changed: event(LiveChange),
    /** The engine is gone, and with it the far ends of all ports for sound and levels: those in use are to be opened anew. */
    engineLost: event(z.object({})),

    /** Puts an item on a deck; `play` starts it as soon as it is ready. */
    load: call(deck.extend({ itemId: LiveId, play: z.boolean() }), done),
    eject: call(deck, done),
    play: call(deck, done),
    pause: call(deck, done),
    seek: call(deck.extend({ positionMs: z.number().min(0) }), done),
    setDeck: call(
      deck.extend({ gainDb: gainDb.optional(), loop: z.boolean().optional(), cue: z.boolean().optional() }),
      done,
    ),
    setCrossfader: call(z.object({ position: z.number().min(0).max(1) }), done),
    /** Starts the other deck if need be and fades over to it. */
    crossfade: call(z.object({ to: DeckId, durationMs: fadeMs.optional() }), done),
    /** Fades everything of ours out and stops it; inputs close. */
    stopAll: call(z.object({ fadeMs: fadeMs.optional() }), done),

    /** Opens the system's file dialog for several files; empty when the person cancels. */
    pickFiles: call(noInput, z.array(AudioItem)),
    /** Files dropped on the window; the preload turns them into paths that only main sees. Those that are no audio come back as problems. */
    openDropped: call(z.object({ paths }), OpenedAudio),
    enqueue: call(z.object({ itemIds, beforeId }), done),
    moveInQueue: call(z.object({ itemId: LiveId, beforeId }), done),
    dequeue: call(z.object({ itemIds: z.array(LiveId).min(1) }), done),
    /** Puts the first of the queue on the deck that is free, or fades to it. */
    next: call(noInput, done),
    savePlaylist: call(z.object({ playlistId: LiveId.nullable(), name: playlistName }), Playlist),
    loadPlaylist: call(z.object({ playlistId: LiveId, replace: z.boolean() }), done),
    removePlaylist: call(playlist, done),
    renamePlaylist: call(playlist.extend({ name: playlistName }), done),
    /** Moves files within a playlist; those that are not in it are put there. */
    placeInPlaylist: call(playlist.extend({ itemIds, beforeId }), done),
    takeFromPlaylist: call(playlist.extend({ itemIds }), done),
    /** A playlist as it was before it was deleted or saved over. */
    restorePlaylist: call(
      playlist.extend({ name: playlistName, itemIds: z.array(LiveId).max(PLAYLIST_LENGTH) }),
      Playlist,
    ),

    setPadItem: call(z.object({ padId: LiveId, itemId: LiveId.nullable() }), Pad),
    changePad: call(z.object({ padId: LiveId, patch: PadPatch }), Pad),
    movePad: call(z.object({ padId: LiveId, beforeId }), done),
    playPad: call(z.object({ padId: LiveId }), done),
    stopPad: call(z.object({ padId: LiveId }), done),

    changeSettings: call(LiveSettingsPatch, LiveSettings),
    setBed: call(
      z.object({ itemId: LiveId.nullable(), afterMs: z.number().min(500).max(60_000) }),
      LiveSettings,
    ),
    /** A push-to-talk or push-to-mute key goes down or up. */
    pushInput: call(z.object({ inputId: LiveInputId, pushed: z.boolean() }), done),
    /** Integrated loudness of what goes on air counts from now. */
    resetLoudness: call(noInput, done),
    /** What only this platform can say about system sound and global keys. */
    abilities: call(
      noInput,
      z.object({
        systemSound: z.enum(['yes', 'no', 'askFirst']),
        globalShortcuts: z.boolean(),
        globalKeyUp: z.boolean(),
      }),
    ),

    joinBroadcast: call(z.object({ guildId: GuildId, channelId: ChannelId }), JoinBroadcastOutcome),
    leaveBroadcast: call(z.object({ guildId: GuildId }), done),

    /** Runs the go-live check for a room, or goes on with some of its lines. Its progress is `changed`. */
    check: call(
      z.object({ guildId: GuildId, channelId: ChannelId, only: z.array(CheckId).optional() }),
      CheckSheet,
    ),
    cancelCheck: call(noInput, done),
    startEcho: call(z.object({ durationMs: z.number().min(1_000).max(30_000) }), done),
    stopEcho: call(noInput, done),

    verificationCodes: call(
      z.object({ userIds: z.array(UserId).min(1).max(200) }),
      z.array(VerificationCode),
    ),

    saveShow: call(Show, Show),
    removeShow: call(z.object({ showId: LiveId }), done),
    startShow: call(z.object({ showId: LiveId, fromCueId: LiveId.nullable() }), done),
    /** Lets the next cue go now. */
    goNext: call(noInput, done),
    skipCue: call(noInput, done),
    /** Makes a cue of the running show the next one; it goes by hand. */
    jumpToCue: call(z.object({ cueId: LiveId }), done),
    /** Does a cue of the running show again; the next one stays the next. */
    repeatCue: call(z.object({ cueId: LiveId }), done),
    holdShow: call(z.object({ held: z.boolean() }), done),
    endShow: call(noInput, done),

    /** The window pushes PCM of a device into these. */
    microphone: port(),
    systemSound: port(),
  },
};
