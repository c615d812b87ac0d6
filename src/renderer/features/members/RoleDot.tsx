import styles from './members.module.css';
import { cssColour } from './role-list';

/** The colour of a role as a dot; a ring for one without. */
export function RoleDot({ colour }: { colour: number | null }) {
  return (
    <span
      className={styles.dot}
      style={colour === null ? undefined : { background: cssColour(colour), borderColor: cssColour(colour) }}
      aria-hidden="true"
    />
  );
}
