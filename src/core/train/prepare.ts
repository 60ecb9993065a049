import type { Example } from '../data/example.js';
import { conlluExamples, tableExamples, type TableData } from '../data/gold.js';
import { labelsOfHead, labelSetExamples, type LabelSetData } from '../data/labelSets.js';
import { readOwn, type OwnFiles } from '../data/own/ownData.js';
import { negationExamples } from '../data/negationExamples.js';
import {
  NO_SLOT,
  REQUEST_HEADS,
  requestExamples,
  slotTransitions,
  type RequestData,
} from '../data/requests.js';
import { JOIN, SPACE, SPACING_HEAD, spacingExamples, type SpacingData } from '../data/spacing.js';
import { parentheses } from '../data/parentheses.js';
import { unfitFor } from '../formats/manifest.js';
import { Random } from '../math/random.js';
import type { Architecture, Task } from '../model/model.js';
import type { TagSet } from '../model/tagSets.js';
import type { HeadConfig } from '../heads/head.js';
import type { ModelSymbols } from '../tokens/vocabulary.js';
import { RnnLensError } from '../problems.js';
import { outputSize } from '../rnn/config.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';
import { countSymbols, labelsOf, symbolsOf, type SymbolCounts } from './examples.js';
import type { Trainable } from './fit.js';
import { LanguageModelTask } from './languageModelTask.js';
import { TrainingNetwork } from './network.js';
import { NumbersTask } from './numbersTask.js';
import { withPretrainedWords, type PretrainedWords, type VectorsFile } from './pretrainedWords.js';
import { morphologySplit } from './treebanks.js';
import { architectureFor, type DataFiles, type TrainingRecipe } from './recipe.js';
import { SegmentTask, type LearningNetwork } from './segmentTask.js';
import type { HelpingHead, LabelledSplit, Split } from './split.js';
import { beginWith, withSymbolsOf, type StartingPoint } from './startingPoint.js';

/** What stands for a character that a language model does not know. */
const UNKNOWN_CHARACTER = '\ufffd';

/** A network before it is trained. */
export interface Prepared {
  readonly task: Task;
  readonly architecture: Architecture;
  readonly symbols: ModelSymbols;
  /** Vectors of words that are added to those that are trained. */
  readonly pretrained?: PretrainedWords | undefined;
  /** Which heads are of which tag set, where there are several. */
  readonly tagSets?: readonly TagSet[] | undefined;
}

/** What training begins with besides the recipe and its data. */
export interface Given {
  /** The word vectors that the recipe asks for. */
  readonly vectors?: VectorsFile | undefined;
  /** The network that the recipe begins with. */
  readonly start?: StartingPoint | undefined;
}

/** A recipe and its data as something `fit` can train. */
export interface PreparedTraining extends Prepared {
  /** The network it began with. */
  readonly start?: StartingPoint | undefined;
  readonly trainable: Trainable<unknown> & { readonly network: TrainingNetwork };
}

/** Gives the text of a data file by name. */
export type ReadFile = (file: string) => string;

/** A recipe as its examples are read: people's own files in the form of its format, cut in two where they are one. */
export function withOwnTexts(
  recipe: TrainingRecipe,
  read: ReadFile,
): { readonly recipe: TrainingRecipe; readonly read: ReadFile } {
  const { data } = recipe;
  if (!('own' in data) || !data.own) return { recipe, read };
  const texts = readOwn(data.own, data as OwnFiles, read);
  const development = data.development === data.train ? `${data.train} (held out)` : data.development;
  return {
    recipe: { ...recipe, data: { ...data, more: undefined, own: undefined, development } as typeof data },
    read: (file) => (file === development ? texts.development : texts.train),
  };
}

/** Reads a recipe's data and sets up its network; throws RnnLensError if the network cannot do the task. */
export function prepareTraining(
  recipe: TrainingRecipe,
  read: ReadFile,
  engine: RecurrentEngine = referenceEngine,
  given: Given = {},
): PreparedTraining {
  checkStart(recipe, given);
  const asRead = withOwnTexts(recipe, read);
  const prepared =
    recipe.task === 'language-model'
      ? prepareLanguageModel(asRead.recipe, asRead.read, engine, given)
      : recipe.task === 'states'
        ? prepareNumbers(asRead.recipe, asRead.read, engine)
        : prepareSegments(asRead.recipe, asRead.read, engine, given);
  if (!given.start) return prepared;
  beginWith(given.start, prepared.trainable.network.parameters, prepared);
  return { ...prepared, start: given.start };
}

function checkStart({ start: wanted }: TrainingRecipe, { start }: Given): void {
  if (wanted === start?.name) return;
  if (wanted === undefined)
    throw new RnnLensError('The recipe begins with no other network: leave --from out.');
  throw new RnnLensError(
    'The recipe begins with the network of the recipe "{0}": give its folder with --from.',
    wanted,
  );
}

