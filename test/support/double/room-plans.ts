import type { NoticesState } from '../../../src/shared/models/notices';
import { PlanId, type RoomPlansState } from '../../../src/shared/models/room-plans';
import type { PartialHandlers } from '../contract-double';

/** Room plans and notices that keep what is saved, for renderer tests; nothing opens by itself. */
export function createPlansDouble(emit: {
  plans(state: RoomPlansState): void;
  notices(state: NoticesState): void;
}): Pick<PartialHandlers, 'roomPlans' | 'notices'> {
  let plans: RoomPlansState = { templates: [], schedules: [], sets: [], lobbies: [] };
  let notices: NoticesState = {
    rules: [],
    quietHours: { enabled: false, fromMinute: 1_320, toMinute: 480, untilMs: null },
    recent: [],
    systemAvailable: true,
  };
  let nextId = 1;
  const id = () => PlanId.parse(`plan-${nextId++}`);
  const setPlans = (change: Partial<RoomPlansState>) => {
    plans = { ...plans, ...change };
    emit.plans(plans);
  };
  const setNotices = (change: Partial<NoticesState>) => {
    notices = { ...notices, ...change };
    emit.notices(notices);
  };
  return {
    roomPlans: {
      state: () => plans,
      saveTemplate({ templateId, draft }) {
        const template = { ...draft, templateId: templateId ?? id(), updatedAtMs: Date.now() };
        const others = plans.templates.filter((one) => one.templateId !== template.templateId);
        setPlans({ templates: [...others, template] });
        return template;
      },
      removeTemplate: ({ templateId }) =>
        setPlans({ templates: plans.templates.filter((one) => one.templateId !== templateId) }),
      templateFrom: ({ guildId, channelIds }) => ({
        name: 'From here',
        guildId,
        category: { kind: 'none' },
        specs: channelIds.map((channelId) => ({
          kind: 'voice',
          name: `Like ${channelId}`,
          count: 1,
          userLimit: 0,
          bitrateBps: null,
          region: null,
          access: { kind: 'everyone', roles: [] },
          status: null,
          stageTopic: null,
        })),
      }),
      preview({ source }) {
        const draft =
          source.kind === 'draft'
            ? source.draft
            : plans.templates.find((one) => one.templateId === source.templateId);
        if (!draft) return null;
        const items = draft.specs.flatMap((spec) =>
          Array.from({ length: spec.count }, (_, i) => ({
            kind: spec.kind,
            name: spec.name.replaceAll('{n}', String(i + 1)),
          })),
        );
        return {
          items,
          permissions: [{ permission: 'Manage Channels', has: true }],
          problems: [],
          canOpen: true,
          requests: items.length,
          estimateMs: items.length * 150,
        };
      },
      endSet: ({ setId }) => setPlans({ sets: plans.sets.filter((set) => set.setId !== setId) }),
    },
    notices: {
      state: () => notices,
      saveRule({ ruleId, ...draft }) {
        const rule = { ...draft, ruleId: ruleId ?? id(), accountKey: 'practice-1' };
        setNotices({ rules: [...notices.rules.filter((one) => one.ruleId !== rule.ruleId), rule] });
        return rule;
      },
      removeRule: ({ ruleId }) => setNotices({ rules: notices.rules.filter((one) => one.ruleId !== ruleId) }),
      setQuietHours: (quietHours) => setNotices({ quietHours }),
      clearRecent: () => setNotices({ recent: [] }),
    },
  };
}
