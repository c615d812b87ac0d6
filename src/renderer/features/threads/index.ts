export { ForumPosts } from './ForumPosts';
export { NewPostForm } from './NewPostForm';
export { postProblems } from './posts';
export { refusalOf, wordRefusal } from './refusal';
export { ThreadBadges } from './ThreadBadges';
export { ThreadMenu } from './ThreadMenu';
export { ThreadNotice, threadStanding } from './ThreadNotice';
export { ThreadsPanel } from './ThreadsPanel';
