import { pythonTwoText } from './bytes.js';
import { fitted } from './values.js';

// What protocol 0 writes as lines of text; null where a line is none of it.

const MAX_DIGITS = 2_000;

/** A whole number; `00` and `01` are how protocol 1 writes False and True. */
export function fromInt(line: string): number | bigint | boolean | null {
  if (line === '00' || line === '01') return line === '01';
  if (!/^\s*[+-]?\d+\s*$/.test(line) || line.length > MAX_DIGITS) return null;
  return fitted(BigInt(line.trim().replace(/^\+/, '')));
}

export function fromFloat(line: string): number | null {
  const text = line.trim().toLowerCase();
  if (/^[+-]?(inf|infinity)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/.test(text)) return NaN;
  return /^[+-]?(\d|\.\d)/.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;
}

/** An index of the memo. */
export function fromIndex(line: string): number | null {
  return /^\d{1,10}$/.test(line) ? Number(line) : null;
}

/** A string as `repr` writes it, with its quotes; null where it is none. */
export function fromRepr(text: string): string | null {
  const quote = text[0];
  if (text.length < 2 || (quote !== "'" && quote !== '"') || !text.endsWith(quote)) return null;
  const letters = text
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole, escape: string) => {
      if (escape[0] === 'x' && escape.length === 3) return String.fromCharCode(parseInt(escape.slice(1), 16));
      if (/^[0-7]/.test(escape)) return String.fromCharCode(parseInt(escape, 8) & 0xff);
      const known = {
        n: '\n',
        r: '\r',
        t: '\t',
        a: '\x07',
        b: '\b',
        f: '\f',
        v: '\v',
        '\\': '\\',
        "'": "'",
        '"': '"',
      };
      return known[escape as keyof typeof known] ?? whole;
    });
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return pythonTwoText(bytes, 0, bytes.length);
}

/** `raw-unicode-escape`: one byte a character, and \uXXXX. */
export function fromRawUnicode(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (whole, short?: string, long?: string) => {
    const code = parseInt(short ?? long!, 16);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}
