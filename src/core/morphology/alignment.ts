/** The cheapest way to give each character of an eojeol a label so that together they make its morphemes. */

import { NOTHING, formatPart, formsFor } from './editLabel.js';
import type { Morpheme } from './morpheme.js';

/** The most characters of morphemes that one character can make. */
const MAX_PARTS = 4;

/** What a label costs; `Infinity` if it must not be used. */
export type LabelCost = (label: string) => number;

/** One character of the morphemes an eojeol shall come out as. */
interface Target {
  readonly character: string;
  readonly begins: boolean;
  readonly tag: string;
}

/**
 * One label for each character, the cheapest in sum that make exactly `morphemes` (the first found among equals);
 * null if there is none. Plain concatenations are copied character by character if copies may be used.
 */
export function alignLabels(
  characters: readonly string[],
  morphemes: readonly Morpheme[],
  cost: LabelCost,
): string[] | null {
  const targets = targetsOf(morphemes);
  return copiedLabels(characters, targets, cost) ?? cheapestLabels(characters, targets, cost);
}

function targetsOf(morphemes: readonly Morpheme[]): Target[] {
  return morphemes.flatMap(({ form, tag }) =>
    [...form].map((character, k) => ({ character, tag, begins: k === 0 })),
  );
}

function copiedLabels(
  characters: readonly string[],
  targets: readonly Target[],
  cost: LabelCost,
): string[] | null {
  if (characters.length !== targets.length) return null;
  const labels: string[] = [];
  for (let k = 0; k < targets.length; k += 1) {
    const { character, begins, tag } = targets[k];
    const label = formatPart(begins, tag, '');
    if (character !== characters[k] || cost(label) === Infinity) return null;
    labels.push(label);
  }
  return labels;
}

/** Best cost of each place `character · (T + 1) + target`, with the label that led there and where it came from. */
function cheapestLabels(
  characters: readonly string[],
  targets: readonly Target[],
  cost: LabelCost,
): string[] | null {
  const width = targets.length + 1;
  const best = new Float64Array((characters.length + 1) * width).fill(Infinity);
  const came = new Int32Array(best.length);
  const by: string[] = [];
  best[0] = 0;
  for (let at = 0; at < characters.length * width; at += 1) {
    if (best[at] === Infinity) continue;
    const from = at % width;
    const row = at - from + width;
    const most = Math.min(MAX_PARTS, targets.length - from);
    for (let count = 0; count <= most; count += 1) {
      const chunk = targets.slice(from, from + count);
      const [label, price] = cheapestLabel(characters[(at - from) / width], chunk, cost);
      const place = row + from + count;
      if (best[at] + price >= best[place]) continue;
      best[place] = best[at] + price;
      came[place] = at;
      by[place] = label;
    }
  }
  let place = best.length - 1;
  if (best[place] === Infinity) return null;
  const labels: string[] = [];
  for (; place >= width; place = came[place]) labels.push(by[place]);
  return labels.reverse();
}

/** The cheapest label that makes `chunk` of one character, and its cost. */
function cheapestLabel(character: string, chunk: readonly Target[], cost: LabelCost): [string, number] {
  let candidates = [''];
  for (const { character: target, begins, tag } of chunk) {
    const parts = formsFor(character, target).map((form) => formatPart(begins, tag, form));
    candidates = candidates.flatMap((head) => parts.map((part) => (head === '' ? part : `${head} ${part}`)));
  }
  if (chunk.length === 0) candidates = [NOTHING];
  let label = candidates[0];
  let price = Infinity;
  for (const candidate of candidates) {
    const each = cost(candidate);
    if (each >= price) continue;
    price = each;
    label = candidate;
  }
  return [label, price];
}
