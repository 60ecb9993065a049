import { anbnLine } from '../data/lessons/anbn.js';
import type { Pipeline } from '../pipeline.js';

/**
 * The largest n up to which a language model finishes every line aⁿbⁿ right, read behind an earlier line: from the first b
 * on the symbol that it thinks most probable is the one that comes, up to the line's end. 0 if it fails at n = 1.
 */
export function longestCounted(pipeline: Pipeline, most: number): number {
  for (let n = 1; n <= most; n++) if (!isCounted(pipeline, n)) return n - 1;
  return most;
}

/** A network learned in the middle of text: what it reads first is not scored. */
const LINES_BEFORE = [3, 5, 2, 4].map(anbnLine).join('');

/** Whether one line is finished right. */
export function isCounted(pipeline: Pipeline, n: number): boolean {
  const before = LINES_BEFORE;
  const symbols = [...(before + anbnLine(n))];
  const { labels } = pipeline.run(symbols, Uint32Array.of(0, symbols.length)).heads[0];
  const { characters } = pipeline.model.vocabularies;
  for (let at = before.length + n; at + 1 < symbols.length; at++)
    if (labels[at] !== characters.id(symbols[at + 1])) return false;
  return true;
}
