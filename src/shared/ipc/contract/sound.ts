import { z } from 'zod';
import { UserId } from '../../discord/snowflake';
import { CallState, FailedEnd, JoinCallInput, JoinCallOutcome } from '../../models/calls';
import {
  PlaybackState,
  RecordingActivity,
  RecordingDetail,
  RecordingHits,
  RecordingSummary,
  TrackCloseUp,
  TrackPeaks,
  TrackStretch,
} from '../../models/recordings';
import { call, event, port } from '../define';
import { done, gainDb, noInput, recordingId, trackId } from './inputs';

/** Live voice, and recordings of it. */
export const soundContract = {
  calls: {
    state: call(noInput, CallState),
    changed: event(CallState),
    recordingEndFailed: event(FailedEnd),
    join: call(JoinCallInput, JoinCallOutcome),
    leave: call(noInput, done),
    setSelfMute: call(z.object({ muted: z.boolean() }), done),
    setSpeakerVolume: call(z.object({ userId: UserId, gainDb, muted: z.boolean() }), done),
    setMonitor: call(z.object({ enabled: z.boolean(), gainDb }), done),
    startRecording: call(noInput, z.object({ recordingId })),
    stopRecording: call(noInput, z.object({ recordingId: recordingId.nullable() })),
    addMarker: call(z.object({ text: z.string().trim().max(200) }), done),
    levels: port(),
    monitor: port(),
  },
  recordings: {
    list: call(noInput, z.array(RecordingSummary)),
    changed: event(z.object({ recordings: z.array(RecordingSummary) })),
    /** Titles, rooms, people, tags, markers and chat; newest recording first. Upper and lower case and accents are the same. */
    search: call(z.object({ text: z.string().trim().min(1).max(200) }), z.array(RecordingHits)),
    /** Asked for as a line of the library comes into view; kept, so that it is quick the second time. */
    activity: call(z.object({ recordingId }), RecordingActivity),
    open: call(z.object({ recordingId }), RecordingDetail),
    peaks: call(z.object({ recordingId, trackId, bucketMs: z.number().min(1).max(60_000) }), TrackPeaks),
    /** A stretch (ms) of the same: what is looked at, without the hours around it. */
    peaksWithin: call(TrackStretch.extend({ bucketMs: z.number().min(1).max(60_000) }), TrackCloseUp),
    /** A stretch (ms) of one track's waveform so close that its sound has to be decoded for it. */
    closeUp: call(TrackStretch.extend({ bucketMs: z.number().min(0.02).max(20) }), TrackCloseUp),
    rename: call(z.object({ recordingId, title: z.string().trim().min(1).max(120) }), RecordingSummary),
    trash: call(z.object({ recordingId }), done),
    restore: call(z.object({ recordingId }), RecordingSummary),
    showInFolder: call(z.object({ recordingId }), done),
    playback: event(PlaybackState),
    openPlayback: call(z.object({ recordingId }), PlaybackState),
    play: call(noInput, done),
    pause: call(noInput, done),
    seek: call(z.object({ positionMs: z.number().min(0) }), done),
    setSolo: call(z.object({ trackId, solo: z.boolean() }), done),
    setMute: call(z.object({ trackId, muted: z.boolean() }), done),
    closePlayback: call(noInput, done),
    audio: port(),
  },
};
