import { readFileSync } from 'node:fs';
import { evaluateModel, type Evaluation } from '../core/evaluate/evaluateModel.js';
import type { GoldData } from '../core/evaluate/goldExamples.js';
import { scoreFamilies } from '../core/evaluate/families.js';
import { scoreReport } from '../core/evaluate/report.js';
import { blocksAsText } from '../core/evaluate/reportFormats.js';
import { parentheses } from '../core/data/parentheses.js';
import { withTagSet, type LoadedModel, type ModelManifest } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { loadEngine } from '../kernel/load.js';
import { eightBitEngine, lossTable, wholeScores } from './eightBit.js';
import { about } from './failure.js';
import { loadModel } from './modelFolders.js';

/** What a model that learned from generated data is evaluated on by this name: the same data again. */
export const GENERATED = 'generated';

/** What asks for the shares of generated Korean words instead of a gold file. */
export const FAMILIES = 'families';

/** How scores are printed: JSON for programs, text for people. */
export const SCORE_FORMATS = ['json', 'table'] as const;
export type ScoreFormat = (typeof SCORE_FORMATS)[number];

/** How to evaluate and print. */
export interface EvaluateOptions {
  readonly model: string;
  readonly format: ScoreFormat;
  /** Whether to evaluate a second time in the 8-bit mode, to see what it costs. */
  readonly eightBit: boolean;
  /** Which of the model's tag sets the gold data have; the first if absent. */
  readonly tagSet?: string | undefined;
}

/** Runs a model on gold data of the kind it was trained on and returns the scores as text that ends with a line end. */
export async function evaluate(file: string, options: EvaluateOptions): Promise<string> {
  const { model, format, eightBit, tagSet } = options;
  const loaded = withTagSet(await loadModel(model), tagSet);
  if (file === FAMILIES) return familyShares(loaded, format);
  const fast = eightBit ? eightBitEngine() : null;
  const { scores, headline } = evaluateOn(loaded, file);
  const rounded = fast && evaluateOn(loaded, file, fast);
  const { name, task, heads } = loaded.manifest;
  if (format === 'json') {
    const more = rounded ? { eightBit: wholeScores(rounded.scores) } : {};
    return `${JSON.stringify({ model: name, ...scores, ...more })}\n`;
  }
  const loss = rounded ? [`In the 8-bit mode: ${rounded.headline}`, lossTable(scores, rounded.scores)] : [];
  return blocksAsText([`${name}: ${headline}`, ...loss, ...scoreReport({ task, heads, scores })]);
}

/** Shares of the families of Korean words that an analyser has right, by kind. */
function familyShares({ model, manifest: { name } }: LoadedModel, format: ScoreFormat): string {
  const families = scoreFamilies(new Pipeline(model, loadEngine()));
  if (format === 'json') return `${JSON.stringify({ model: name, families })}\n`;
  const lines = families.map(({ kind, words, right, wrong }) => {
    const some = wrong.slice(0, 3).map(([form, read, wanted]) => `${form}: ${read} (${wanted})`);
    return `${kind}: ${right} of ${words} (${((100 * right) / words).toFixed(1)} %)  ${some.join('; ')}`;
  });
  return blocksAsText([`${name}: words of the families that are right`, lines.join('\n')]);
}

/** Runs a model on a gold file, or on the data it learned from where those are generated. */
export function evaluateOn(
  { model, manifest }: LoadedModel,
  file: string,
  engine: RecurrentEngine = loadEngine(),
): Evaluation {
  const data = goldData(manifest);
  const isGenerated = data.format === 'parentheses' && file === GENERATED;
  const text = isGenerated
    ? parentheses(data.developmentSymbols, data.seed + 1)
    : about(file, () => readFileSync(file, 'utf8'));
  return evaluateModel(new Pipeline(model, engine), manifest, data, { text, file });
}

function goldData({ name, training }: ModelManifest): GoldData {
  const data = training['data'] as GoldData | undefined;
  if (!data) throw new RnnLensError('The model "{0}" was not trained: there is nothing to evaluate.', name);
  return data;
}
