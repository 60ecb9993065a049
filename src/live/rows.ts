import { surprisalBits } from '../core/views/probabilities.js';
import type { TextLoss, TokenRows } from '../protocol/panel.js';
import type { Run } from './run.js';
import { walkTokens } from './walkTokens.js';

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
  const [from, to] = rowRange(run, fromToken, toToken);
  const own = rowsAt(
    run,
    Uint32Array.from({ length: to - from }, (_, k) => from + k),
  );
  return { ...own, fromToken: from };
}

/** Rows of tokens that exist, wherever they are; they begin at no token. */
export function rowsAt({ tokens }: Run, wanted: Uint32Array): OwnRows {
  const count = wanted.length;
  const texts: string[] = [];
  const [lines, columns] = [new Uint32Array(count), new Uint32Array(count)];
  const [labels, probabilities] = [new Uint16Array(count), new Float32Array(count)];
  const segmentStarts = new Uint8Array(count);
  wanted.forEach((token, k) => {
    texts.push(tokens.textOf(token).slice(0, MAX_TOKEN_TEXT));
    [lines[k], columns[k]] = tokens.positionOf(token);
    const { label, probability } = tokens.labelOf(token);
    labels[k] = label;
    probabilities[k] = probability;
    segmentStarts[k] = Number(tokens.startsSegment(token));
  });
  return { fromToken: 0, texts, lines, columns, labels, probabilities, segmentStarts };
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

/**
 * Bits of the least certain row of each of some columns of the whole text, `[columns]`: -log2 p of the label that is
 * shown, of a language model of the symbol that came; NaN where nothing is known. Rejects as `walkTokens`.
 */
export async function doubtsOf(run: Run, columns: number, signal: AbortSignal): Promise<Float32Array> {
  const { tokenCount, tokens } = run;
  const bits = new Float32Array(columns).fill(NaN);
  const look = (token: number): void => {
    const value = surprisalBits(tokens.labelOf(token).probability);
    const column = Math.floor((token * columns) / tokenCount);
    if (!Number.isNaN(value) && !(bits[column] >= value)) bits[column] = value;
  };
  await walkTokens(run, look, signal);
  return bits;
}
