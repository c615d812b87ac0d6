import type { RoomSpec, TemplateDraft } from '../../src/shared/models/room-plans';

export function aSpec(over: Partial<RoomSpec> = {}): RoomSpec {
  return {
    kind: 'voice',
    name: 'Table {n}',
    count: 2,
    userLimit: 12,
    bitrateBps: null,
    region: null,
    access: { kind: 'everyone', roles: [] },
    status: null,
    stageTopic: null,
    ...over,
  };
}

export function aDraft(over: Partial<TemplateDraft> = {}): TemplateDraft {
  return { name: 'Tuesday stage', guildId: null, category: { kind: 'none' }, specs: [aSpec()], ...over };
}
