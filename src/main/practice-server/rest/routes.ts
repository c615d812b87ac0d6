import { applicationRoutes } from './resources/applications';
import { auditLogRoutes } from './resources/audit-log';
import { banRoutes } from './resources/bans';
import { channelRoutes } from './resources/channels';
import { gatewayRoutes } from './resources/gateway';
import { guildRoutes } from './resources/guilds';
import { memberRoutes } from './resources/members';
import { messageRoutes } from './resources/messages';
import { roleRoutes } from './resources/roles';
import { stageRoutes } from './resources/stage';
import { userRoutes } from './resources/users';
import { voiceStateRoutes } from './resources/voice-states';
import type { Route } from './route';

/** The API's surface: one file per resource, each a table of routes. */
export const apiRoutes: readonly Route[] = [
  ...gatewayRoutes,
  ...userRoutes,
  ...applicationRoutes,
  ...guildRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...memberRoutes,
  ...roleRoutes,
  ...banRoutes,
  ...auditLogRoutes,
  ...voiceStateRoutes,
  ...stageRoutes,
];
