/** How programming languages write comments and strings: as much as it takes to find the prose in them. */

/** A comment or string that may go over several lines. */
export interface Enclosed {
  readonly open: string;
  readonly close: string;
  /** Comments and documentation are prose; a string is if it reads like a sentence. */
  readonly isComment: boolean;
  /** A backslash takes the next character's meaning away. */
  readonly escapes: boolean;
}

/** What a language's comments and strings look like. */
export interface CodeSyntax {
  /** What begins a comment up to the line's end; the longest first. */
  readonly lines: readonly string[];
  readonly enclosed: readonly Enclosed[];
  /** Quotation marks of strings that end with their line at the latest. */
  readonly quotes: string;
  /** A slash may begin a regular expression. */
  readonly hasPatterns: boolean;
}

const comment = (open: string, close: string): Enclosed => ({ open, close, isComment: true, escapes: false });
const string = (mark: string, escapes = true): Enclosed => ({
  open: mark,
  close: mark,
  isComment: false,
  escapes,
});

const SLASHES = comment('/*', '*/');
const C: CodeSyntax = { lines: ['//'], enclosed: [SLASHES], quotes: `"'`, hasPatterns: false };
const SCRIPT: CodeSyntax = { ...C, enclosed: [SLASHES, string('`')], hasPatterns: true };
const TRIPLE = ['"""', "'''"].map((mark) => ({ ...string(mark), isComment: true }));
const HASH: CodeSyntax = { lines: ['#'], enclosed: [], quotes: `"'`, hasPatterns: false };
const DASHES: CodeSyntax = { lines: ['--'], enclosed: [SLASHES], quotes: `"'`, hasPatterns: false };
const SEMICOLON: CodeSyntax = { lines: [';'], enclosed: [], quotes: '"', hasPatterns: false };

const SYNTAXES: readonly (readonly [syntax: CodeSyntax, languageIds: string])[] = [
  [C, 'c cpp csharp java kotlin scala objective-c objective-cpp cuda-cpp glsl hlsl solidity jsonc zig'],
  [SCRIPT, 'javascript javascriptreact typescript typescriptreact'],
  [{ ...C, enclosed: [SLASHES, string('`', false)] }, 'go'],
  [{ ...C, quotes: '"' }, 'rust'],
  [{ ...C, enclosed: [SLASHES, { ...string('"""'), isComment: false }], quotes: '"' }, 'swift groovy'],
  [{ ...C, enclosed: [SLASHES, ...TRIPLE.map((each) => ({ ...each, isComment: false }))] }, 'dart'],
  [{ ...C, lines: ['//', '#'] }, 'php'],
  [{ ...C, lines: [] }, 'css'],
  [C, 'scss less'],
  [{ ...HASH, enclosed: TRIPLE }, 'python'],
  [{ ...HASH, enclosed: [{ ...string('"""'), isComment: true }] }, 'elixir julia'],
  [HASH, 'ruby shellscript perl perl6 r yaml dockercompose toml makefile dockerfile cmake nim tcl'],
  [{ ...HASH, enclosed: [comment('<#', '#>')] }, 'powershell'],
  [{ ...HASH, enclosed: [comment('###', '###')] }, 'coffeescript'],
  [{ ...HASH, lines: ['#', ';', '//'] }, 'ini properties terraform'],
  [DASHES, 'sql'],
  [{ ...DASHES, enclosed: [comment('--[[', ']]')] }, 'lua'],
  [{ ...DASHES, enclosed: [comment('{-', '-}')], quotes: '"' }, 'haskell elm'],
  [SEMICOLON, 'clojure lisp scheme racket'],
  [{ ...SEMICOLON, lines: ['%'] }, 'erlang matlab prolog'],
  [{ ...C, lines: [], enclosed: [comment('(*', '*)')], quotes: '"' }, 'ocaml'],
  [{ ...C, enclosed: [SLASHES, comment('(*', '*)')], quotes: '"' }, 'fsharp'],
];

/** The syntax of a language by its VS Code id, where it is known. */
export const CODE_SYNTAXES: ReadonlyMap<string, CodeSyntax> = new Map(
  SYNTAXES.flatMap(([syntax, ids]) => ids.split(' ').map((id) => [id, syntax] as const)),
);
