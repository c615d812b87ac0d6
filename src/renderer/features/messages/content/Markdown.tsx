import { createElement, Fragment, memo, type ReactNode, useMemo, useState } from 'react';
import { historyStrings as words } from '../../../strings/history';
import { cx } from '../../../ui/cx';
import { CodeBlock } from './CodeBlock';
import styles from './content.module.css';
import { Emoji } from './Emoji';
import { ExternalLink } from './ExternalLink';
import { Mention } from './Mention';
import { type Block, type Inline, isJumbo, parseInline, parseMarkdown } from './markdown';
import { TimeStamp } from './TimeStamp';

/** Message text with its markup, as elements: nothing is ever put in as HTML. */
export const Markdown = memo(function Markdown({ text, after }: { text: string; after?: ReactNode }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  const jumbo = useMemo(() => isJumbo(blocks), [blocks]);
  return <div className={cx(styles.markdown, jumbo && styles.jumbo)}>{renderBlocks(blocks, after)}</div>;
});

/** One line: no headings, lists or quotes (titles, field names). */
export const InlineMarkdown = memo(function InlineMarkdown({ text }: { text: string }) {
  const spans = useMemo(() => parseInline(text), [text]);
  return <>{renderSpans(spans)}</>;
});

/** Parts have no identity and never move, so they go in as plain children, without keys. */
function renderBlocks(blocks: readonly Block[], after: ReactNode = null): ReactNode {
  // What stands behind the text stands in its last line, where there is one.
  const inLine = blocks.at(-1)?.kind === 'paragraph';
  const views = blocks.map((block, index) =>
    createElement(BlockView, { block, after: inLine && index === blocks.length - 1 ? after : null }),
  );
  return createElement(Fragment, null, ...views, inLine ? null : after);
}

function renderSpans(spans: readonly Inline[]): ReactNode {
  return createElement(Fragment, null, ...spans.map((span) => createElement(SpanView, { span })));
}

function BlockView({ block, after }: { block: Block; after: ReactNode }): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return (
        <div className={styles.lines}>
          {renderSpans(block.children)}
          {after}
        </div>
      );
    case 'heading':
      return createElement(
        `h${block.level + 2}`,
        { className: cx(styles.heading, styles[`heading${block.level}`]) },
        renderSpans(block.children),
      );
    case 'subtext':
      return <div className={styles.subtext}>{renderSpans(block.children)}</div>;
    case 'quote':
      return <blockquote className={styles.quote}>{renderBlocks(block.blocks)}</blockquote>;
    case 'list': {
      const items = block.items.map((item) => createElement('li', null, renderBlocks(item)));
      return block.start === null
        ? createElement('ul', { className: styles.list }, ...items)
        : createElement('ol', { className: styles.list, start: block.start }, ...items);
    }
  }
}

function SpanView({ span }: { span: Inline }): ReactNode {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'emoji':
      return <Emoji emoji={{ id: null, name: span.text, animated: false }} />;
    case 'customEmoji':
      return <Emoji emoji={span} />;
    case 'bold':
      return <strong>{renderSpans(span.children)}</strong>;
    case 'italic':
      return <em>{renderSpans(span.children)}</em>;
    case 'strike':
      return <s>{renderSpans(span.children)}</s>;
    case 'underline':
      return <u>{renderSpans(span.children)}</u>;
    case 'spoiler':
      return <Spoiler>{renderSpans(span.children)}</Spoiler>;
    case 'code':
      return <code className={styles.code}>{span.text}</code>;
    case 'codeBlock':
      return <CodeBlock language={span.language} text={span.text} />;
    case 'link':
      return (
        <ExternalLink url={span.url}>{span.children ? renderSpans(span.children) : span.url}</ExternalLink>
      );
    case 'mention':
      return <Mention of={span.of} id={span.id} />;
    case 'everyone':
      return <span className={cx(styles.mention, styles.mentionSelf)}>{span.text}</span>;
    case 'command':
      return <span className={styles.mention}>/{span.name}</span>;
    case 'guide':
      return <span className={styles.mention}>{words.guide[span.place]}</span>;
    case 'time':
      return <TimeStamp atMs={span.atMs} style={span.style} />;
  }
}

/** Covered until it is asked for; what is inside cannot be reached before that. */
function Spoiler({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false);
  if (shown) return <span className={styles.spoilerShown}>{children}</span>;
  return (
    <button
      type="button"
      className={styles.spoiler}
      aria-label={words.showSpoiler}
      onClick={() => setShown(true)}
    >
      <span aria-hidden="true" inert>
        {children}
      </span>
    </button>
  );
}