/** Training and development text of a language model. */
export function textsOf({ data }: TrainingRecipe, read: ReadFile): { train: string; development: string } {
  if (data.format === 'text')
    return {
      train: [data.train, ...(data.more ?? [])].map(read).join('\n'),
      development: read(data.development),
    };
  if (data.format !== 'parentheses') throw new RnnLensError('A language model learns from text.');
  return {
    train: parentheses(data.trainSymbols, data.seed),
    development: parentheses(data.developmentSymbols, data.seed + 1),
  };
}

function prepareLanguageModel(
  recipe: TrainingRecipe,
  read: ReadFile,
  engine: RecurrentEngine,
  { start }: Given,
): PreparedTraining {
  const texts = textsOf(recipe, read);
  const characters = new Map<string, number>();
  for (const character of texts.train) characters.set(character, (characters.get(character) ?? 0) + 1);
  const counts = { words: new Map<string, number>(), characters, pairs: new Map<string, number>() };
  const own = symbolsOf(counts, recipe.minimumCounts);
  const symbols = start ? withSymbolsOf(start, own) : own;
  const labels = [UNKNOWN_CHARACTER, ...symbols.characters];
  const prepared = setUp(recipe, [{ name: 'next', level: 'step', pooling: 'last', labels }], symbols);
  if (!('streams' in recipe.batch))
    throw new RnnLensError('A language model needs "batch.streams" and "steps".');
  const settings = { ...recipe.batch, dropout: recipe.dropout };
  const network = networkOf(recipe, prepared, counts, engine);
  return { ...prepared, trainable: new LanguageModelTask(network, prepared, texts, settings, engine) };
}

/** The textbook task: no heads and no symbols. */
function prepareNumbers(recipe: TrainingRecipe, read: ReadFile, engine: RecurrentEngine): PreparedTraining {
  const { data, network: of, batch, dropout } = recipe;
  if (data.format !== 'numbers' || of.input.kind !== 'vectors')
    throw new RnnLensError(
      'States are learned from numbers alone: "data.format" numbers, "network.input" vectors.',
    );
  if (!('segments' in batch)) throw new RnnLensError('The task {0} needs "batch.segments".', recipe.task);
  const symbols = { words: [], characters: [], pairs: [] };
  const prepared = setUp(recipe, [], symbols);
  const counts = countSymbols(prepared.architecture.input, []);
  const network = networkOf(recipe, prepared, counts, engine);
  const widths = { inputs: of.input.size, targets: outputSize(prepared.architecture.rnn) };
  const text = (file: string): { text: string; file: string } => ({ text: read(file), file });
  const texts = { train: text(data.train), development: text(data.development) };
  const settings = { segments: batch.segments, dropout, loss: data.loss, widths };
  return { ...prepared, trainable: new NumbersTask(network, prepared, texts, settings, engine) };
}

function setUp(recipe: TrainingRecipe, heads: readonly HeadConfig[], symbols: ModelSymbols): Prepared {
  const architecture = architectureFor(recipe, heads);
  const unfit = unfitFor(recipe.task, architecture);
  if (unfit) throw new RnnLensError("The recipe's network does not fit its task: {0} {1}.", ...unfit);
  return { task: recipe.task, architecture, symbols };
}

function networkOf(
  { fit }: TrainingRecipe,
  { architecture, symbols, pretrained }: Prepared,
  counts: SymbolCounts,
  engine: RecurrentEngine,
): TrainingNetwork {
  return new TrainingNetwork(architecture, symbols, counts, new Random(fit.seed), engine, pretrained ?? null);
}

function prepareSegments(
  recipe: TrainingRecipe,
  read: ReadFile,
  engine: RecurrentEngine,
  given: Given,
): PreparedTraining {
  const { sets, heads, helping = [], tagSets } = examplesOf(recipe, read);
  const { input } = architectureFor(recipe, heads);
  const counts = countSymbols(
    input,
    sets.flatMap(({ train, whole = [] }) => [...train, ...whole].map(({ tokens }) => tokens)),
  );
  const { symbols, pretrained } = vocabularyOf(recipe, counts, given);
  const prepared = { ...setUp(recipe, heads, symbols), pretrained, tagSets };
  if (!('segments' in recipe.batch))
    throw new RnnLensError('The task {0} needs "batch.segments".', recipe.task);
  const settings = { segments: recipe.batch.segments, dropout: recipe.dropout };
  const learning = withHelpingHeads(prepared, helping);
  const network = networkOf(recipe, learning, counts, engine);
  return { ...prepared, trainable: new SegmentTask(network, learning, sets, settings, engine) };
}

/** The network as it learns: with the heads that are not kept. */
function withHelpingHeads(prepared: Prepared, helping: readonly HelpingHead[]): LearningNetwork {
  const { heads } = prepared.architecture;
  return {
    ...prepared,
    architecture: { ...prepared.architecture, heads: [...heads, ...helping.map(({ head }) => head)] },
    headWeights: [...heads.map(() => 1), ...helping.map(({ weight }) => weight)],
  };
}

