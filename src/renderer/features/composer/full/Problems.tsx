import type { BodyProblem } from '@shared/models/message-body';
import { CircleAlert } from 'lucide-react';
import { composeStrings as words } from '../../../strings/compose';
import styles from './compose.module.css';
import { reveal } from './reveal';

/** What stands against sending, each a way to its field. */
export function Problems({ problems }: { problems: readonly BodyProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <details className={styles.problems} role="status">
      <summary>
        <CircleAlert size={14} aria-hidden="true" />
        {words.problems(problems.length)}
      </summary>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.path} ${problem.message}`}>
            <button type="button" onClick={() => reveal(problem.path)}>
              {problem.message}
              <code>{problem.path}</code>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
