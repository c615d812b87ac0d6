import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ClipboardCopy } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useActions } from '../../state/react';
import { diagnosticsStrings as words } from '../../strings/diagnostics';
import { Button } from '../../ui/Button';
import { copyText } from '../../ui/copy-text';
import { cx } from '../../ui/cx';
import { TextInput } from '../../ui/Field';
import { Segmented } from '../../ui/Segmented';
import { filterLog, type LogFloor, type LogLine, logKeys, logText } from './log';
import styles from './log.module.css';

const LINE_PX = 22;
/** So near the end, new lines are followed. */
const AT_END_PX = 30;
/** What scrolls is reached by Tab, so that the arrow keys scroll it. */
const REACHABLE = { tabIndex: 0 } as const;

/** The end of the log: it follows new lines until somebody scrolls up to read. */
export function LogTail({ log }: { log: readonly LogLine[] }) {
  const id = useId();
  const { view } = useActions();
  const [floor, setFloor] = useState<LogFloor>('info');
  const [text, setText] = useState('');
  const lines = useMemo(() => filterLog(log, floor, text), [log, floor, text]);
  const keys = useMemo(() => logKeys(lines), [lines]);
  const scroller = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 12,
  });
  const newest = lines.at(-1);
  useEffect(() => {
    if (follows && newest) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [follows, newest, lines.length, virtual]);
  const copy = () => {
    const done = copyText(lines.map(logText).join('\n'));
    const title = done ? words.logCopied(lines.length) : words.copyFailed;
    view.toast({ title, tone: done ? 'info' : 'trouble' });
  };
  return (
    <section aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{words.log}</h2>
        <Segmented
          label={words.logLevel}
          value={floor}
          onChange={setFloor}
          options={(['info', 'warn', 'error'] as const).map((value) => ({
            value,
            label: words.levels[value],
          }))}
        />
        <TextInput
          className={styles.filter}
          type="search"
          aria-label={words.logFilter}
          placeholder={words.logFilter}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button icon={<ClipboardCopy size={15} />} disabled={lines.length === 0} onClick={copy}>
          {words.copyLog}
        </Button>
      </div>
      {lines.length === 0 ? (
        <p className={styles.none}>{log.length === 0 ? words.noLog : words.noLogMatch}</p>
      ) : (
        <div className={styles.frame}>
          <section
            ref={scroller}
            className={styles.scroll}
            aria-label={words.logLines}
            {...REACHABLE}
            onScroll={({ currentTarget: at }) =>
              setFollows(at.scrollHeight - at.scrollTop - at.clientHeight < AT_END_PX)
            }
          >
            <ol style={{ height: virtual.getTotalSize() }}>
              {virtual.getVirtualItems().map((item) => {
                const line = lines[item.index];
                return line ? (
                  <Line
                    key={item.key}
                    line={line}
                    index={item.index}
                    startPx={item.start}
                    measure={virtual.measureElement}
                  />
                ) : null;
              })}
            </ol>
          </section>
          {!follows && (
            <Button
              className={cx(styles.newest)}
              icon={<ArrowDown size={15} />}
              onClick={() => setFollows(true)}
            >
              {words.newest}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

interface LineProps {
  line: LogLine;
  index: number;
  startPx: number;
  measure: (element: Element | null) => void;
}

function Line({ line, index, startPx, measure }: LineProps) {
  const isBad = line.level === 'warn' || line.level === 'error';
  return (
    <li
      ref={measure}
      data-index={index}
      className={cx(styles.line, isBad && styles.bad, line.level === 'error' && styles.error)}
      style={{ transform: `translateY(${startPx}px)` }}
    >
      <time>{new Date(line.timeMs).toLocaleTimeString(undefined, { hour12: false })}</time>
      <span className={styles.level}>{line.level}</span>
      <span className={styles.area}>{line.area}</span>
      <span className={styles.message}>
        {line.message} <span className={styles.fields}>{line.fields}</span>
      </span>
    </li>
  );
}
