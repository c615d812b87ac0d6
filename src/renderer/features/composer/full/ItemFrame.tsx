import { ChevronDown, ChevronRight, Copy, GripVertical, MoveDown, MoveUp, Trash2 } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, memo, type ReactNode, useEffect, useState } from 'react';
import { composeStrings as words } from '../../../strings/compose';
import { IconButton } from '../../../ui/Button';
import { cx } from '../../../ui/cx';
import { duplicateItem, moveItem, removeItem } from '../lists';
import styles from './form.module.css';
import { REVEAL } from './reveal';
import { useForm, useProblem } from './use-form';

export interface ItemFrameProps {
  /** Path of the list this stands in: `embeds`, `embeds.0.fields`. */
  list: string;
  index: number;
  count: number;
  title: string;
  /** What stands beside the title while it is closed. */
  summary?: string | undefined;
  /** A further copy would be too many. */
  full?: boolean;
  startClosed?: boolean;
  tone?: string | undefined;
  children: ReactNode;
}

/** A part of a list: it opens and closes, moves by drag or Alt+arrows, doubles and goes. */
export function ItemFrame(props: ItemFrameProps) {
  const { list, index, count, title, summary, full = false, children } = props;
  const form = useForm();
  const [closed, setClosed] = useState(props.startClosed ?? false);
  const [over, setOver] = useState(false);
  const path = `${list}.${index}`;
  const problem = useProblem(path);
  const type = dragTypeOf(list);
  useEffect(() => {
    const onReveal = (event: Event) => {
      const wanted = event instanceof CustomEvent ? String(event.detail) : '';
      if (wanted === path || wanted.startsWith(`${path}.`)) setClosed(false);
    };
    window.addEventListener(REVEAL, onReveal);
    return () => window.removeEventListener(REVEAL, onReveal);
  }, [path]);
  const move = (to: number) => form.change<unknown[]>(list, (items) => moveItem(items, index, to));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    move(index + step);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    const from = Number.parseInt(event.dataTransfer.getData(type), 10);
    if (Number.isNaN(from)) return;
    event.preventDefault();
    event.stopPropagation();
    form.change<unknown[]>(list, (items) => moveItem(items, from, index));
  };
  return (
    <section
      className={cx(styles.item, over && styles.dropOver, problem && styles.wrong)}
      style={props.tone === undefined ? undefined : { borderInlineStartColor: props.tone }}
      data-path={path}
      tabIndex={-1}
      aria-label={title}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(type.toLowerCase())) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <ItemHead
        list={list}
        index={index}
        count={count}
        title={title}
        summary={closed ? summary : undefined}
        full={full}
        closed={closed}
        onToggle={setClosed}
      />
      {problem && <p className={styles.problem}>{problem.message}</p>}
      {!closed && <div className={styles.itemBody}>{children}</div>}
    </section>
  );
}

const dragTypeOf = (list: string) => `application/x-roomtone-${list}`;

interface ItemHeadProps extends Omit<ItemFrameProps, 'children' | 'startClosed' | 'tone'> {
  closed: boolean;
  onToggle: (closed: boolean) => void;
}

/** The line above a part: most of what is drawn, and nothing that changes while one types in it. */
const ItemHead = memo(function ItemHead(props: ItemHeadProps) {
  const { list, index, count, title, summary, full = false, closed, onToggle } = props;
  const form = useForm();
  const move = (to: number) => form.change<unknown[]>(list, (items) => moveItem(items, index, to));
  return (
    <header className={styles.itemHead}>
      <span
        className={styles.grip}
        draggable
        aria-hidden="true"
        onDragStart={(event) => event.dataTransfer.setData(dragTypeOf(list), String(index))}
      >
        <GripVertical size={14} />
      </span>
      <button
        type="button"
        className={styles.itemTitle}
        aria-expanded={!closed}
        onClick={() => onToggle(!closed)}
      >
        {closed ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
        <span>{title}</span>
        {summary && <small>{summary}</small>}
      </button>
      <IconButton
        label={words.up(title)}
        shortcut="Alt+ArrowUp"
        disabled={index === 0}
        onClick={() => move(index - 1)}
      >
        <MoveUp size={14} />
      </IconButton>
      <IconButton
        label={words.down(title)}
        shortcut="Alt+ArrowDown"
        disabled={index === count - 1}
        onClick={() => move(index + 1)}
      >
        <MoveDown size={14} />
      </IconButton>
      <IconButton
        label={words.duplicate(title)}
        disabled={full}
        onClick={() => form.change<unknown[]>(list, (items) => duplicateItem(items, index))}
      >
        <Copy size={14} />
      </IconButton>
      <IconButton
        label={words.remove(title)}
        onClick={() => form.change<unknown[]>(list, (items) => removeItem(items, index))}
      >
        <Trash2 size={14} />
      </IconButton>
    </header>
  );
});
