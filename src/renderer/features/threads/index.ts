export { ForumPosts } from './ForumPosts';
export { wordAgo } from './last-activity';
export { PersonPicker } from './PersonPicker';
export { TagChip, TagName } from './TagChip';
export { ThreadBadges } from './ThreadBadges';
export { ThreadMenu } from './ThreadMenu';
export { ThreadNotice, threadStanding } from './ThreadNotice';
export { ThreadsPanel } from './ThreadsPanel';
export { usePeopleSearch } from './use-people-search';
