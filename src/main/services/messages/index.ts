export { createMessagesService, type MessagesOptions, type MessagesService } from './messages-service';
export { toMessageView } from './to-message-view';
export { contentOf, toAllowedMentions, toMessageRequest } from './to-request';
