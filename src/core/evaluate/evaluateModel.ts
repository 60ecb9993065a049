import { conlluExamples, tableExamples, tokensOf, type ConlluData, type TableData } from '../data/gold.js';
import { analysedSentences, morphologyExamples, type MorphologyData } from '../data/morphology.js';
import { depths } from '../data/parentheses.js';
import type { ModelManifest } from '../formats/manifest.js';
import { EDITS_HEAD, LabelSet } from '../morphology/labelSet.js';
import type { Pipeline } from '../pipeline.js';
import { RnnLensError } from '../problems.js';
import { outputSize } from '../rnn/config.js';
import { scoreClassifier } from './classification.js';
import { runStream, scoreLanguageModel } from './languageModel.js';
import { scoreMorphology } from './morphology.js';
import { linearProbe, type ProbeResult } from './probe.js';
import { scoreTagger } from './tagging.js';
import { insideQuotations, separatingUnits, type UnitSeparation } from './units.js';

/** What `evaluate` prints, and its headline. */
export interface Evaluation {
  readonly scores: Readonly<Record<string, unknown>>;
  readonly headline: string;
}

/** The kinds of gold data a model can be evaluated on. */
export type GoldData =
  | ConlluData
  | TableData
  | MorphologyData
  | { readonly format: 'text' }
  | { readonly format: 'parentheses'; readonly seed: number; readonly developmentSymbols: number };

type Described = Pick<ModelManifest, 'task' | 'tokenizer' | 'heads'>;

/**
 * Evaluates a model on the text of a gold file of the format it was trained on; throws RnnLensError naming the file
 * if it holds nothing to evaluate on.
 */
export function evaluateModel(
  pipeline: Pipeline,
  manifest: Described,
  data: GoldData,
  gold: { readonly text: string; readonly file: string },
): Evaluation {
  const { text, file } = gold;
  switch (data.format) {
    case 'conllu':
      return evaluateTagger(pipeline, manifest, conlluExamples(text, data, file));
    case 'morphology':
      return evaluateMorphology(pipeline, manifest, text, file);
    case 'table': {
      const part = { file, isDevelopment: true };
      const scores = scoreClassifier(pipeline, tableExamples(text, data, manifest.tokenizer, part));
      return { scores: { ...scores }, headline: `accuracy ${percent(scores.accuracy)}` };
    }
    case 'text':
    case 'parentheses':
      return evaluateLanguageModel(pipeline, text, file, data.format === 'parentheses');
  }
}

/** `95.06 %` */
function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** Scores of the first head at the top, those of the others under their names. */
function evaluateTagger(
  pipeline: Pipeline,
  { heads }: Described,
  examples: ReturnType<typeof conlluExamples>,
): Evaluation {
  const scores = scoreTagger(pipeline, examples);
  const named = heads.map(({ name }, k) => [name, scores[k]] as const);
  return {
    scores: { ...scores[0], heads: Object.fromEntries(named.slice(1)) },
    headline: named.map(([name, { accuracy }]) => `${name.toUpperCase()} ${percent(accuracy)}`).join(', '),
  };
}

function evaluateMorphology(
  pipeline: Pipeline,
  { heads }: Described,
  text: string,
  file: string,
): Evaluation {
  const labels = new LabelSet(heads.find(({ name }) => name === EDITS_HEAD)?.labels ?? []);
  const examples = morphologyExamples(analysedSentences(text, file), labels);
  const [upos] = scoreTagger(pipeline, examples);
  const morphology = scoreMorphology(pipeline, examples);
  return {
    scores: { ...upos, morphology },
    headline:
      `UPOS ${percent(upos.accuracy)}, XPOS ${percent(morphology.xposExact)}, ` +
      `morphemes ${percent(morphology.morphemesExact)}`,
  };
}

function evaluateLanguageModel(
  pipeline: Pipeline,
  text: string,
  file: string,
  isParentheses: boolean,
): Evaluation {
  const characters = tokensOf(text, 'characters');
  if (characters.length < 2) throw new RnnLensError('{0} has no characters to predict.', file);
  const scores = scoreLanguageModel(pipeline, characters);
  const more = isParentheses
    ? { depthProbe: probeDepth(pipeline, text) }
    : { quotations: quotationUnits(pipeline, characters) };
  return {
    scores: { ...scores, ...more },
    headline: `${scores.natsPerCharacter.toFixed(isParentheses ? 4 : 3)} nats a character`,
  };
}

/** Units listed. */
const UNITS_LISTED = 5;
/** Characters the unit statistic is taken over, from the start of the text. */
const UNIT_CHARACTERS = 200_000;

/** The units that best tell inside of quotations from outside; null for a text without any. */
function quotationUnits(
  pipeline: Pipeline,
  all: readonly string[],
): { readonly characters: number; readonly inside: number; readonly units: UnitSeparation[] } | null {
  const characters = all.slice(0, UNIT_CHARACTERS);
  const inside = insideQuotations(characters);
  const count = inside.reduce((sum, one) => sum + one, 0);
  if (count === 0 || count === characters.length) return null;
  const units = separatingUnits(pipeline, characters, inside).slice(0, UNITS_LISTED);
  return { characters: characters.length, inside: count, units };
}

/** Symbols the probe is fitted and scored on. */
const PROBE_SYMBOLS = 20_000;

/** How well the depth of nesting can be read from the output states by one linear map. */
function probeDepth(pipeline: Pipeline, text: string): ProbeResult {
  const symbols = tokensOf(text.slice(0, PROBE_SYMBOLS), 'characters');
  const width = outputSize(pipeline.model.architecture.rnn);
  const states = new Float32Array(symbols.length * width);
  runStream(pipeline, symbols, ({ trace }, from) => states.set(trace.output, from * width), {
    withoutHeads: true,
  });
  return linearProbe(states, width, depths(symbols.join('')));
}
