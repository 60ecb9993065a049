import {
  analysedSentences,
  labelTransitions,
  morphologyExamples,
  type MorphologyData,
  type OtherTreebank,
} from '../data/morphology.js';
import type { HeadConfig } from '../heads/head.js';
import type { TagSet } from '../model/tagSets.js';
import { EDITS_HEAD, LabelSet } from '../morphology/labelSet.js';
import { drawFamilies, familiesAsConllu, familyRows } from '../morphology/families/families.js';
import type { FamilySentence } from '../morphology/families/sentences.js';
import { learnLabels } from '../morphology/learnLabels.js';
import { analysedEojeols, type AnalysedSentence } from '../morphology/treebank.js';
import type { DataFiles } from './recipe.js';
import type { LabelledSplit } from './split.js';

/** The name of a recipe's own tag set where it has none. */
const ONLY_TAG_SET = 'own';

type TreebankSource = OtherTreebank | (MorphologyData & DataFiles & { readonly tagSet: string });

interface Treebank {
  readonly tagSet: string;
  readonly share: number;
  readonly train: readonly AnalysedSentence[];
  readonly development: readonly AnalysedSentence[];
}

/** Heads of one tag set: those that are kept, and those that only help to learn. */
interface SetHeads {
  readonly labels: LabelSet;
  readonly kept: readonly [upos: HeadConfig, edits: HeadConfig];
  readonly helping: readonly HeadConfig[];
}

/**
 * Treebanks of one network, each with the heads of its tag set: universal tags and edit labels, under the same names
 * with the tag set behind them but for the recipe's own. The tag of the whole eojeol comes first: it is what is shown
 * where there is room for one label. Throws RnnLensError naming a file without sentences.
 */
export function morphologySplit(
  data: MorphologyData & DataFiles,
  read: (file: string) => string,
): LabelledSplit {
  const sources = [{ tagSet: ONLY_TAG_SET, ...data }, ...(data.others ?? [])];
  const treebanks = sources.map((source) => treebankOf(source, read));
  const names = [...new Set(treebanks.map(({ tagSet }) => tagSet))];
  const all = names.map((name, k) => setHeads(data, name, k === 0 ? '' : `-${name}`, treebanks));
  const kept = all.flatMap((one) => one.kept);
  const helping = all.flatMap((one) => one.helping);
  const heads = [...kept, ...helping];
  const sets = treebanks.map(({ tagSet, share, train, development }) => {
    const own = all[names.indexOf(tagSet)];
    const examples = (sentences: readonly AnalysedSentence[]) =>
      morphologyExamples(sentences, own.labels).map((example) => {
        const rows = [...own.kept, ...own.helping].map(
          (head, k) => [head, [...example.labels, example.gold.xpos][k]] as const,
        );
        return { ...example, labels: heads.map((head) => rows.find(([one]) => one === head)?.[1] ?? []) };
      });
    const scored = own.kept.map((head) => heads.indexOf(head));
    return { train: examples(train), development: examples(development), scored, share };
  });
  const tagSets = names.map((name, k): TagSet => ({ name, heads: tagSetHeads(all[k]) }));
  return {
    sets,
    heads: kept,
    helping: helping.map((head) => ({ head, weight: data.helpingWeight ?? 0 })),
    ...(names.length > 1 ? { tagSets } : {}),
  };
}

/** The sentences of files, or of the families: words of the development split are not learned from there either. */
function treebankOf(source: TreebankSource, read: (file: string) => string): Treebank {
  const { tagSet, share = 1 } = source;
  if ('format' in source && source.format === 'generated') {
    const sentences = (families: readonly FamilySentence[]): AnalysedSentence[] =>
      analysedSentences(familiesAsConllu(families), source.format);
    const development = familyRows(source.tags, 'development');
    return { tagSet, share, train: sentences(drawFamilies(source)), development: sentences(development) };
  }
  const sentences = (file: string): AnalysedSentence[] => analysedSentences(read(file), file);
  return { tagSet, share, train: sentences(source.train), development: sentences(source.development) };
}

function tagSetHeads({ kept: [upos, edits] }: SetHeads): TagSet['heads'] {
  return { upos: upos.name, [EDITS_HEAD]: edits.name };
}

function setHeads(
  data: MorphologyData,
  tagSet: string,
  suffix: string,
  treebanks: readonly Treebank[],
): SetHeads {
  const sentences = treebanks.filter((one) => one.tagSet === tagSet).flatMap(({ train }) => train);
  const labels = learnLabels(sentences.flatMap(analysedEojeols), { minimumCount: data.minimumLabelCount });
  const set = new LabelSet(labels);
  const weight = data.transitionWeight ?? 0;
  const transitions = weight === 0 ? {} : { transitions: labelTransitions(sentences, set, weight) };
  const tokenHead = (name: 'upos' | 'xpos'): HeadConfig => {
    const seen = new Set(sentences.flatMap((sentence) => sentence[name]));
    return { name: name + suffix, level: 'token', pooling: 'last', labels: [...seen].sort() };
  };
  const edits: HeadConfig = {
    name: EDITS_HEAD + suffix,
    level: 'step',
    pooling: 'last',
    labels,
    ...transitions,
  };
  return {
    labels: set,
    kept: [tokenHead('upos'), edits],
    helping: data.helpingWeight ? [tokenHead('xpos')] : [],
  };
}
