import { MODEL_FORMAT, readManifest, type ManifestHead, type ModelManifest } from '../formats/manifest.js';
import { architectureOf, writeWeights } from '../formats/modelPackage.js';
import type { CrfScores } from '../heads/crf.js';
import type { FloatArray } from '../math/matrix.js';
import type { Task } from '../model/model.js';
import { RnnLensError } from '../problems.js';
import type { SegmentUnit, Tokenizer } from '../text/segmentation.js';
import type { SequenceWindow } from '../tokens/windows.js';
import { IMPORTED_HEAD, lowerNetwork, type LoweredHead } from './lowering/lowerNetwork.js';
import { IMPORTED_PRECISION, symbolTable, type SymbolIds, type SymbolTable } from './lowering/symbols.js';
import type { ImportedNetwork } from './network.js';

/** What is decided of a model that is imported, by its file or by whoever imports it. */
export interface ImportSettings {
  readonly name: string;
  readonly title: string;
  readonly symbols: SymbolIds;
  /** Names of the outputs in their order; numbers where there are none. */
  readonly labels: readonly string[] | null;
  /** The outputs are the symbols again: what comes next. */
  readonly predictsNext: boolean;
  /** Id of the symbol that stands before each text, of windows that slide; none if it is left out. */
  readonly startId?: number;
  readonly segment: SegmentUnit;
  /** What else than white space is between words; null for words of the tokenizer `whitespace` as they are. */
  readonly separators: string | null;
  /** For the manifest: the file, its format and hash. */
  readonly source: { readonly file: string; readonly format: string; readonly sha256: string };
}

/** The two files of an imported model. */
export interface ImportedPackage {
  readonly manifest: ModelManifest;
  readonly json: string;
  readonly weights: Uint8Array;
}

/** A model that an imported network makes: what it says of itself, and its files once they are wanted. */
export interface ImportedModel {
  readonly manifest: ModelManifest;
  /** The two files, all numbers among them. */
  files(): ImportedPackage;
}

/**
 * What becomes of an imported network, without its numbers, which `files` puts together; throws RnnLensError where
 * network, symbols and labels do not fit together.
 */
export function importedModel(network: ImportedNetwork, settings: ImportSettings): ImportedModel {
  const lowered = lowerNetwork(network);
  const { head } = lowered;
  const { window: steps, padding, padId, isMasked } = network.reading;
  const slides = settings.predictsNext && head?.level === 'segment';
  // What is masked is not read at all.
  const isWindow = steps !== null && !isMasked;
  const startId = slides ? (settings.startId ?? null) : null;
  const hasStart = startId !== null;
  const window: SequenceWindow | null = isWindow
    ? { steps, padding, slides, ...(hasStart && { hasStart }) }
    : null;
  const table = symbolTable(lowered.lookUp, settings.symbols, window && { padId, startId });
  const isStream =
    settings.predictsNext &&
    !window &&
    !lowered.architecture.body &&
    !lowered.architecture.stem &&
    !lowered.architecture.rnn.bidirectional &&
    table.input.kind === 'characters';
  const answers = head && answersOf(head, table, settings, isStream);
  const task = taskOf(answers, head, isStream, slides || settings.predictsNext);
  const manifest: ModelManifest = {
    ...describe(settings, network, task),
    ...(settings.predictsNext && task === 'tagging' && { predictsNext: true }),
    tokenizer: tokenizerOf(settings),
    segment: isStream ? 'document' : settings.segment,
    ...(settings.separators !== null && {
      words: { separators: settings.separators, leavesOutUnknown: settings.symbols.unknownId === null },
    }),
    input: table.input,
    ...(window && { window }),
    ...lowered.architecture,
    heads: answers ? [answers.head] : [],
    vocabulary: table.symbols,
  };
  const json = JSON.stringify(manifest, null, 1);
  readManifest(json);
  const parameters = (): ReadonlyMap<string, Float32Array> =>
    new Map([...lowered.parameters, ...table.parameters(), ...(answers?.parameters() ?? [])]);
  return { manifest, files: () => ({ manifest, json, weights: weightsOf(manifest, parameters()) }) };
}

/** The files of an imported network at once; throws as `importedModel`. */
export function importedPackage(network: ImportedNetwork, settings: ImportSettings): ImportedPackage {
  return importedModel(network, settings).files();
}

function weightsOf(manifest: ModelManifest, parameters: ReadonlyMap<string, Float32Array>): Uint8Array {
  const find = (name: string): Float32Array => {
    const values = parameters.get(name);
    if (!values) throw new RnnLensError('The parameter "{0}" was not found in the file.', name);
    return values;
  };
  return writeWeights(architectureOf(manifest), manifest.vocabulary, find, {
    precision: IMPORTED_PRECISION,
  });
}

