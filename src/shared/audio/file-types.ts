/** Audio files the decks are known to play (M53); others may work through FFmpeg and are not refused by name. */
export const AUDIO_FILE_EXTENSIONS = ['mp3', 'flac', 'wav', 'ogg', 'opus', 'm4a', 'aac', 'webm'] as const;
