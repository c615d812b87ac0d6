export { MemberDialog } from './MemberDialog';
export { MoveDialog } from './MoveDialog';
export { personKey } from './person-keys';
export { chosenPeople, personMenu } from './person-menu';
export { RoleDot } from './RoleDot';
export { RolesDialog } from './RolesDialog';
export { lacks, wordRoomRefusal } from './refusal';
export { rolesOfGuild } from './role-list';
export { type MemberActions, useMemberActions } from './use-member-actions';