function describe(
  { name, title, source }: ImportSettings,
  network: ImportedNetwork,
  task: Task,
): Pick<
  ModelManifest,
  'format' | 'name' | 'title' | 'task' | 'language' | 'data' | 'training' | 'scores' | 'score'
> {
  return {
    format: MODEL_FORMAT,
    name,
    title,
    task,
    language: 'any',
    data: { name: source.file, version: source.sha256, licence: '', attribution: '' },
    training: { imported: source.format, layers: network.layers.map((layer) => layer.name) },
    scores: {},
    score: `imported from ${source.file}`,
  };
}

function tokenizerOf({ symbols }: ImportSettings): Tokenizer {
  return symbols.unit === 'characters' ? 'characters' : 'whitespace';
}

function taskOf(answers: unknown, head: LoweredHead | null, isStream: boolean, predictsNext: boolean): Task {
  if (!answers) return 'states';
  if (isStream) return 'language-model';
  return head?.level === 'segment' && !predictsNext ? 'classification' : 'tagging';
}

interface Answers {
  readonly head: ManifestHead;
  /** Its numbers, made anew at each call. */
  parameters(): ReadonlyMap<string, Float32Array>;
}

function answersOf(
  head: LoweredHead,
  table: SymbolTable,
  settings: ImportSettings,
  isStream: boolean,
): Answers {
  const level = head.crf ? 'token' : settings.predictsNext ? 'step' : head.level;
  const labels = isStream ? streamLabels(table) : labelsOf(head, settings);
  const rows = isStream ? table.fileIds : labels.map((_, k) => k);
  const isSigmoid = head.activation === 'sigmoid' && head.outputs > 1;
  return {
    head: {
      name: IMPORTED_HEAD.name,
      level,
      pooling: 'last',
      labels,
      labelDescriptions: labels.map(() => ''),
      ...(isSigmoid && { activation: 'sigmoid' as const }),
      ...(head.activation === 'given' && { activation: head.activation }),
      ...(head.crf && { crf: scoresOf(head.crf, head.outputs) }),
    },
    parameters: () => headRows(head, rows),
  };
}

/** Weights and biases of some of a head's outputs, in this order. */
function headRows(head: LoweredHead, rows: readonly number[]): ReadonlyMap<string, Float32Array> {
  const width = head.weight.length / head.outputs;
  const weight = new Float32Array(rows.length * width);
  // What the network cannot say is never expected.
  const bias = new Float32Array(rows.length).fill(NEVER);
  rows.forEach((id, row) => {
    if (id < 0 || id >= head.outputs) return;
    weight.set(head.weight.subarray(id * width, (id + 1) * width), row * width);
    bias[row] = head.bias[id];
  });
  return new Map([
    [IMPORTED_HEAD.weight, weight],
    [IMPORTED_HEAD.bias, bias],
  ]);
}

/** Scores as the manifest has them: what is left out is 0, what is not finite as low as there is. */
function scoresOf({ follows, starts, ends }: NonNullable<LoweredHead['crf']>, classes: number): CrfScores {
  const list = (values: FloatArray | null): number[] =>
    Array.from({ length: classes }, (_, k) => Math.max(-NEVER_FOLLOWS, values?.[k] ?? 0));
  return {
    follows: Array.from({ length: classes }, (_, a) =>
      list(follows.subarray(a * classes, (a + 1) * classes)),
    ),
    starts: list(starts),
    ends: list(ends),
  };
}

/** A score that rules a label out. */
const NEVER_FOLLOWS = 1e9;

/** A logit that softmax makes 0 of. */
const NEVER = -1e4;

/** A language model's labels are the unknown symbol, then its symbols. */
function streamLabels({ symbols }: SymbolTable): readonly string[] {
  return ['\u{fffd}', ...symbols.characters];
}

function labelsOf(
  { outputs }: LoweredHead,
  { labels, predictsNext, symbols }: ImportSettings,
): readonly string[] {
  if (predictsNext) {
    const bySymbol = new Map([...symbols.ids].map(([symbol, id]) => [id, symbol]));
    return Array.from({ length: outputs }, (_, id) => bySymbol.get(id) ?? `#${id}`);
  }
  if (labels && labels.length !== outputs)
    throw new RnnLensError('{0} labels were given, the network has {1} outputs.', labels.length, outputs);
  if (labels) return labels;
  return outputs === 2 ? ['no', 'yes'] : Array.from({ length: outputs }, (_, k) => String(k));
}
