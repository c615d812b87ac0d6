export { OutboxPanel } from '../outbox';
export { Composer } from './Composer';
export { ComposeView } from './full/ComposeView';
export { EditOwnView } from './full/EditOwnView';
export { EditPostedView } from './full/EditPostedView';
