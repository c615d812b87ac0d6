export { toRole, toRoomSummary, toThreadSummary } from './to-summaries';
export { createWorkspaceService, type WorkspaceOptions, type WorkspaceService } from './workspace-service';
