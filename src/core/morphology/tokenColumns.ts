import type { HeadOutput } from '../heads/head.js';
import type { Model } from '../model/model.js';
import type { Offsets } from '../rnn/direction.js';
import type { StepLayout } from '../tokens/steps.js';
import { EDITS_HEAD, labelSetOf, type LabelSet } from './labelSet.js';
import { lemmaOf, xposOf, type Morpheme } from './morpheme.js';
import { eojeolCharacters, sentenceCharacters, type SentenceCharacters } from './treebank.js';

/** Columns of CoNLL-U that a tagger's heads fill, one entry a token each; absent where no head says it. */
export interface TokenColumns {
  readonly upos?: readonly string[];
  readonly xpos?: readonly string[];
  readonly lemma?: readonly string[];
}

/** Analyses of all E eojeols of a sentence from the label numbers of its characters, [C]. */
export function decodeSentence(
  sentence: SentenceCharacters,
  numbers: ArrayLike<number>,
  labels: LabelSet,
): Morpheme[][] {
  return Array.from(sentence.starts, (start, e) => {
    const own = Array.from({ length: sentence.ends[e] - start }, (_, k) => numbers[start + k]);
    return labels.decode(eojeolCharacters(sentence, e), own);
  });
}

/** What an edits head says of the characters of a sentence: chosen labels [C], probabilities [C, classes]. */
interface EditRows {
  readonly labels: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  /** How probable the labels of each eojeol are as a whole, [E], where they were decided together. */
  readonly sequenceProbabilities?: Float32Array | undefined;
}

/** How probable the analysis of each eojeol of a sentence is, [E]: the labels of its syllables together. */
export function eojeolConfidences(
  { starts, ends }: Pick<SentenceCharacters, 'starts' | 'ends'>,
  { labels, probabilities, sequenceProbabilities }: EditRows,
  classes: number,
): Float32Array {
  if (sequenceProbabilities) return sequenceProbabilities;
  return Float32Array.from(starts, (start, e) => {
    let confidence = 1;
    for (let k = start; k < ends[e]; k++) confidence *= probabilities[k * classes + labels[k]];
    return confidence;
  });
}

/** What a tagger's heads say about a run. */
export interface TaggerRun {
  /** In the order of the architecture's heads. */
  readonly heads: readonly HeadOutput[];
  readonly layout: StepLayout;
}

/** What a run of a tagger says about its tokens; segment `s` is tokens `offsets[s] … offsets[s + 1] - 1`. */
export function tokenColumns(
  { architecture }: Model,
  tokens: readonly string[],
  offsets: Offsets,
  run: TaggerRun,
): TokenColumns {
  const columns: { -readonly [K in keyof TokenColumns]: TokenColumns[K] } = {};
  architecture.heads.forEach((config, k) => {
    const { name, labels } = config;
    if (name === 'upos' || name === 'xpos')
      columns[name] = Array.from(run.heads[k].labels, (label) => labels[label]);
    if (name !== EDITS_HEAD) return;
    const morphemes = morphemesOf(tokens, offsets, run, k, labelSetOf(config));
    columns.lemma = morphemes.map(lemmaOf);
    columns.xpos = morphemes.map(xposOf);
  });
  return columns;
}

/** The morphemes of each token from the edit labels of its syllables, the labels of head `head`, and its rules. */
function morphemesOf(
  tokens: readonly string[],
  offsets: Offsets,
  run: TaggerRun,
  head: number,
  set: LabelSet,
): Morpheme[][] {
  return Array.from({ length: offsets.length - 1 }, (_, s) => {
    const sentence = sentenceCharacters(tokens.slice(offsets[s], offsets[s + 1]));
    const steps = run.heads[head].labels.subarray(run.layout.offsets[s], run.layout.offsets[s + 1]);
    return decodeSentence(sentence, steps, set);
  }).flat();
}
