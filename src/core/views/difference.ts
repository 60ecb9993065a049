import type { Task } from '../model/model.js';
import type { Tokenizer } from '../text/segmentation.js';
import { shownText, visibleSymbol } from './format.js';

/** Ends of the scale of differences: few, so that colours keep their meaning while one types. */
const LIMITS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2];

/** The end of a scale that shows differences of up to `largest`, which is NaN or 0 for none. */
export function differenceLimit(largest: number): number {
  const found = LIMITS.find((limit) => limit >= largest);
  if (found !== undefined) return found;
  return Number.isFinite(largest) ? 2 ** Math.ceil(Math.log2(largest)) : LIMITS[0];
}

/** How many tokens are new, stand for others, and are gone. */
export interface DifferenceCounts {
  readonly inserted: number;
  readonly replaced: number;
  readonly removed: number;
}

/** A number with its sign and a real minus: `+0.120`; `±0` for what rounds to nothing, `…` for what is not known. */
export function signed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '…';
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return '±0';
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** A class in two runs. */
export interface ComparedClass {
  readonly label: string;
  /** NaN where the run has no such class, or not the token. */
  readonly before: number;
  readonly after: number;
}

/** The classes with the largest probabilities in either run, at most `most`, the most probable now first. */
export function compareClasses(
  before: { readonly labels: readonly string[]; readonly probabilities: ArrayLike<number> } | null,
  after: { readonly labels: readonly string[]; readonly probabilities: ArrayLike<number> },
  most: number,
): ComparedClass[] {
  const old = new Map(before?.labels.map((label, k) => [label, before.probabilities[k]]));
  const now = new Map(after.labels.map((label, k) => [label, after.probabilities[k]]));
  const labels = [...new Set([...now.keys(), ...old.keys()])];
  const rows = labels.map((label) => ({
    label,
    before: old.get(label) ?? NaN,
    after: now.get(label) ?? NaN,
  }));
  const weight = ({ before, after }: ComparedClass): number => Math.max(before || 0, after || 0);
  return rows
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, most)
    .sort((a, b) => (b.after || 0) - (a.after || 0));
}

/** A label as it is shown: of a language model a symbol. */
export function shownLabel(task: Task, label: string): string {
  return task === 'language-model' ? visibleSymbol(label) : label;
}

/** A token's text between quotation marks. */
export function quotedToken(text: string, tokenizer: Tokenizer): string {
  return `“${shownText(text, tokenizer)}”`;
}
