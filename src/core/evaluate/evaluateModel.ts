import type { Example } from '../data/example.js';
import { tokensOf } from '../data/gold.js';
import { numberSequences, type NumbersData } from '../data/numbers.js';
import { REQUEST_HEADS } from '../data/requests.js';
import { SPACE } from '../data/spacing.js';
import { depths } from '../data/parentheses.js';
import type { Pipeline } from '../pipeline.js';
import { RnnLensError } from '../problems.js';
import { outputSize } from '../rnn/config.js';
import { scoreClassifier } from './classification.js';
import { analysedExamples, goldExamples, type Described, type Gold, type GoldData } from './goldExamples.js';
import { scoreSpans } from './spans.js';
import { labelSetRows, scoreLabelSets } from './labelSets.js';
import { runStream, scoreLanguageModel } from './languageModel.js';
import { scoreMorphology } from './morphology.js';
import { meanSquaredError } from './numbers.js';
import { linearProbe, type ProbeResult } from './probe.js';
import { scoreRawText } from './rawText.js';
import { scoreTagger } from './tagging.js';
import { insideQuotations, separatingUnits, type UnitSeparation } from './units.js';

/** What `evaluate` prints, and its headline. */
export interface Evaluation {
  readonly scores: Readonly<Record<string, unknown>>;
  readonly headline: string;
}

/**
 * Evaluates a model on the text of a gold file of the format it was trained on; throws RnnLensError naming the file
 * if it holds nothing to evaluate on.
 */
export function evaluateModel(
  pipeline: Pipeline,
  manifest: Described,
  data: GoldData,
  gold: Gold,
): Evaluation {
  if (data.format === 'text' || data.format === 'parentheses')
    return evaluateLanguageModel(pipeline, gold.text, gold.file, data.format === 'parentheses');
  if (data.format === 'numbers') return evaluateNumbers(pipeline, data, gold);
  if (data.format === 'morphology') return evaluateMorphology(pipeline, manifest, gold);
  const examples = goldExamples(manifest, data, gold);
  switch (data.format) {
    case 'conllu':
      return evaluateTagger(pipeline, manifest, examples, gold.text);
    case 'requests':
      return evaluateRequests(pipeline, manifest, examples);
    case 'spacing':
      return evaluateSpacing(pipeline, manifest, examples);
    case 'table':
      return evaluateClassifier(pipeline, examples);
    case 'label-sets':
      return evaluateLabelSets(pipeline, manifest, examples);
  }
}

/** How far states are from the numbers that they are to be. */
function evaluateNumbers(pipeline: Pipeline, { loss }: NumbersData, { text, file }: Gold): Evaluation {
  const { rnn } = pipeline.model.architecture;
  const widths = { inputs: rnn.inputSize, targets: outputSize(rnn) };
  const error = meanSquaredError(pipeline, numberSequences(text, widths, file), loss);
  const of = loss === 'last' ? 'the last step' : 'all steps';
  return {
    scores: { meanSquaredError: error },
    headline: `mean squared error ${error.toPrecision(3)}, ${of}`,
  };
}

/** `95.06 %` */
function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** Scores of the heads of a tagger: of the first at the top, of the others under their names. */
function headScores(pipeline: Pipeline, { heads }: Described, examples: readonly Example[]) {
  const scores = scoreTagger(pipeline, examples);
  const named = heads.map(({ name }, k) => [name, scores[k]] as const);
  return { named, scores: { ...scores[0], heads: Object.fromEntries(named.slice(1)) } };
}

function evaluateTagger(
  pipeline: Pipeline,
  manifest: Described,
  examples: readonly Example[],
  conllu: string,
): Evaluation {
  const { named, scores } = headScores(pipeline, manifest, examples);
  return {
    scores: { ...scores, rawText: scoreRawText(pipeline, manifest.tokenizer, conllu) },
    headline: named.map(([name, { accuracy }]) => `${name.toUpperCase()} ${percent(accuracy)}`).join(', '),
  };
}

/** Scores of each head, and of the spans that slots make. */
function evaluateRequests(pipeline: Pipeline, manifest: Described, examples: readonly Example[]): Evaluation {
  const { named, scores } = headScores(pipeline, manifest, examples);
  const names = named.map(([name]) => name);
  const spans = scoreSpans(pipeline, examples, names.indexOf(REQUEST_HEADS.slot));
  const { accuracy } = named[names.indexOf(REQUEST_HEADS.intent)][1];
  return {
    scores: { ...scores, spans },
    headline: `intent ${percent(accuracy)}, slot F1 ${percent(spans.f1)}`,
  };
}

function evaluateSpacing(pipeline: Pipeline, manifest: Described, examples: readonly Example[]): Evaluation {
  const { scores } = headScores(pipeline, manifest, examples);
  const f1 = scores.perLabel.find(({ label }) => label === SPACE)?.f1 ?? 0;
  return { scores, headline: `F1 of spaces ${percent(f1)}` };
}

function evaluateClassifier(pipeline: Pipeline, examples: readonly Example[]): Evaluation {
  const scores = scoreClassifier(pipeline, examples);
  return { scores: { ...scores }, headline: `accuracy ${percent(scores.accuracy)}` };
}

/** Scores of the first head at the top, those of the others under their names. */
function evaluateLabelSets(
  pipeline: Pipeline,
  { heads }: Described,
  examples: readonly Example[],
): Evaluation {
  const rows = labelSetRows(pipeline, examples);
  const named = heads.map((head, k) => [head.name, scoreLabelSets(head, rows[k])] as const);
  const figures = named.map(
    ([name, { macroF1, microF1 }]) => `${name} ${percent(macroF1)} (micro ${percent(microF1)})`,
  );
  return {
    scores: { ...named[0][1], heads: Object.fromEntries(named.slice(1)) },
    headline: `macro F1 ${figures.join(', ')}`,
  };
}

function evaluateMorphology(pipeline: Pipeline, manifest: Described, gold: Gold): Evaluation {
  const examples = analysedExamples(manifest, gold);
  const [upos] = scoreTagger(pipeline, examples);
  const morphology = scoreMorphology(pipeline, examples);
  return {
    scores: { ...upos, morphology, rawText: scoreRawText(pipeline, manifest.tokenizer, gold.text) },
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
