export { wordProblem } from './problem';
export { refusalOf, wordRefusal, wordSlowMode } from './refusal';
export { TroubleNotice, TroubleState } from './Trouble';
export { useAttempt } from './use-attempt';
