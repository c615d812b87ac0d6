/** Where library and review are left. Its schema is among the settings; the first screen needs this and no schema. */
export interface ReviewPlace {
  /** The recording that is open; null while the library is shown. */
  openId: string | null;
  libraryTopPx: number;
  librarySort: { by: LibraryColumn; down: boolean };
  /** What stands beside the time line. */
  pane: ReviewPane | null;
  paneWidthPx: number;
  follows: boolean;
  followsSpeaker: boolean;
  /** What of each recording was in view, latest last. */
  places: { recordingId: string; startMs: number; endMs: number; lanesTopPx: number }[];
}

export const LIBRARY_COLUMNS = ['title', 'room', 'date', 'length', 'people', 'size'] as const;
export type LibraryColumn = (typeof LIBRARY_COLUMNS)[number];
export const REVIEW_PANES = ['chat', 'markers', 'events', 'details'] as const;
export type ReviewPane = (typeof REVIEW_PANES)[number];
/** So many recordings keep what was in view. */
export const MOST_REVIEW_PLACES = 100;

export const DEFAULT_REVIEW_PLACE: ReviewPlace = {
  openId: null,
  libraryTopPx: 0,
  librarySort: { by: 'date', down: true },
  pane: 'chat',
  paneWidthPx: 340,
  follows: true,
  followsSpeaker: false,
  places: [],
};
