import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuildCache } from '../../../../src/main/discord/cache';
import { createShard, type OpenGatewaySocket } from '../../../../src/main/discord/gateway';
import { createLogger, type LogEntry } from '../../../../src/main/support/logger';
import { Secret } from '../../../../src/main/support/secret';
import { DISPATCH_SCHEMAS, type DispatchName } from '../../../../src/shared/discord/wire/dispatch';
import { SteppedClock } from '../../../support/stepped-clock';

const user = { id: '5', username: 'ada', global_name: null, avatar: null };
const member = { user: { ...user, id: '6' }, nick: null, roles: ['1'] };
const message = {
  id: '70',
  channel_id: '30',
  author: member.user,
  member,
  content: 'hi',
  timestamp: 't',
  type: 0,
};
const GUILD = {
  id: '1',
  name: 'G',
  owner_id: '5',
  member_count: 2,
  roles: [{ id: '1', name: 'r', permissions: '0' }],
  channels: [
    { id: '20', type: 2, name: 'room' },
    { id: '30', type: 0, name: 'text' },
  ],
  threads: [{ id: '40', type: 11, parent_id: '30' }],
  emojis: [{ id: '50', name: 'e' }],
  stage_instances: [],
  members: [member],
  voice_states: [{ channel_id: '20', user_id: '6', session_id: 's' }],
  presences: [{ user: { id: '6' }, status: 'idle' }],
};
const here = { guild_id: '1', id: '20', channel_id: '30', user_id: '6', user: member.user, message_id: '70' };
/** A good payload of each event, from which bad ones are made. */
const GOOD: Record<DispatchName, object> = {
  ...(Object.fromEntries(Object.keys(DISPATCH_SCHEMAS).map((name) => [name, here])) as Record<
    DispatchName,
    object
  >),
  READY: { user, session_id: 's', resume_gateway_url: null, guilds: [{ id: '1', unavailable: true }] },
  GUILD_CREATE: GUILD,
  GUILD_UPDATE: GUILD,
  GUILD_DELETE: { id: '1', unavailable: true },
  GUILD_ROLE_UPDATE: { guild_id: '1', role: GUILD.roles[0] },
  CHANNEL_UPDATE: { id: '20', guild_id: '1', type: 2, name: 'new' },
  THREAD_UPDATE: { id: '40', guild_id: '1', type: 11, parent_id: '30' },
  THREAD_LIST_SYNC: { guild_id: '1', threads: GUILD.threads, members: [] },
  GUILD_EMOJIS_UPDATE: { guild_id: '1', emojis: GUILD.emojis },
  GUILD_MEMBER_ADD: { ...member, guild_id: '1' },
  GUILD_MEMBER_UPDATE: { ...member, guild_id: '1', nick: 'n' },
  GUILD_MEMBERS_CHUNK: { guild_id: '1', members: [member], chunk_index: 0, chunk_count: 1 },
  VOICE_STATE_UPDATE: { guild_id: '1', channel_id: '20', user_id: '6', session_id: 's', member },
  PRESENCE_UPDATE: { guild_id: '1', user: { id: '6' }, status: 'online' },
  MESSAGE_CREATE: message,
  MESSAGE_UPDATE: message,
  CHANNEL_INFO: { guild_id: '1', channels: [{ id: '20', status: 'x', voice_start_time: 5 }] },
  MESSAGE_REACTION_ADD: { ...here, emoji: { id: null, name: 'x' } },
};

const bad = fc.constantFrom<unknown>(
  null,
  undefined,
  0,
  -1,
  '',
  'x',
  [],
  {},
  [null],
  { id: null },
  '9'.repeat(40),
  true,
);
/** One place somewhere in a payload, replaced by something that does not belong there. */
const damage = fc.record({ path: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), value: bad });
function damaged(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
  copy[key] = damaged(copy[key], rest, by);
  return copy;
}
const event = fc
  .record({
    t: fc.constantFrom(...(Object.keys(DISPATCH_SCHEMAS) as DispatchName[])),
    damages: fc.array(damage, { maxLength: 2 }),
    skip: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 1, 0, -3, 5),
    head: fc.boolean(),
  })
  .map(({ t, damages, skip, head }) => {
    let d: unknown = GOOD[t];
    for (const { path, value } of damages) d = damaged(d, path, value);
    return { kind: 'event' as const, t, d, skip, head };
  });
