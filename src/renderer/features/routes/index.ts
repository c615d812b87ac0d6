export { ChannelSelect } from './ChannelSelect';
export { RoutesPlace } from './RoutesPlace';
