export { PersonAvatar } from './Person';
export { usePersonName } from './use-person-name';