const other = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.oneof(fc.string(), fc.json()) }),
  fc.record({
    kind: fc.constant('op' as const),
    op: fc.constantFrom(1, 7, 9, 10, 11, 3, 99),
    d: fc.constantFrom<unknown>(null, true, false, {}, { heartbeat_interval: 'x' }),
  }),
  fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 30 }) }),
  fc.record({
    kind: fc.constant('close' as const),
    code: fc.constantFrom(null, 1000, 1001, 4000, 4007, 4008, 4009),
  }),
  fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(1, 1_000, 40_000, 3_600_000) }),
  fc.record({ kind: fc.constant('wake' as const) }),
);
const script = fc.array(fc.oneof({ weight: 6, arbitrary: event }, { weight: 1, arbitrary: other }), {
  maxLength: 60,
});

describe('the shard and the cache, whatever a server says', () => {
  it('never fail, count what they drop, and are on air again as soon as they are let', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const clock = new SteppedClock();
        const log: LogEntry[] = [];
        let handlers: Parameters<OpenGatewaySocket>[1] | undefined;
        let sent: { op: number }[] = [];
        let finished = 0;
        const cache = createGuildCache(clock, (error) => {
          throw error;
        });
        const shard = createShard({
          url: 'ws://127.0.0.1:1',
          token: new Secret('canary'),
          intents: ['GUILDS'],
          clock,
          random: () => 0.5,
          logger: createLogger('fuzz', (entry) => log.push(entry)),
          compression: 'zlib-stream',
          openSocket: (_url, given) => {
            handlers = given;
            sent = [];
            return {
              send: (text) => sent.push(JSON.parse(text) as { op: number }),
              close: () => undefined,
              gone: Promise.resolve(),
            };
          },
        });
        shard.onDispatch((dispatch) => {
          cache.apply(dispatch);
          finished += 1;
        });
        let seq = 0;
        const say = (payload: object) => handlers?.text(JSON.stringify(payload));
        const greet = () => {
          if (shard.state.kind === 'connecting')
            say({ op: 10, d: { heartbeat_interval: 41_250 }, s: null, t: null });
          if (sent.some(({ op }) => op === 2) && shard.state.kind === 'handshaking') {
            seq = 1;
            say({ t: 'READY', s: seq, op: 0, d: GOOD.READY });
            seq += 1;
            say({ t: 'GUILD_CREATE', s: seq, op: 0, d: GUILD });
          } else if (sent.some(({ op }) => op === 6) && shard.state.kind === 'handshaking') {
            seq = ('session' in shard.state && shard.state.session?.seq) || seq;
            seq += 1;
            say({ t: 'RESUMED', s: seq, op: 0, d: {} });
          }
        };
        shard.start();
        for (const step of steps) {
          greet();
          if (step.kind === 'event') {
            seq += step.skip;
            const { t, d } = step;
            say(step.head ? { t, s: seq, op: 0, d } : { op: 0, d, s: seq, t });
          } else if (step.kind === 'text') handlers?.text(step.text);
          else if (step.kind === 'op') say({ op: step.op, d: step.d, s: null, t: null });
          else if (step.kind === 'bytes') handlers?.binary(step.bytes);
          else if (step.kind === 'close') handlers?.closed(step.code, 'fuzz');
          else if (step.kind === 'time') clock.advance(step.ms);
          else shard.checkConnection();
        }
        for (let n = 0; n < 120 && shard.state.kind !== 'ready'; n += 1) {
          clock.advance(1_000);
          greet();
        }
        expect(shard.state.kind).toBe('ready');
        expect(log.filter((entry) => entry.level === 'error')).toEqual([]);
        const counters = shard.counters();
        expect(finished).toBeLessThanOrEqual(counters.frames);
        await shard.close();
        expect(clock.pendingTimers).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
