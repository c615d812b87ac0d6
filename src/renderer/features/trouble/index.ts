export { TroubleNotice, TroubleState } from './Trouble';
export { useAttempt } from './use-attempt';
