import { RnnLensError } from '../../problems.js';

/** What a literal can be; objects are lists of entries, so that no name of a file becomes a name of ours. */
export type Literal = string | number | boolean | null | readonly Literal[] | LiteralObject;
export interface LiteralObject {
  readonly entries: readonly (readonly [string, Literal])[];
}

const DEEPEST = 64;
/** Places of a script where a literal may begin; one that has more is no vocabulary. */
const MOST_PLACES = 200;

/**
 * The literals of a script in which a vocabulary can be: objects and lists that are assigned, exported or returned.
 * Nothing of the script is run; what is no literal is passed over.
 */
export function literalsOf(script: string): Literal[] {
  const found: Literal[] = [];
  const begin = /(?:=|\breturn|\bdefault|\()\s*(?=[[{])/g;
  for (let k = 0; k < MOST_PLACES && begin.exec(script); k++) {
    const reader = new LiteralReader(script, begin.lastIndex);
    try {
      found.push(reader.value(0));
      begin.lastIndex = reader.at;
    } catch (error) {
      if (!(error instanceof RnnLensError)) throw error;
    }
  }
  return found;
}

/** JSON as a literal, which keeps every entry of an object in its order. */
export function jsonLiteral(text: string): Literal {
  const reader = new LiteralReader(text.replace(/^\uFEFF/, ''), 0);
  const value = reader.value(0);
  reader.end();
  return value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

class LiteralReader {
  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  value(depth: number): Literal {
    if (depth > DEEPEST) throw this.wrong();
    this.space();
    const sign = this.text[this.at];
    if (sign === '{') return this.object(depth);
    if (sign === '[') return this.list(depth);
    if (sign === '"' || sign === "'" || sign === '`') return this.string();
    const number = this.token(/[-+]?(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/iy);
    if (number !== null) return Number(number);
    const word = this.token(/true|false|null|undefined/y);
    if (word === null) throw this.wrong();
    return word === 'true' ? true : word === 'false' ? false : null;
  }

  /** Nothing but spaces may follow. */
  end(): void {
    this.space();
    if (this.at < this.text.length) throw this.wrong();
  }

  private object(depth: number): LiteralObject {
    const entries: (readonly [string, Literal])[] = [];
    this.at++;
    for (this.space(); !this.takes('}'); this.space()) {
      const name = this.name();
      this.space();
      if (!this.takes(':')) throw this.wrong();
      entries.push([name, this.value(depth + 1)]);
      this.space();
      if (!this.takes(',') && this.text[this.at] !== '}') throw this.wrong();
    }
    return { entries };
  }

  private name(): string {
    const sign = this.text[this.at];
    if (sign === '"' || sign === "'" || sign === '`') return this.string();
    const bracket = sign === '[';
    if (bracket) {
      this.at++;
      this.space();
      const name = this.string();
      this.space();
      if (!this.takes(']')) throw this.wrong();
      return name;
    }
    const word = this.token(/[\p{L}\p{N}_$.]+/uy);
    if (word === null) throw this.wrong();
    return word;
  }

  private list(depth: number): Literal[] {
    const values: Literal[] = [];
    this.at++;
    for (this.space(); !this.takes(']'); this.space()) {
      values.push(this.value(depth + 1));
      this.space();
      if (!this.takes(',') && this.text[this.at] !== ']') throw this.wrong();
    }
    return values;
  }

  private string(): string {
    const quote = this.text[this.at++];
    if (quote !== '"' && quote !== "'" && quote !== '`') throw this.wrong();
    const plain = quote === '"' ? /[^"\\]*/y : quote === "'" ? /[^'\\]*/y : /[^`\\$]*/y;
    for (let out = ''; ;) {
      out += this.token(plain) ?? '';
      const sign = this.text[this.at++];
      if (sign === undefined) throw this.wrong();
      if (sign === quote) return out;
      // A template with something to compute is no literal.
      if (sign === '$' && this.text[this.at] === '{') throw this.wrong();
      out += sign === '\\' ? this.escape() : sign;
    }
  }

  private escape(): string {
    const sign = this.text[this.at++];
    if (sign === '\n') return '';
    if (sign !== 'u' && sign !== 'x') return ESCAPES[sign] ?? sign ?? '';
    const braced = sign === 'u' && this.text[this.at] === '{';
    const digits = this.token(braced ? /\{[\da-f]{1,6}\}/iy : sign === 'u' ? /[\da-f]{4}/iy : /[\da-f]{2}/iy);
    const code = Number.parseInt(digits?.replace(/[{}]/g, '') ?? '', 16);
    if (!(code <= 0x10ffff)) throw this.wrong();
    return braced ? String.fromCodePoint(code) : String.fromCharCode(code);
  }

  /** Spaces and comments. */
  private space(): void {
    for (;;) {
      this.token(/\s+/y);
      const sign = this.text.slice(this.at, this.at + 2);
      if (sign !== '//' && sign !== '/*') return;
      const end = this.text.indexOf(sign === '//' ? '\n' : '*/', this.at + 2);
      if (end < 0 && sign === '/*') throw this.wrong();
      this.at = end < 0 ? this.text.length : end + (sign === '//' ? 1 : 2);
    }
  }

  private takes(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private token(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return null;
    this.at += match[0].length;
    return match[0];
  }

  private wrong(): RnnLensError {
    return new RnnLensError('Character {0} is no part of a list of symbols.', this.at);
  }
}
