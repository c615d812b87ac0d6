export { RoutesPlace } from './RoutesPlace';
