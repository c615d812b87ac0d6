export { RehearsalBadge } from './RehearsalBadge';
export { RehearsalButton } from './RehearsalButton';
