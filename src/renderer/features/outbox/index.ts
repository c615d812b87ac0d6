export { OutboxPanel } from './OutboxPanel';
export { stateText } from './wording';