/** The symbols that training data and given word vectors have. */
function vocabularyOf(
  { network: { input }, minimumCounts }: TrainingRecipe,
  counts: SymbolCounts,
  { vectors, start }: Given,
): { symbols: ModelSymbols; pretrained?: PretrainedWords } {
  const own = symbolsOf(counts, minimumCounts);
  const symbols = start ? withSymbolsOf(start, own) : own;
  const wanted = input.kind === 'words' ? input.vectors : undefined;
  if (input.kind !== 'words' || !wanted) {
    if (vectors) throw new RnnLensError('The recipe asks for no word vectors: leave {0} out.', vectors.name);
    return { symbols };
  }
  if (!vectors)
    throw new RnnLensError(
      'The recipe begins with the word vectors "{0}" {1}: give their file with --vectors.',
      wanted.name,
      wanted.version,
    );
  return withPretrainedWords(symbols, counts, wanted, input.wordSize, vectors);
}

/** Examples of both splits, and the heads that learn from them. */
function examplesOf(recipe: TrainingRecipe, read: ReadFile): LabelledSplit {
  const { data } = recipe;
  if (data.format === 'conllu') {
    const examples = (file: string): Example[] => conlluExamples(read(file), data, file);
    const split = { train: examples(data.train), development: examples(data.development) };
    const labels = labelsOf(split.train);
    const heads = data.columns.map((name, k) => tokenHead(data.headNames?.[k] ?? name, labels[k]));
    return { sets: [split], heads };
  }
  if (data.format === 'table') return tableSplit(recipe, data, read);
  if (data.format === 'label-sets') return labelSetSplit(recipe, data, read);
  if (data.format === 'requests') return requestSplit(recipe, data, read);
  if (data.format === 'spacing') return spacingSplit(recipe, data, read);
  if (data.format === 'morphology') return morphologySplit(data, read);
  throw new RnnLensError(
    'The task {0} cannot learn from data of the format "{1}".',
    recipe.task,
    data.format,
  );
}

function tokenHead(name: string, labels: readonly string[]): HeadConfig {
  return { name, level: 'token', pooling: 'last', labels };
}

function tableSplit(recipe: TrainingRecipe, data: TableData & DataFiles, read: ReadFile): LabelledSplit {
  const examples = (file: string, isDevelopment: boolean): Example[] =>
    tableExamples(read(file), data, recipe.tokenizer, { file, isDevelopment });
  const { negation } = data;
  const names = data.heads.map(({ name }) => name);
  const more = negation ? negationExamples(negation, names, recipe.tokenizer, false) : [];
  const [texts, development] = [examples(data.train, false), examples(data.development, true)];
  const { share } = data;
  // With a share the generated texts are drawn apart from the others.
  const split: Split =
    share === undefined
      ? { train: [...texts, ...more], development }
      : { train: texts, whole: more, share, development };
  const labels = labelsOf([...texts, ...more]);
  const pooling = recipe.network.pooling ?? 'last';
  return {
    sets: [split],
    heads: data.heads.map(({ name }, k) => ({ name, level: 'segment', pooling, labels: labels[k] })),
  };
}

/** Tags of words and a class of the whole, side by side. */
function requestSplit(
  { network }: TrainingRecipe,
  data: RequestData & DataFiles,
  read: ReadFile,
): LabelledSplit {
  const examples = (file: string): Example[] => requestExamples(read(file), file);
  const split = { train: examples(data.train), development: examples(data.development) };
  const [slots, intents] = labelsOf(split.train);
  const { transitionWeight: weight } = data;
  const transitions = weight ? { transitions: slotTransitions(split.train, slots, weight) } : {};
  const slot = { ...tokenHead(REQUEST_HEADS.slot, slots), background: NO_SLOT, ...transitions };
  const pooling = network.pooling ?? 'last';
  return {
    sets: [split],
    heads: [slot, { name: REQUEST_HEADS.intent, level: 'segment', pooling, labels: intents }],
  };
}

function spacingSplit(
  { tokenizer }: TrainingRecipe,
  data: SpacingData & DataFiles,
  read: ReadFile,
): LabelledSplit {
  const examples = (isJoined: boolean) => (file: string) =>
    spacingExamples(read(file), tokenizer, { file, isJoined });
  const train = [data.train, ...(data.more ?? [])].flatMap(examples(true));
  const heads = [{ ...tokenHead(SPACING_HEAD, [JOIN, SPACE]), background: JOIN }];
  return { sets: [{ train, development: examples(false)(data.development) }], heads };
}

function labelSetSplit(
  { tokenizer, network }: TrainingRecipe,
  data: LabelSetData & DataFiles,
  read: ReadFile,
): LabelledSplit {
  const examples = (file: string): Example[] => labelSetExamples(read(file), data, tokenizer, file);
  const { negation } = data;
  const names = data.heads.map(({ name }) => name);
  const more = negation ? negationExamples(negation, names, tokenizer, true) : [];
  const split = { train: [...examples(data.train), ...more], development: examples(data.development) };
  const head = { level: 'segment', pooling: network.pooling ?? 'last', activation: 'sigmoid' } as const;
  return {
    sets: [split],
    heads: data.heads.map((of) => ({ ...head, name: of.name, labels: labelsOfHead(data, of) })),
  };
}
