export { OutboxPanel } from './OutboxPanel';
export { problemText, stateText } from './wording';
