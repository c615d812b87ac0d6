/** Markdown of a message as data: what a span is, not how it looks. Nothing here is ever HTML. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'emoji'; text: string }
  | { kind: 'customEmoji'; id: string; name: string; animated: boolean }
  | { kind: InlineStyle; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'codeBlock'; language: string | null; text: string }
  /** `children` null: the address itself is shown. */
  | { kind: 'link'; url: string; children: Inline[] | null }
  | { kind: 'mention'; of: 'user' | 'role' | 'channel'; id: string }
  | { kind: 'everyone'; text: '@everyone' | '@here' }
  | { kind: 'command'; name: string; id: string }
  /** Places of a guild that are no channels: `<id:customize>`. */
  | { kind: 'guide'; place: GuidePlace }
  | { kind: 'time'; atMs: number; style: TimeStyle };

export type InlineStyle = 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler';
export type GuidePlace = 'customize' | 'browse' | 'guide' | 'linked-roles';
/** Discord's styles of `<t:…:X>`; `f` is the default. */
export type TimeStyle = 't' | 'T' | 'd' | 'D' | 'f' | 'F' | 's' | 'S' | 'R';

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'heading'; level: 1 | 2 | 3; children: Inline[] }
  | { kind: 'subtext'; children: Inline[] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; start: number | null; items: Block[][] };
