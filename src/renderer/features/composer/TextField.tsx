import {
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { cx } from '../../ui/cx';
import { markOfKey, toggleMark } from './markdown-keys';
import { Suggestions } from './Suggestions';
import { complete, type SuggestToken, tokenBefore } from './suggest-token';
import styles from './text-field.module.css';
import { type Suggestion, useSuggestions } from './use-suggestions';

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

/** Where text is written: it grows with it, marks it up by keys, and completes names, channels and emoji. */
export function TextField(props: TextFieldProps) {
  const { value, onChange, guildId } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [token, setToken] = useState<SuggestToken | null>(null);
  const [chosen, setChosen] = useState(0);
  const found = useSuggestions(token, guildId);
  const list = props.onTemplate ? found : found.filter((one) => one.templateId === null);
  const open = token !== null && list.length > 0;
  const at = Math.min(chosen, list.length - 1);

  useImperativeHandle(props.ref, () => ({ focus: () => field.current?.focus() }), []);

  const look = () => {
    const element = field.current;
    if (!element) return;
    const { selectionStart, selectionEnd } = element;
    const next = selectionStart === selectionEnd ? tokenBefore(element.value, selectionStart) : null;
    setToken((before) =>
      before?.kind === next?.kind && before?.query === next?.query && before?.start === next?.start
        ? before
        : next,
    );
    if (next?.query !== token?.query) setChosen(0);
  };
  /** Puts text and selection in; the selection follows once React has drawn the text. */
  const put = (text: string, start: number, end = start) => {
    onChange(text);
    requestAnimationFrame(() => {
      field.current?.setSelectionRange(start, end);
      look();
    });
  };
  const choose = (suggestion: Suggestion) => {
    const element = field.current;
    if (!element || !token) return;
    setToken(null);
    element.focus();
    const done = complete(element.value, token, element.selectionStart, suggestion.insert);
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
      const { value: text, selectionStart: start, selectionEnd: end } = event.currentTarget;
      const next = toggleMark({ text, start, end }, mark);
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
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || !props.onFiles) return;
    event.preventDefault();
    props.onFiles(files);
  };

  const listId = `${props.id ?? 'text'}-suggestions`;
  return (
    <div className={cx(styles.grow, props.framed && styles.framed)} data-text={`${value}\n`}>
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
        value={value}
        aria-label={props.label}
        aria-invalid={props.invalid || undefined}
        aria-describedby={props.describedBy}
        aria-autocomplete="list"
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open ? `${listId}-${at}` : undefined}
        placeholder={props.placeholder}
        data-path={props.path}
        onChange={(event) => {
          onChange(event.target.value);
          look();
        }}
        onKeyDown={onKeyDown}
        onKeyUp={(event) => /^(Arrow|Home|End)/.test(event.key) && !open && look()}
        onClick={look}
        onBlur={() => setToken(null)}
        onPaste={onPaste}
      />
    </div>
  );
}
