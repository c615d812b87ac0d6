const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
const minutes = (n: number): string => count(n, 'minute');

/** "about 40 hours", "2 hours 10 minutes", "8 minutes": the less there is, the closer it is said. */
function span(hours: number): string {
  if (hours >= 1_000) return 'more than 1,000 hours';
  if (hours >= 10) return `about ${Math.floor(hours)} hours`;
  const total = Math.max(0, Math.floor(hours * 60));
  const whole = Math.floor(total / 60);
  if (whole === 0) return minutes(total);
  return total % 60 === 0 ? count(whole, 'hour') : `${count(whole, 'hour')} ${minutes(total % 60)}`;
}

/** Words about how recordings are made: who is told, who is left out, what is kept, how long the disk lasts. */
export const recorderStrings = {
  consent: {
    label: 'What the room was told',
    told: 'The room was told',
    telling: 'Telling the room…',
    parts: { notice: 'in the chat', status: 'by its status', clip: 'aloud' },
    silent: 'The room was not told: notice, status and clip are switched off.',
    joined: (n: number) => `${n} came later`,
    trouble: {
      notice: 'The notice could not be posted',
      joinNotice: 'The notice for somebody who came later could not be posted',
      status: 'The room’s status could not be set',
      restore: 'The room’s status could not be put back',
      clip: 'The spoken clip could not be heard',
      replay: 'Replay stays off: the room could not be told',
    },
    again: 'Tell the room again',
    retry: (time: string) => `Tried again by itself at ${time}.`,
    goesOn: 'The recording goes on, and it is tried again by itself.',
    clipGoesOn: 'The recording goes on.',
    later: 'It is tried again when you are in the room, or connect, the next time.',
  },
  skipped: {
    title: 'Not recorded',
    badge: 'not recorded',
    here: (names: string) => `Not recorded here: ${names}`,
    skip: (name: string) => `Never record ${name}`,
    hint: 'Their voice is left out of recordings and replay from this instant on; also in later calls.',
    none: 'Nobody. Open a person at the Live desk, or choose one here, to leave their voice out.',
    remove: (name: string) => `Record ${name} again`,
    add: 'Leave out somebody',
    addHere: 'People in the room',
    nobodyHere: 'Join a room to choose from the people in it.',
    choose: 'Choose a person…',
  },
  replay: {
    title: 'Instant replay',
    off: 'Off',
    switchOn: 'Keep the last minutes',
    turnOff: 'Stop keeping',
    waiting: 'Begins when you are in a room',
    announcing: 'Telling the room…',
    held: (held: string, of: number) => `${held} of ${minutes(of)} kept`,
    save: (held: string) => `Save the last ${held}`,
    saveShort: 'Save replay',
    saving: 'Saving…',
    saved: 'The replay is in the library',
    nothing: 'Nothing is kept yet',
    announced: 'Switching it on tells the room.',
    length: 'How much is kept',
    minutes,
  },
  split: {
    now: 'Split now',
    nowHint: 'Ends this session and goes on in a new one, without a gap',
    never: 'One session until you stop it',
    done: 'A new session has begun',
    at: (time: string) => `New session at ${time}`,
  },
  end: {
    part: 'A part of the recording could not be brought to its end',
    whole: 'The recording could not be brought to its end',
    goesOn: 'What was written of it is kept, and the recording goes on.',
    kept: 'What was written is kept; what is missing at its end, the library says.',
  },
  disk: {
    left: (hours: number) => `Room for ${span(hours)}`,
    leftTalking: (hours: number) => `Room for ${span(hours)} of ten people talking`,
    low: (hours: number) => `The disk is nearly full: room for ${span(hours)}`,
    last: (hours: number) => `The disk will be full in ${span(hours)}`,
    lastBody:
      'Free some space now, or stop the recording before it ends by itself. What is recorded is safe.',
    lowBody: 'Delete what you no longer need, or empty the library’s trash.',
    openLibrary: 'Open the library',
  },
  settings: {
    title: 'Recording',
    open: 'Recording settings',
    notice: 'Notice in the room',
    noticeHint: 'Posted into the room’s own chat when a recording starts.',
    noticeText: 'Text of the notice',
    joinNotice: 'Notice for who comes later',
    joinNoticeHint: 'Once a person and recording. {name} becomes their name.',
    joinNoticeText: 'Text for who comes later',
    status: 'Status of the room',
    statusHint: 'What stood there before is put back when the recording ends, also after a crash.',
    statusText: 'Text of the status',
    clip: 'Spoken notice',
    clipHint: 'Played into the room when a recording starts.',
    clipNone: 'No file chosen',
    clipChoose: 'Choose a file…',
    clipRemove: 'Remove the spoken notice',
    rawMicrophone: 'Microphone as it comes',
    rawMicrophoneHint:
      'A track of its own before gain, gate and mix, besides the programme. It hears you whenever the microphone is switched on, also while push-to-talk is up or you are muted.',
    split: 'New session after',
    splitHint:
      'Long evenings in parts. Nothing between two parts is lost, markers stay in the part they were set in.',
    never: 'Never',
    replay: 'Instant replay',
    replayHint:
      'Keeps the last minutes of a room, to be saved after the fact. Each room is told when it begins.',
    off: 'Off',
    on: 'On',
    save: 'Save',
  },
  log: {
    open: 'Consent',
    title: 'Who was told what',
    none: 'Nothing was written down for this recording: it was made before Roomtone kept this log, or imported.',
    kinds: {
      present: 'In the room',
      noticePosted: 'Notice posted',
      statusSet: 'Status set',
      statusRestored: 'Status put back',
      statusLeft: 'Status left',
      clipPlayed: 'Clip played',
      joinedWhileRecording: 'Came later',
      joinNoticePosted: 'Told on coming',
      skipped: 'Not recorded',
      unskipped: 'Recorded again',
      moved: 'Other room',
      continued: 'Continued',
      replayAnnounced: 'Replay announced',
      failed: 'Failed',
    },
    columns: { time: 'Time', what: 'What', who: 'Who', text: 'Details' },
  },
  goOn: {
    label: 'Go on in this recording',
    continued: 'The recording goes on where it was cut off',
    otherRoom: (room: string) => `It was recorded in “${room}”. Join that room to go on.`,
    notInRoom: 'Join the room it was recorded in first.',
    recordingAlready: 'Something is being recorded already. Stop that first.',
    notCutOff: 'This recording was ended on purpose, so it stays as it is.',
  },
  storage: {
    label: 'Storage',
    recordings: (bytes: string) => `Recordings ${bytes}`,
    trash: (n: number, bytes: string) => `Trash ${bytes} (${count(n, 'recording')})`,
    trashEmpty: 'Trash empty',
    empty: 'Empty trash',
    emptyTitle: 'Empty the trash?',
    emptyBody: (n: number, bytes: string) =>
      `${count(n, 'recording')}, ${bytes}, will be gone for good. This cannot be undone.`,
    emptied: 'The trash is empty',
  },
  clip: {
    send: (label: string) => `Send ${label} into a channel`,
    title: 'Send a clip',
    channel: 'Channel',
    format: 'Format',
    formats: { opus: 'Opus', mp3: 'MP3', m4a: 'M4A' },
    text: 'Message with it (optional)',
    estimate: (length: string, bytes: string, limit: string) =>
      `${length}, about ${bytes} of the ${limit} allowed there`,
    tooLarge: (bytes: string, limit: string) =>
      `About ${bytes}; messages there carry ${limit} at most. Choose a smaller format or a shorter clip.`,
    submit: 'Send',
    making: (label: string, percent: number) => `Making “${label}”: ${percent} %`,
    queued: (label: string) => `“${label}” is on its way`,
    tooLargeMade: (label: string, bytes: string) => `“${label}” became too large to send (${bytes})`,
    failed: (label: string, why: string) => `“${label}” could not be sent: ${why}`,
    cancelled: (label: string) => `“${label}” was not sent`,
    cancel: (label: string) => `Do not send ${label}`,
    signedOut: 'Connect an account to send clips into its channels.',
  },
  commands: {
    saveReplay: 'Save the last minutes as a recording',
    split: 'Recording: go on in a new session',
  },
};
