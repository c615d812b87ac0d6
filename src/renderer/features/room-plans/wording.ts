import { AppError } from '@shared/errors/failure';
import type { PlanProblem, RoomSlot, RoomSpec, RoomTemplate, SlotProblem } from '@shared/models/room-plans';
import { adviceFor } from '../../advice';
import { strings } from '../../strings';
import { wordRoomRefusal } from '../members';

const words = strings.plans;

/** Why a step did not go well, in one sentence. */
export function wordProblem(problem: SlotProblem): string {
  switch (problem.kind) {
    case 'guildFull':
      return words.state.guildFull;
    case 'noCategory':
      return words.state.noCategory;
    case 'failed':
      return adviceFor(AppError.fromView(problem.error)).title;
    default:
      return wordRoomRefusal(problem);
  }
}

/** What stands against an opening, or is worth knowing before it. */
export function wordPlanProblem(problem: PlanProblem): string {
  const { problems } = words;
  switch (problem.kind) {
    case 'missingPermission':
      return problems.missingPermission(problem.permission, problem.for);
    case 'missingRole':
      return problems.missingRole(problem.name);
    case 'missingCategory':
      return problems.missingCategory(problem.name);
    case 'guildFull':
      return problems.guildFull(problem.has, problem.wants);
    case 'categoryFull':
      return problems.categoryFull(problem.has, problem.wants);
    case 'sameNames':
      return problems.sameNames(problem.names.join(', '));
    case 'bitrateLowered':
      return problems.bitrateLowered(problem.toBps / 1_000);
    case 'guildUnavailable':
      return problems.guildUnavailable;
  }
}

/** `4:59`, or `2 h 05 min` when it is long. */
export function wordLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return `${Math.floor(seconds / 3_600)} h ${String(Math.floor((seconds % 3_600) / 60)).padStart(2, '0')} min`;
}

/** `5 min`, `45 s`. */
export function wordMinutes(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** How a room of a set stands; `people` null while the workspace does not know it. */
export function wordSlot(slot: RoomSlot, people: number | null, nowMs: number): string {
  const { state } = slot;
  const said = words.state;
  switch (state.kind) {
    case 'waiting':
    case 'creating':
    case 'unanswered':
    case 'uncertain':
    case 'ending':
    case 'kept':
    case 'cancelled':
      return said[state.kind];
    case 'failed':
      return said.failed(wordProblem(state.problem));
    case 'stuck':
      return said.stuck(wordProblem(state.problem));
    case 'ended':
      return state.reason === null ? said.endedByOther : said.ended[state.reason];
    case 'open': {
      if (slot.kind === 'category') return said.category;
      const inside = people ? said.people(people) : state.everUsed ? said.empty : said.nobodyYet;
      if (state.endsAtMs !== null) return `${inside} · ${said.endsIn(wordLeft(state.endsAtMs - nowMs))}`;
      return slot.temporary ? `${inside} · ${said.temporary(wordMinutes(slot.temporary.graceMs))}` : inside;
    }
  }
}

/** One line about what a template makes. */
export function wordTemplate(template: Pick<RoomTemplate, 'specs' | 'category'>): string {
  const rooms = template.specs.reduce((sum, spec) => sum + spec.count, 0);
  const parts = template.specs.map(wordSpec).join('; ');
  const where =
    template.category.kind === 'own'
      ? words.templates.inOwn(template.category.name)
      : template.category.kind === 'existing'
        ? words.templates.inCategory(template.category.name)
        : null;
  return words.templates.summary(rooms, where ? `${parts} · ${where}` : parts);
}

function wordSpec({ count, name, kind, userLimit, access }: RoomSpec): string {
  const parts = [count > 1 ? `${count} × ${name}` : name];
  if (kind === 'stage') parts.push(words.templates.kinds.stage.toLowerCase());
  if (userLimit > 0) parts.push(words.templates.limitOf(userLimit));
  if (access.kind !== 'everyone')
    parts.push(words.templates.rolesOf(access.roles.map((r) => r.name).join(', ')));
  return parts.join(', ');
}
