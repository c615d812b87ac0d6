import type { KeyAction } from '../../ui/key-map';

/** The keys of the review as people know them from editors. Each of them can be changed in the key sheet. */
export const REVIEW_KEYS = {
  play: { keys: 'Space', label: 'Play or pause' },
  playToo: { keys: 'K', label: 'Play or pause, the second key' },
  faster: { keys: 'L', label: 'Play; while it plays: faster with each press' },
  slower: { keys: 'J', label: 'Slower with each press' },
  normalSpeed: { keys: 'Shift+K', label: 'At its own speed' },
  speechOnly: { keys: 'T', label: 'Speech only, or everything' },
  back: { keys: 'ArrowLeft', label: 'Back 5 seconds' },
  forward: { keys: 'ArrowRight', label: 'Forward 5 seconds' },
  backFar: { keys: 'Shift+ArrowLeft', label: 'Back 30 seconds' },
  forwardFar: { keys: 'Shift+ArrowRight', label: 'Forward 30 seconds' },
  backFine: { keys: ',', label: 'Back a tenth of a second' },
  forwardFine: { keys: '.', label: 'Forward a tenth of a second' },
  start: { keys: 'Home', label: 'To the start' },
  end: { keys: 'End', label: 'To the end' },
  goTo: { keys: 'G', label: 'Go to a time' },
  previousTurn: { keys: 'P', label: 'Where the focused track begins to speak before' },
  nextTurn: { keys: 'N', label: 'Where the focused track begins to speak next' },
  rangeStart: { keys: 'I', label: 'The stretch begins here' },
  rangeEnd: { keys: 'O', label: 'The stretch ends here' },
  clearRange: { keys: 'X', label: 'No stretch any more' },
  loop: { keys: 'R', label: 'Loop the stretch, or not' },
  marker: { keys: 'M', label: 'Set a marker' },
  clip: { keys: 'C', label: 'Make a clip of the stretch' },
  previousMarker: { keys: '[', label: 'To the marker before' },
  nextMarker: { keys: ']', label: 'To the next marker' },
  markerEarlier: { keys: 'Alt+ArrowLeft', label: 'Move a marker or clip end a frame (20 ms) earlier' },
  markerLater: { keys: 'Alt+ArrowRight', label: 'Move it a frame later' },
  markerEarlierFar: { keys: 'Alt+Shift+ArrowLeft', label: 'Move it a second earlier' },
  markerLaterFar: { keys: 'Alt+Shift+ArrowRight', label: 'Move it a second later' },
  zoomIn: { keys: '+', label: 'Zoom in' },
  zoomOut: { keys: '-', label: 'Zoom out' },
  fit: { keys: 'Z', label: 'Zoom to fit' },
  fitRange: { keys: 'Shift+Z', label: 'Zoom to the stretch' },
  follow: { keys: 'F', label: 'The view follows the playhead, or not' },
  followSpeaker: { keys: 'Shift+F', label: 'The lanes follow who speaks, or not' },
  solo: { keys: 'S', label: 'Solo the focused track' },
  mute: { keys: 'Shift+M', label: 'Mute the focused track' },
  withhold: { keys: 'W', label: 'Withhold the stretch or a voice' },
  export: { keys: 'E', label: 'Export' },
  find: { keys: '/', label: 'Find in the chat' },
  talkTime: { keys: 'A', label: 'Talk time, or the time line' },
} as const satisfies Record<string, KeyAction>;

export type ReviewAction = keyof typeof REVIEW_KEYS;

/** Which track the keys mean is chosen by these; they belong to lists everywhere. */
export const LANE_KEYS = { keys: 'ArrowDown', label: 'Next track (↑ the one before)' } as const;
