import type { AppContext } from './app-context';
import type { SessionSource } from './discord/session';
import { type AwayService, createAwayService } from './services/away/index';
import { type BatchesService, createBatchesService } from './services/batches/index';
import { createMembersService, type MembersService } from './services/members/index';
import { createNoticesService, type NoticesService } from './services/notices/index';
import { createPeopleService, type PeopleService } from './services/people/index';
import { createRolesService, type RolesService } from './services/roles/index';
import { createRoomPlansService, type RoomPlansService } from './services/room-plans/index';
import { createRoomsService, type RoomsService } from './services/rooms/index';
import { createThreadsService, type ThreadsService } from './services/threads/index';
import {
  createWorkspaceService,
  toRole,
  toRoomSummary,
  toThreadSummary,
  type WorkspaceService,
} from './services/workspace/index';

export interface CommunityPart {
  readonly workspace: WorkspaceService;
  readonly away: AwayService;
  readonly batches: BatchesService;
  readonly rooms: RoomsService;
  readonly members: MembersService;
  readonly roles: RolesService;
  readonly people: PeopleService;
  readonly threads: ThreadsService;
  readonly roomPlans: RoomPlansService;
  readonly notices: NoticesService;
}

/** The community we look after: its rooms, members, roles, threads and plans, and what to tell of it; a part of `app.ts`. */
export async function createCommunityPart(
  app: AppContext,
  { sessions }: { sessions: SessionSource },
): Promise<CommunityPart> {
  const { config, ports, clock, logger, scope, onError } = app;
  const workspace = createWorkspaceService({ sessions, clock, onError });
  scope.add(() => workspace.close());
  const away = createAwayService({ sessions, onError });
  scope.add(() => away.close());
  const batches = createBatchesService({ clock });
  scope.add(() => batches.close());
  const rooms = createRoomsService({ sessions, clock, describeRoom: toRoomSummary, batches });
  const members = createMembersService({ sessions, clock, batches });
  const roles = createRolesService({ sessions, clock, describeRole: toRole });
  const people = createPeopleService({ sessions, clock });
  const threads = createThreadsService({
    sessions,
    clock,
    describeThread: toThreadSummary,
    person: (input) => people.get(input),
  });

  const roomPlans = await createRoomPlansService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('room-plans'),
    rooms: {
      create: (input, options) => rooms.create(input, options),
      end: (input, options) => rooms.end(input, options),
      setStatus: (input) => rooms.setStatus(input),
      startStage: (input) => rooms.startStage(input),
      move: (input) => members.move(input),
    },
  });
  scope.add(() => roomPlans.close());
  const notices = await createNoticesService({
    dataDir: config.dataDir,
    sessions,
    clock,
    logger: logger.child('notices'),
    system: ports.systemNotices ?? null,
  });
  scope.add(() => notices.close());

  return { workspace, away, batches, rooms, members, roles, people, threads, roomPlans, notices };
}
