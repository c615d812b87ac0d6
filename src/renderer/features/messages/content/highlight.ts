import { createLowlight } from 'lowlight';

type Language = Parameters<ReturnType<typeof createLowlight>['register']>[1];
type Loader = () => Promise<{ default: Language }>;

/** Each language is fetched when the first block in it is shown. */
const LANGUAGES: Readonly<Record<string, Loader>> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
  elixir: () => import('highlight.js/lib/languages/elixir'),
  go: () => import('highlight.js/lib/languages/go'),
  haskell: () => import('highlight.js/lib/languages/haskell'),
  http: () => import('highlight.js/lib/languages/http'),
  ini: () => import('highlight.js/lib/languages/ini'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  lua: () => import('highlight.js/lib/languages/lua'),
  makefile: () => import('highlight.js/lib/languages/makefile'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  nginx: () => import('highlight.js/lib/languages/nginx'),
  perl: () => import('highlight.js/lib/languages/perl'),
  php: () => import('highlight.js/lib/languages/php'),
  powershell: () => import('highlight.js/lib/languages/powershell'),
  python: () => import('highlight.js/lib/languages/python'),
  r: () => import('highlight.js/lib/languages/r'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  scss: () => import('highlight.js/lib/languages/scss'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
};

const ALIASES: Readonly<Record<string, string>> = {
  sh: 'bash',
  shell: 'bash',
  zsh: 'bash',
  'c++': 'cpp',
  h: 'c',
  hpp: 'cpp',
  cs: 'csharp',
  'c#': 'csharp',
  docker: 'dockerfile',
  ex: 'elixir',
  golang: 'go',
  hs: 'haskell',
  toml: 'ini',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  kt: 'kotlin',
  make: 'makefile',
  md: 'markdown',
  ps: 'powershell',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  ts: 'typescript',
  tsx: 'typescript',
  html: 'xml',
  svg: 'xml',
  yml: 'yaml',
};

/** Longer text is shown plain: colouring it would cost more than a frame. */
const LONGEST = 8_000;

/** A stretch of code with the classes it is coloured by, outermost first. */
export interface CodeSpan {
  text: string;
  scope: string | null;
}

const lowlight = createLowlight();

/** Colours code; null when the language is not known or the text is too long. */
export async function highlight(language: string, text: string): Promise<CodeSpan[] | null> {
  const name = ALIASES[language] ?? language;
  const load = LANGUAGES[name];
  if (!load || text.length > LONGEST) return null;
  if (!lowlight.registered(name)) lowlight.register(name, (await load()).default);
  const spans: CodeSpan[] = [];
  flatten(lowlight.highlight(name, text).children, null, spans);
  return spans;
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

function flatten(nodes: readonly Node[], scope: string | null, into: CodeSpan[]): void {
  for (const node of nodes) {
    if (node.type === 'text') into.push({ text: node.value, scope });
    else if (node.type === 'element') {
      const classes = node.properties.className;
      const own = Array.isArray(classes) ? String(classes[0] ?? '') : '';
      flatten(node.children, own.startsWith('hljs-') ? own.slice(5) : scope, into);
    }
  }
}
