import { surprisalBits } from '../core/views/probabilities.js';
import type { TextLoss, TokenRows } from '../protocol/panel.js';
import type { Run } from './run.js';

/** Rows of the token table, but for what only the engine can say. */
export type OwnRows = Omit<TokenRows, 'details' | 'unknown'>;

/** Rows answered at once: with texts of usual length well below the message limit of 1 MB. */
export const MAX_ROWS = 5_000;

/** Characters of a token's text in a row; longer ones are cut, so that one monster token cannot fill a message. */
export const MAX_TOKEN_TEXT = 200;

/** The tokens that rows are answered of: those that exist, and at most `MAX_ROWS`. */
export function rowRange({ tokenCount }: Run, fromToken: number, toToken: number): readonly [number, number] {
  const from = Math.min(Math.max(0, Math.trunc(fromToken)), tokenCount);
  return [from, Math.max(from, Math.min(Math.trunc(toToken), tokenCount, from + MAX_ROWS))];
}

/** Rows of the token table, of the text the engine read last; at most `MAX_ROWS`, and only those that exist. */
export function rowsOf(run: Run, fromToken: number, toToken: number): OwnRows {
  const { tokens } = run;
  const [from, to] = rowRange(run, fromToken, toToken);
  const texts: string[] = [];
  const count = to - from;
  const [lines, columns] = [new Uint32Array(count), new Uint32Array(count)];
  const [labels, probabilities] = [new Uint16Array(count), new Float32Array(count)];
  const segmentStarts = new Uint8Array(count);
  for (let k = 0; k < count; k++) {
    texts.push(tokens.textOf(from + k).slice(0, MAX_TOKEN_TEXT));
    [lines[k], columns[k]] = tokens.positionOf(from + k);
    const { label, probability } = tokens.labelOf(from + k);
    labels[k] = label;
    probabilities[k] = probability;
    segmentStarts[k] = Number(tokens.startsSegment(from + k));
  }
  return { fromToken: from, texts, lines, columns, labels, probabilities, segmentStarts };
}

/** What the text costs a language model: on the whole, and its last symbol. */
export function lossOf({ bitsPerSymbol, tokenCount, tokens }: Run): TextLoss {
  const { probability } = tokens.labelOf(Math.max(0, tokenCount - 1));
  return {
    meanBits: bitsPerSymbol,
    steps: Math.max(0, tokenCount - 1),
    lastBits: tokenCount > 0 ? surprisalBits(probability) : NaN,
  };
}
