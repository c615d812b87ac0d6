export { PersonAvatar } from './Person';
