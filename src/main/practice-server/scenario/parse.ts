/**
 * A scenario is a script one can read aloud, one step a line:
 *
 *     # Friday rehearsal
 *     at 0s    Mia joins Lounge
 *     at 1.5s  Noah types in #general
 *     at 3s    Noah says in #general: on my way
 *     at 4s    Mia speaks for 5s
 *     at 6s    Noah joins Lounge
 *     at 8s    Mia mutes
 *     at 9s    Mia unmutes
 *     at 20s   Mia leaves
 *     at 30s   the gateway reconnects
 *     at 40s   the gateway closes with 4000
 *
 * People are named by display or user name, rooms and channels by name. Blank lines and lines that begin with
 * # are for the reader.
 */
export type MemberAction =
  | { kind: 'join'; who: string; room: string }
  | { kind: 'leave'; who: string }
  | { kind: 'mute'; who: string; on: boolean }
  | { kind: 'speak'; who: string; forMs: number }
  | { kind: 'type'; who: string; channel: string }
  | { kind: 'say'; who: string; channel: string; text: string };

export type GatewayAction = { kind: 'reconnect' } | { kind: 'close'; code: number };

export type ScenarioAction = MemberAction | GatewayAction;

export interface ScenarioStep {
  atMs: number;
  /** Line of the script, from 1. */
  line: number;
  action: ScenarioAction;
}

export type ParsedScenario = { kind: 'ready'; steps: ScenarioStep[] } | { kind: 'faulty'; faults: string[] };

const LINE = /^at\s+(\d{1,6}(?:\.\d{1,3})?)\s*s\s+(.+)$/i;

type Rule = [pattern: RegExp, action: (match: RegExpExecArray) => ScenarioAction];

const RULES: readonly Rule[] = [
  [/^the gateway reconnects$/i, () => ({ kind: 'reconnect' })],
  [/^the gateway closes with (\d{4})$/i, ([, code]) => ({ kind: 'close', code: Number(code) })],
  [/^(.+?) (?:joins|moves to) (.+)$/i, ([, who = '', room = '']) => ({ kind: 'join', who, room })],
  [/^(.+?) leaves$/i, ([, who = '']) => ({ kind: 'leave', who })],
  [/^(.+?) mutes$/i, ([, who = '']) => ({ kind: 'mute', who, on: true })],
  [/^(.+?) unmutes$/i, ([, who = '']) => ({ kind: 'mute', who, on: false })],
  [
    /^(.+?) speaks for (\d{1,6}(?:\.\d{1,3})?)\s*s$/i,
    ([, who = '', seconds]) => ({ kind: 'speak', who, forMs: Number(seconds) * 1000 }),
  ],
  [/^(.+?) types in #?(\S+)$/i, ([, who = '', channel = '']) => ({ kind: 'type', who, channel })],
  [
    /^(.+?) says in #?([^\s:]+):\s*(.+)$/i,
    ([, who = '', channel = '', text = '']) => ({ kind: 'say', who, channel, text }),
  ],
];

/** Reads a script; every line that cannot be read is named, so that all can be mended at once. */
export function parseScenario(script: string): ParsedScenario {
  const steps: ScenarioStep[] = [];
  const faults: string[] = [];
  for (const [index, raw] of script.split(/\r?\n/).entries()) {
    const text = raw.trim();
    const line = index + 1;
    if (text === '' || text.startsWith('#')) continue;
    const match = LINE.exec(text);
    if (!match) {
      faults.push(`line ${line}: begins with no time such as "at 3s"`);
      continue;
    }
    const action = readAction(match[2] ?? '');
    if (action) steps.push({ atMs: Number(match[1]) * 1000, line, action });
    else faults.push(`line ${line}: nothing a member does is written like "${match[2] ?? ''}"`);
  }
  if (faults.length > 0) return { kind: 'faulty', faults };
  steps.sort((a, b) => a.atMs - b.atMs || a.line - b.line);
  return { kind: 'ready', steps };
}

function readAction(text: string): ScenarioAction | null {
  for (const [pattern, action] of RULES) {
    const match = pattern.exec(text);
    if (match) return action(match);
  }
  return null;
}
