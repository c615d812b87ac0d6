export { OutboxPanel } from '../outbox';
export { Composer } from './Composer';
export { ComposeView } from './full/ComposeView';
export { EditPostedView } from './full/EditPostedView';
