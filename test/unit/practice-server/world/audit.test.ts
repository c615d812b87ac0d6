import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPage } from '../../../../src/main/practice-server/rest/resources/audit-log';
import {
  AuditAction,
  changesBetween,
  recordAudit,
} from '../../../../src/main/practice-server/world/commands/audit';
import type { AuditEntry } from '../../../../src/main/practice-server/world/model';
import { aWorld } from '../support';

const entry = (id: number, action_type = 1, user_id = '7'): AuditEntry => ({
  id: String(id),
  guild_id: '1',
  action_type,
  user_id,
  target_id: null,
  reason: null,
});

describe('changes in the audit log', () => {
  it('name what differs, and only the side there is', () => {
    const before = { name: 'a', topic: null as string | null, nsfw: false };
    const after = { name: 'b', topic: 'new', nsfw: false };
    expect(changesBetween(before, after, ['name', 'topic', 'nsfw'])).toEqual([
      { key: 'name', old_value: 'a', new_value: 'b' },
      { key: 'topic', new_value: 'new' },
    ]);
    expect(changesBetween(null, before, ['name', 'topic'])).toEqual([{ key: 'name', new_value: 'a' }]);
    expect(changesBetween(before, null, ['name'])).toEqual([{ key: 'name', old_value: 'a' }]);
  });
});

describe('the audit log', () => {
  it('forgets what is older than 45 days', () => {
    const { world, guild, clock } = aWorld();
    const write = () =>
      recordAudit(world, guild, {
        action: AuditAction.ROLE_CREATE,
        userId: '1',
        targetId: null,
        reason: null,
      });
    write();
    clock.advance(46 * 86_400_000);
    write();
    expect(world.state.audit_log).toHaveLength(1);
  });

  it('is read whole by pages in either direction', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 60 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 20 }), (list, limit) => {
        const entries = [...list].sort((a, b) => a - b).map((id) => entry(id));
        const back: string[] = [];
        for (let before: string | undefined; ; ) {
          const page = auditPage(entries, { limit, ...(before === undefined ? {} : { before }) });
          if (page.length === 0) break;
          back.push(...page.map(({ id }) => id));
          before = page.at(-1)?.id;
        }
        const forth: string[] = [];
        for (let after = '0'; ; ) {
          const page = auditPage(entries, { limit, after });
          if (page.length === 0) break;
          forth.push(...page.map(({ id }) => id));
          after = page.at(-1)?.id ?? after;
        }
        expect(forth).toEqual(entries.map(({ id }) => id));
        expect(back).toEqual([...forth].reverse());
      }),
    );
  });

  it('shows what all filters let through', () => {
    const entries = [entry(1, 10, '7'), entry(2, 11, '7'), entry(3, 10, '8')];
    expect(auditPage(entries, { limit: 9, action_type: 10, user_id: '7' }).map(({ id }) => id)).toEqual([
      '1',
    ]);
  });
});
