import { createElement, Fragment, useEffect, useState } from 'react';
import { historyStrings as words } from '../../../strings/history';
import { copyText } from '../../../ui/copy-text';
import styles from './content.module.css';
import type { CodeSpan } from './highlight';

/** A block of code. Colours come when their language is loaded; nothing moves by it. */
export function CodeBlock({ language, text }: { language: string | null; text: string }) {
  const [coloured, setColoured] = useState<{ text: string; spans: CodeSpan[] } | null>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (language === null) return;
    let current = true;
    import('./highlight')
      .then(({ highlight }) => highlight(language, text))
      .then((spans) => {
        if (current && spans) setColoured({ text, spans });
      })
      // Without colours it reads as well: a language that cannot be loaded is not worth a word.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [language, text]);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className={styles.blockHost}>
      <pre className={styles.block}>
        <code>
          {coloured?.text === text ? createElement(Fragment, null, ...coloured.spans.map(spanOf)) : text}
        </code>
      </pre>
      <button type="button" className={styles.copyCode} onClick={() => setCopied(copyText(text))}>
        {copied ? words.copied : words.copyCode}
      </button>
    </div>
  );
}

function spanOf({ text, scope }: CodeSpan) {
  return scope === null ? text : createElement('span', { 'data-code': scope }, text);
}
