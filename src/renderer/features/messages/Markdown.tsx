import { createElement, Fragment, memo, type ReactNode, useMemo, useState } from 'react';
import { parseMarkdown, type Span } from './markdown';
import styles from './messages.module.css';

/** Message text with its markup, as elements: nothing is ever put in as HTML. */
export const Markdown = memo(function Markdown(props: {
  text: string;
  mentions: Readonly<Record<string, string>>;
}) {
  const spans = useMemo(() => parseMarkdown(props.text, props.mentions), [props.text, props.mentions]);
  return <>{render(spans)}</>;
});

/** Spans have no identity and never move, so they go in as plain children, without keys. */
function render(spans: readonly Span[]): ReactNode {
  return createElement(Fragment, null, ...spans.map(viewOf));
}

function viewOf(span: Span): ReactNode {
  return createElement(SpanView, { span });
}

function SpanView({ span }: { span: Span }): ReactNode {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'bold':
      return <strong>{render(span.children)}</strong>;
    case 'italic':
      return <em>{render(span.children)}</em>;
    case 'strike':
      return <s>{render(span.children)}</s>;
    case 'underline':
      return <u>{render(span.children)}</u>;
    case 'spoiler':
      return <Spoiler>{render(span.children)}</Spoiler>;
    case 'code':
      return <code className={styles.code}>{span.text}</code>;
    case 'block':
      return <pre className={styles.block}>{span.text}</pre>;
    case 'link':
      return <span className={styles.link}>{span.text}</span>;
    case 'mention':
      return <span className={styles.mention}>{span.text}</span>;
  }
}

function Spoiler({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false);
  return (
    <button type="button" className={styles.spoiler} aria-expanded={shown} onClick={() => setShown(!shown)}>
      <span aria-hidden={!shown}>{children}</span>
    </button>
  );
}
