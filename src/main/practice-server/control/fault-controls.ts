import { TroubleSettings } from '@shared/models/practice-trouble';
import { LimitSettings } from '../rest/limits/settings';
import { parseOrThrow } from '../rest/validation';
import type { Control, ControlParts } from './control';

const LIMITS = /^\/practice\/limits$/;
const TROUBLE = /^\/practice\/trouble$/;

function setLimits(parts: ControlParts, body: unknown): unknown {
  parts.limits.set(parseOrThrow(LimitSettings, body));
  return parts.limits.state(parts.clock.monotonicMs());
}

function setTrouble(parts: ControlParts, body: unknown): unknown {
  parts.trouble.set(parseOrThrow(TroubleSettings, body));
  return parts.trouble.state();
}

/** Reads, replaces and takes back rate limits and trouble; each answers with the state that results. */
export const faultControls: readonly Control[] = [
  ['GET', LIMITS, (parts) => parts.limits.state(parts.clock.monotonicMs())],
  ['PUT', LIMITS, setLimits],
  ['POST', LIMITS, setLimits],
  [
    'DELETE',
    LIMITS,
    (parts) => {
      parts.limits.reset();
      return parts.limits.state(parts.clock.monotonicMs());
    },
  ],
  ['GET', TROUBLE, (parts) => parts.trouble.state()],
  ['PUT', TROUBLE, setTrouble],
  ['POST', TROUBLE, setTrouble],
  [
    'DELETE',
    TROUBLE,
    (parts) => {
      parts.trouble.reset();
      return parts.trouble.state();
    },
  ],
];
