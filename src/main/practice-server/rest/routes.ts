import { applicationRoutes } from './resources/applications';
import { auditLogRoutes } from './resources/audit-log';
import { banRoutes } from './resources/bans';
import { channelPositionRoutes } from './resources/channel-positions';
import { channelRoutes } from './resources/channels';
import { directMessageRoutes } from './resources/direct-messages';
import { emojiRoutes } from './resources/emojis';
import { gatewayRoutes } from './resources/gateway';
import { guildRoutes } from './resources/guilds';
import { memberRoutes } from './resources/members';
import { messageRoutes } from './resources/messages';
import { overwriteRoutes } from './resources/overwrites';
import { pinRoutes } from './resources/pins';
import { reactionRoutes } from './resources/reactions';
import { roleRoutes } from './resources/roles';
import { stageRoutes } from './resources/stage';
import { threadRoutes } from './resources/threads';
import { userRoutes } from './resources/users';
import { voiceStateRoutes } from './resources/voice-states';
import { webhookMessageRoutes } from './resources/webhook-messages';
import { webhookRoutes } from './resources/webhooks';
import type { Route } from './route';

/** The API's surface: one file per resource, each a table of routes. */
export const apiRoutes: readonly Route[] = [
  ...gatewayRoutes,
  ...userRoutes,
  ...applicationRoutes,
  ...guildRoutes,
  ...channelRoutes,
  ...channelPositionRoutes,
  ...overwriteRoutes,
  ...messageRoutes,
  ...webhookRoutes,
  ...webhookMessageRoutes,
  ...threadRoutes,
  ...reactionRoutes,
  ...pinRoutes,
  ...emojiRoutes,
  ...directMessageRoutes,
  ...memberRoutes,
  ...roleRoutes,
  ...banRoutes,
  ...auditLogRoutes,
  ...voiceStateRoutes,
  ...stageRoutes,
];
