import { RotateCcw, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectKeys } from '../../state/settings/selectors';
import { strings } from '../../strings';
import { Keys } from '../../ui/Keys';
import { type KeyActions, keysOf, takenBy, withKeys, writtenKeys } from '../../ui/key-map';
import { CHANGEABLE, type ChangeableDesk, KEYS } from './keys';
import styles from './shell.module.css';

const words = strings.keys;
/** What moves the focus, closes, opens this sheet or is wanted by lists. */
const NEVER: ReadonlySet<string> = new Set([
  ...['Tab', 'Shift+Tab', 'Escape', 'Enter', 'Shift+Enter', 'ArrowUp', 'ArrowDown', 'F5', 'F11'],
  ...[KEYS.keySheet.keys, KEYS.putAway.keys],
]);

type Problem = { keys: string; by: string | null };

/** A key that is changed by choosing it and pressing another; who has that one already is told before it is taken. */
export function ChangeableKey({ desk, name }: { desk: ChangeableDesk; name: string }) {
  const chosen = useApp(selectKeys);
  const { settings } = useActions();
  const [waiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const actions: KeyActions = CHANGEABLE[desk].actions;
  const action = actions[name];
  if (!action) return null;
  const keys = keysOf(desk, name, action, chosen);
  const { label } = action;
  const set = (next: string | null) => {
    setProblem(null);
    settings.change({ keys: withKeys(desk, actions, chosen, name, next) });
  };
  const takeOver = ({ keys: next, by }: Problem) => {
    const without = by === null ? chosen : withKeys(desk, actions, chosen, by, null);
    settings.change({ keys: withKeys(desk, actions, without, name, next) });
    setProblem(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!waiting) return;
    if (event.key === 'Tab') return setWaiting(false);
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return setWaiting(false);
    const next = writtenKeys(event);
    if (next === null) return;
    setWaiting(false);
    const { fixed, never } = CHANGEABLE[desk];
    const isFixed = fixed.some((one) => one.keys === next);
    if (NEVER.has(next) || never.test(next) || isFixed) return setProblem({ keys: next, by: null });
    const by = takenBy(desk, actions, chosen, name, next);
    if (by === null) set(next);
    else setProblem({ keys: next, by });
  };
  const isOwn = chosen[`${desk}.${name}`] === undefined;
  return (
    <div>
      <dt>
        {label}
        {problem && (
          <span className={styles.keyProblem} role="alert">
            {problem.by === null
              ? words.notHere(problem.keys)
              : words.taken(problem.keys, actions[problem.by]?.label ?? '')}{' '}
            {problem.by !== null && (
              <button type="button" className={styles.keyReset} onClick={() => takeOver(problem)}>
                {words.takeOver}
              </button>
            )}
          </span>
        )}
      </dt>
      <dd className={styles.keyTools}>
        {isOwn ? (
          keys !== null && (
            <button
              type="button"
              className={styles.keyTool}
              aria-label={words.clear(label)}
              title={words.clear(label)}
              onClick={() => set(null)}
            >
              <X size={12} />
            </button>
          )
        ) : (
          <button
            type="button"
            className={styles.keyTool}
            aria-label={words.reset(label)}
            title={words.reset(label)}
            onClick={() => set(action.keys)}
          >
            <RotateCcw size={12} />
          </button>
        )}
        <button
          type="button"
          className={styles.keyField}
          aria-label={words.change(label, keys ?? words.noKey)}
          aria-pressed={waiting}
          data-takes-escape={waiting || undefined}
          onClick={() => {
            setProblem(null);
            setWaiting(true);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setWaiting(false)}
        >
          {waiting ? words.press : keys === null ? words.noKey : <Keys shortcut={keys} />}
        </button>
      </dd>
    </div>
  );
}
