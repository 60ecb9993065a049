import type { RnnConfig } from '../rnn/config.js';
import type { Tokenizer } from '../text/segmentation.js';
import { MOST_BITS } from './probabilities.js';

/** A state with three decimals and a real minus sign, all of one width; `…` for what is not known. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return '…';
  const digits = Math.abs(value) >= 100 ? 1 : 3;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A state as it fits into a cell: two decimals, no zero before the point, a real minus sign. */
export function formatCell(value: number): string {
  if (!Number.isFinite(value)) return '…';
  const size = Math.abs(value);
  const text = (size >= 10 ? size.toFixed(0) : size >= 1 ? size.toFixed(1) : size.toFixed(2)).replace(
    /^0\./,
    '.',
  );
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A probability with three decimals, never rounded up to 1 nor down to 0. */
export function formatProbability(probability: number): string {
  if (!Number.isFinite(probability)) return '…';
  if (probability > 0 && probability < 0.0005) return '<0.001';
  if (probability < 1 && probability > 0.9995) return '>0.999';
  return probability.toFixed(3);
}

/** A count with thousands separated by commas. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number of any size with three digits that count: `−0.0123`, `12,345`, `1.23e−7`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '…';
  const size = Math.abs(value);
  if (size === 0) return '0';
  const isPlain = size >= 1e-4 && size < 1e7;
  const text = !isPlain ? size.toExponential(2) : size >= 1000 ? formatCount(size) : size.toPrecision(3);
  return `${value < 0 ? '−' : ''}${text.replace('e+', 'e').replace('e-', 'e−')}`;
}

/** A shape as PyTorch prints one: `(1, 18402, 64)`. */
export function formatShape(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}

/** Units of the layers, from the one that reads: `64` where all are alike, else `64+64 → 32` (forward+backward). */
export function formatUnits(rnn: RnnConfig): string {
  const { layerUnits } = rnn;
  if (!layerUnits) return String(rnn.hiddenSize);
  return layerUnits.map((units) => units.filter((count) => count > 0).join('+')).join(' → ');
}

/** A token's text on one line: what cannot be seen is shown by its symbol. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n|[\r\n]/g, '⏎')
    .replace(/\t/g, '⇥')
    .replace(/ |\u00a0/g, '·');
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ' ': '␣',
  '\u00a0': '⍽',
  '\t': '⇥',
  '\n': '↵',
  '\r': '␍',
  '\r\n': '↵',
  '': '∅',
};

/** One symbol as a table shows it, where it stands alone: space ␣, line feed ↵, tab ⇥, none ∅. */
export function visibleSymbol(text: string): string {
  return SYMBOLS[text] ?? visibleText(text);
}

/** A token's text as it is shown for a tokenizer: lines keep their spaces, a character alone is seen as a symbol. */
export function shownText(text: string, tokenizer: Tokenizer): string {
  if (tokenizer === 'lines') return text;
  return tokenizer === 'characters' ? visibleSymbol(text) : visibleText(text);
}

/** Surprisal in bits with two decimals; `…` for what is not known, `≥149` for a probability too small to be told. */
export function formatBits(bits: number): string {
  if (Number.isNaN(bits)) return '…';
  return bits < MOST_BITS ? bits.toFixed(2) : `≥${MOST_BITS}`;
}

/** At most `length` user-visible code points, the last of them `…` when something was cut. */
export function abbreviate(text: string, length: number): string {
  const points = [...text];
  return points.length <= length ? text : `${points.slice(0, Math.max(0, length - 1)).join('')}…`;
}
