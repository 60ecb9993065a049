/** The label inventory of a treebank, found by aligning eojeols with their morphemes again and again. */

import { Vocabulary } from '../tokens/vocabulary.js';
import { alignLabels, type LabelCost } from './alignment.js';
import { NOTHING, parseLabel } from './editLabel.js';
import type { Morpheme } from './morpheme.js';

/** An eojeol with its analysis. */
export interface AnalysedEojeol {
  /** NFC code points. */
  readonly characters: readonly string[];
  readonly morphemes: readonly Morpheme[];
}

/** How labels are learned. */
export interface LearnLabelsOptions {
  /** Labels seen less often are left out. */
  readonly minimumCount: number;
  /** Alignments of the whole treebank, each after the counts of the one before; 4 if absent. */
  readonly rounds?: number;
}

/** What a label costs that no alignment has used so far, beyond its structure. */
const UNSEEN = 14;

/**
 * Labels of a treebank, most frequent first. The first alignment prefers copies and small edits; each further one
 * prefers the labels that were frequent in the one before (cost −log of the relative frequency), so that the same
 * contraction is undone by the same label everywhere.
 */
export function learnLabels(eojeols: readonly AnalysedEojeol[], options: LearnLabelsOptions): string[] {
  const types = distinctEojeols(eojeols);
  let counts = countLabels(types, structureCost);
  for (let round = 1; round < (options.rounds ?? 4); round += 1) counts = countLabels(types, costOf(counts));
  return [...Vocabulary.fromCounts(counts, options.minimumCount).symbols];
}

interface EojeolType extends AnalysedEojeol {
  count: number;
}

function distinctEojeols(eojeols: readonly AnalysedEojeol[]): EojeolType[] {
  const types = new Map<string, EojeolType>();
  for (const { characters, morphemes } of eojeols) {
    const key = [characters.join(''), ...morphemes.flatMap(({ form, tag }) => [form, tag])].join('\t');
    const known = types.get(key);
    if (known) known.count += 1;
    else types.set(key, { characters, morphemes, count: 1 });
  }
  return [...types.values()];
}

function countLabels(types: readonly EojeolType[], cost: LabelCost): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { characters, morphemes, count } of types)
    for (const label of alignLabels(characters, morphemes, cost) ?? [])
      counts.set(label, (counts.get(label) ?? 0) + count);
  return counts;
}

const structureCosts = new Map<string, number>();

/** Copies are free, an edit costs by what it has to spell out. */
function structureCost(label: string): number {
  let known = structureCosts.get(label);
  if (known === undefined) {
    known = label === NOTHING ? 4 : parseLabel(label).reduce((sum, { form }) => sum + formCost(form), 0);
    structureCosts.set(label, known);
  }
  return known;
}

function formCost(form: string): number {
  if (form === '') return 0;
  return form.length === 3 ? 1 + 0.5 * [...form].filter((letter) => !'=-'.includes(letter)).length : 3;
}

function costOf(counts: ReadonlyMap<string, number>): LabelCost {
  let total = 0;
  for (const count of counts.values()) total += count;
  const costs = new Map([...counts].map(([label, count]) => [label, Math.log(total / count)]));
  return (label) => costs.get(label) ?? UNSEEN + structureCost(label);
}
