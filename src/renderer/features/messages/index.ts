export * from './content';
export { EmojiPopover, type EmojiPopoverProps } from './emoji/EmojiPopover';
export { History } from './history/History';
export { toBody } from './history/to-body';
export { useMessageActions } from './history/use-message-actions';
export { useTakeBack } from './history/use-take-back';
export { PinsPanel } from './panels/PinsPanel';
export { SearchPanel } from './panels/SearchPanel';
