import {
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { cx } from '../../ui/cx';
import { markOfKey, toggleMark } from './markdown-keys';
import { applyEdit, isInMention, piecesOf, textOf, toRaw, toShown } from './mention-text';
import { Suggestions } from './Suggestions';
import { complete, type SuggestToken, tokenBefore } from './suggest-token';
import styles from './text-field.module.css';
import { useMentionNames } from './use-mention-names';
import { type Suggestion, useSuggestions } from './use-suggestions';

/** Copied text with its mentions, for pasting into another field of ours; elsewhere the names are pasted. */
const OWN_TEXT = 'application/x-roomtone-text';

export interface TextFieldHandle {
  focus(): void;
}

export interface TextFieldProps {
  id?: string;
  label: string;
  value: string;
  placeholder?: string;
  guildId: string | null;
  invalid?: boolean;
  describedBy?: string | undefined;
  /** Rows at least. */
  rows?: number;
  /** In a form the field has a frame of its own; in the channel's composer the box around it has one. */
  framed?: boolean;
  autoFocus?: boolean;
  /** For the problems list to find it. */
  path?: string;
  onChange: (value: string) => void;
  /** Keys the field itself has no use for. */
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onFiles?: (files: File[]) => void;
  onTemplate?: (templateId: string) => void;
  ref?: Ref<TextFieldHandle>;
}

/**
 * Where text is written: it grows with it, marks it up by keys, and completes names, channels and emoji. The value is
 * Discord's (`<@1>`), what stands in the field is readable (`@Mira`); every edit is carried over from one to the other.
 */
export function TextField(props: TextFieldProps) {
  const { value, onChange, guildId } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const { names, remember } = useMentionNames(value, guildId);
  const pieces = useMemo(() => piecesOf(value, names), [value, names]);
  const shown = useMemo(() => textOf(pieces), [pieces]);
  /** Places in the value: where the selection goes with the next drawing, and where it was. */
  const selectNext = useRef<readonly [number, number] | null>(null);
  const selected = useRef<readonly [number, number]>([0, 0]);
  const drawn = useRef({ value, shown });
  const [token, setToken] = useState<SuggestToken | null>(null);
  const [chosen, setChosen] = useState(0);
  const found = useSuggestions(token, guildId);
  const list = props.onTemplate ? found : found.filter((one) => one.templateId === null);
  const open = token !== null && list.length > 0;
  const at = Math.min(chosen, list.length - 1);

  useImperativeHandle(props.ref, () => ({ focus: () => field.current?.focus() }), []);

  useLayoutEffect(() => {
    const element = field.current;
    const named = drawn.current.value === value && drawn.current.shown !== shown;
    drawn.current = { value, shown };
    const next = selectNext.current ?? (named ? selected.current : null);
    selectNext.current = null;
    if (!element || next === null || document.activeElement !== element) return;
    element.setSelectionRange(toShown(pieces, next[0]), toShown(pieces, next[1]));
  }, [value, shown, pieces]);

  const look = () => {
    const element = field.current;
    if (!element) return;
    const { selectionStart, selectionEnd } = element;
    const before = selectionStart === selectionEnd ? tokenBefore(element.value, selectionStart) : null;
    // A mention that stands there is finished, although its name looks like one that is being typed.
    const next = before && element.value === shown && isInMention(pieces, before.start) ? null : before;
    setToken((last) =>
      last?.kind === next?.kind && last?.query === next?.query && last?.start === next?.start ? last : next,
    );
    if (next?.query !== token?.query) setChosen(0);
  };
  /** Puts a value and a selection in it in; the selection follows once the text is drawn. */
  const put = (next: string, start: number, end = start) => {
    selectNext.current = [start, end];
    onChange(next);
    requestAnimationFrame(look);
  };
  const choose = (suggestion: Suggestion) => {
    const element = field.current;
    if (!element || !token) return;
    setToken(null);
    element.focus();
    if (suggestion.icon.kind === 'person') remember(suggestion.icon.userId, suggestion.label);
    const [start, caret] = [toRaw(pieces, token.start), toRaw(pieces, element.selectionStart)];
    const done = complete(value, { ...token, start }, caret, suggestion.insert);
    if (suggestion.templateId !== null) {
      // What was typed to find it is no part of the message.
      onChange(done.text);
      props.onTemplate?.(suggestion.templateId);
      return;
    }
    put(done.text, done.caret);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (open && steer(event)) return;
    const mark = markOfKey(event);
    if (mark) {
      event.preventDefault();
      const { selectionStart, selectionEnd } = event.currentTarget;
      const [start, end] = [toRaw(pieces, selectionStart), toRaw(pieces, selectionEnd)];
      const next = toggleMark({ text: value, start, end }, mark);
      put(next.text, next.start, next.end);
      return;
    }
    props.onKeyDown?.(event);
  };
  /** Keys of the list while it is open. */
  const steer = (event: KeyboardEvent): boolean => {
    const picked = list[at];
    if (event.key === 'ArrowDown') setChosen((at + 1) % list.length);
    else if (event.key === 'ArrowUp') setChosen((at + list.length - 1) % list.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && picked) choose(picked);
    else if (event.key === 'Escape') setToken(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = [...event.clipboardData.files];
    if (files.length > 0 && props.onFiles) {
      event.preventDefault();
      props.onFiles(files);
      return;
    }
    const text = event.clipboardData.getData(OWN_TEXT);
    if (text !== '') replaceSelection(event, text);
  };
  const replaceSelection = (event: ClipboardEvent<HTMLTextAreaElement>, text: string) => {
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const [start, end] = [toRaw(pieces, selectionStart), toRaw(pieces, selectionEnd)];
    put(value.slice(0, start) + text + value.slice(end), start + text.length);
  };
  /** Only where names stand in for something: all else the field copies by itself. */
  const onCopy = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    const raw = value.slice(toRaw(pieces, selectionStart), toRaw(pieces, selectionEnd));
    const text = shown.slice(selectionStart, selectionEnd);
    if (raw === text || raw === '') return;
    event.clipboardData.setData('text/plain', text);
    event.clipboardData.setData(OWN_TEXT, raw);
    if (event.type === 'cut') replaceSelection(event, '');
    else event.preventDefault();
  };

  const listId = `${props.id ?? 'text'}-suggestions`;
  return (
    <div className={cx(styles.grow, props.framed && styles.framed)} data-text={`${shown}\n`}>
      {open && (
        <Suggestions
          id={listId}
          kind={token.kind}
          list={list}
          at={at}
          onHover={setChosen}
          onChoose={choose}
        />
      )}
      <textarea
        ref={field}
        id={props.id}
        rows={props.rows ?? 1}
        value={shown}
        aria-label={props.label}
        aria-invalid={props.invalid || undefined}
        aria-describedby={props.describedBy}
        aria-autocomplete="list"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open ? `${listId}-${at}` : undefined}
        placeholder={props.placeholder}
        data-path={props.path}
        onChange={(event) => {
          const next = event.target.value;
          const edited = applyEdit(pieces, next, event.target.selectionEnd);
          if (textOf(piecesOf(edited.raw, names)) !== next) selectNext.current = [edited.caret, edited.caret];
          onChange(edited.raw);
          look();
        }}
        onKeyDown={onKeyDown}
        onKeyUp={(event) => /^(Arrow|Home|End)/.test(event.key) && !open && look()}
        onClick={look}
        onSelect={(event) => {
          const { selectionStart, selectionEnd } = event.currentTarget;
          selected.current = [toRaw(pieces, selectionStart), toRaw(pieces, selectionEnd)];
        }}
        onCopy={onCopy}
        onCut={onCopy}
        onBlur={() => setToken(null)}
        onPaste={onPaste}
      />
    </div>
  );
}
