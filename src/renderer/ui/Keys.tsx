import styles from './Keys.module.css';

const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);
const NAMES: Readonly<Record<string, string>> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  Shift: isMac ? '⇧' : 'Shift',
  Alt: isMac ? '⌥' : 'Alt',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** The keys of a shortcut written `Mod+K`, as this platform names them. */
export function keyNames(shortcut: string): string[] {
  if (shortcut === '+') return ['+'];
  return shortcut.split('+').map((key) => NAMES[key] ?? key);
}

export function Keys({ shortcut }: { shortcut: string }) {
  return (
    <span className={styles.keys}>
      {keyNames(shortcut).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
