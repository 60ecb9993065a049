import { evaluateModel, type Evaluation } from '../core/evaluate/evaluateModel.js';
import { scoreFamilies } from '../core/evaluate/families.js';
import type { GoldData } from '../core/evaluate/goldExamples.js';
import { scoreNegation } from '../core/evaluate/negation.js';
import { scoreReport } from '../core/evaluate/report.js';
import { blocksAsText } from '../core/evaluate/reportFormats.js';
import { parentheses } from '../core/data/parentheses.js';
import type { LoadedModel, ModelManifest } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { loadEngine } from '../kernel/load.js';
import { readWhole, type EncodingChoice } from './decoding.js';
import { lossTable, wholeScores } from './eightBit.js';

/** What a model that learned from generated data is evaluated on by this name: the same data again. */
export const GENERATED = 'generated';

/** What asks for the shares of generated words or texts instead of a gold file. */
export const FAMILIES = 'families';

/** How scores are printed: JSON for programs, text for people. */
export const SCORE_FORMATS = ['json', 'table'] as const;
export type ScoreFormat = (typeof SCORE_FORMATS)[number];

/** How scores are made and written. */
export interface EvaluateHow {
  readonly engine: RecurrentEngine;
  /** Evaluates a second time in the 8-bit mode, to see what it costs; null leaves that out. */
  readonly eightBit: RecurrentEngine | null;
  readonly format: ScoreFormat;
}

/** Gold data, and whether the scores say of which file they are. */
export interface NamedGold {
  readonly text: string;
  readonly file: string;
  readonly isNamed: boolean;
}

/** The scores of a model on gold data of the kind it was trained on, as text that ends with a line end. */
export function evaluationOf(loaded: LoadedModel, gold: NamedGold, how: EvaluateHow): string {
  const { engine, eightBit, format } = how;
  if (gold.file === FAMILIES)
    return loaded.manifest.task === 'classification'
      ? negationShares(loaded, how)
      : familyShares(loaded, how);
  const { name, task, heads } = loaded.manifest;
  const { scores, headline } = evaluateOn(loaded, gold, engine);
  const rounded = eightBit && evaluateOn(loaded, gold, eightBit);
  if (format === 'json') {
    const file = gold.isNamed ? { file: gold.file } : {};
    const more = rounded ? { eightBit: wholeScores(rounded.scores) } : {};
    return `${JSON.stringify({ model: name, ...file, ...scores, ...more })}\n`;
  }
  const loss = rounded ? [`In the 8-bit mode: ${rounded.headline}`, lossTable(scores, rounded.scores)] : [];
  const title = gold.isNamed ? `${name} on ${gold.file}` : name;
  return blocksAsText([`${title}: ${headline}`, ...loss, ...scoreReport({ task, heads, scores })]);
}

/** Shares of the families of Korean words that an analyser has right, by kind. */
function familyShares({ model, manifest: { name } }: LoadedModel, { engine, format }: EvaluateHow): string {
  const families = scoreFamilies(new Pipeline(model, engine));
  if (format === 'json') return `${JSON.stringify({ model: name, families })}\n`;
  const lines = families.map(({ kind, words, right, wrong }) => {
    const some = wrong.slice(0, 3).map(([form, read, wanted]) => `${form}: ${read} (${wanted})`);
    return `${kind}: ${right} of ${words} (${((100 * right) / words).toFixed(1)} %)  ${some.join('; ')}`;
  });
  return blocksAsText([`${name}: words of the families that are right`, lines.join('\n')]);
}

/** Shares of generated texts that a classifier has right, with and without a negation. */
function negationShares({ model, manifest }: LoadedModel, { engine, format }: EvaluateHow): string {
  const { wrong, ...scores } = scoreNegation(new Pipeline(model, engine), manifest);
  if (format === 'json')
    return `${JSON.stringify({ model: manifest.name, negation: { ...scores, wrong } })}\n`;
  const lines = Object.entries(scores).map(
    ([kind, { right, texts }]) => `${kind}: ${right} of ${texts} (${((100 * right) / texts).toFixed(1)} %)`,
  );
  return blocksAsText([`${manifest.name}: generated texts that are right`, [...lines, ...wrong].join('\n')]);
}

/** Runs a model on gold data, or on the data it learned from where those are generated and are asked for by that name. */
export function evaluateOn(
  { model, manifest }: LoadedModel,
  { text, file }: { readonly text: string; readonly file: string },
  engine: RecurrentEngine = loadEngine(),
): Evaluation {
  return evaluateModel(new Pipeline(model, engine), manifest, goldData(manifest), { text, file });
}

/** The text of a gold file; `generated` is made again where a model learned from generated data, `families` need none. */
export async function goldText(
  manifest: ModelManifest,
  file: string,
  encoding: EncodingChoice = null,
): Promise<string> {
  if (file === FAMILIES) return '';
  const data = goldData(manifest);
  if (data.format === 'parentheses' && file === GENERATED)
    return parentheses(data.developmentSymbols, data.seed + 1);
  return readWhole(file, encoding);
}

/** The gold data a model was trained on; throws RnnLensError if it was not trained. */
export function goldData({ name, training }: ModelManifest): GoldData {
  const data = training['data'] as GoldData | undefined;
  if (!data) throw new RnnLensError('The model "{0}" was not trained: there is nothing to evaluate.', name);
  return data;
}
