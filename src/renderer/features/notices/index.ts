export { NoticesTab } from './NoticesTab';
