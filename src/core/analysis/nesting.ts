/** Signs of opening and closing, and what stands in quotation marks, symbol by symbol. */

const OPEN = '([{（［｛「『《〈';
const CLOSE = ')]}）］｝」』》〉';
const QUOTE_OPEN = '“«„';
const QUOTE_CLOSE = '”»';

/** How deep each of some symbols stands. */
export interface Nesting {
  /** Brackets that are open after each symbol, at most 255. */
  readonly depths: Uint8Array;
  /** 1 for what stands in quotation marks, and for the marks themselves. */
  readonly quoted: Uint8Array;
}

/**
 * How deep symbols stand that come after some others; a closing sign without an opening one counts for nothing. A
 * straight quotation mark opens and closes in turn; two line breaks in a row end what was never closed.
 */
export function nestingOf(before: Iterable<string>, symbols: readonly string[]): Nesting {
  const reader = new NestingReader();
  for (const symbol of before) reader.read(symbol);
  const [depths, quoted] = [new Uint8Array(symbols.length), new Uint8Array(symbols.length)];
  symbols.forEach((symbol, k) => {
    const was = reader.isQuoted;
    reader.read(symbol);
    depths[k] = Math.min(255, reader.depth);
    quoted[k] = Number(was || reader.isQuoted);
  });
  return { depths, quoted };
}

class NestingReader {
  depth = 0;
  isQuoted = false;
  private isLineBreak = false;

  read(symbol: string): void {
    for (const sign of symbol) this.readSign(sign);
  }

  private readSign(sign: string): void {
    if (OPEN.includes(sign)) this.depth++;
    else if (CLOSE.includes(sign)) this.depth = Math.max(0, this.depth - 1);
    else if (sign === '"') this.isQuoted = !this.isQuoted;
    else if (QUOTE_OPEN.includes(sign)) this.isQuoted = true;
    else if (QUOTE_CLOSE.includes(sign)) this.isQuoted = false;
    if (sign === '\n' && this.isLineBreak) this.isQuoted = false;
    // Blanks between two line breaks make no line.
    if (sign === '\n') this.isLineBreak = true;
    else if (!/\s/.test(sign)) this.isLineBreak = false;
  }
}
