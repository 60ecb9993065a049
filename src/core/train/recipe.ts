import type { ConlluData, TableData } from '../data/gold.js';
import type { LabelSetData } from '../data/labelSets.js';
import type { RequestData } from '../data/requests.js';
import type { SpacingData } from '../data/spacing.js';
import type { MorphologyData } from '../data/morphology.js';
import { TEXT_FORMATS, type TextSource } from '../data/plainTexts.js';
import { NEGATION_LANGUAGES } from '../data/negation.js';
import { TAG_SETS } from '../morphology/families/tagSets.js';
import { parseFields, type Fields } from '../formats/fields.js';
import type { DataSource } from '../formats/manifest.js';
import { PRECISIONS, type StoredPrecision } from '../formats/modelPackage.js';
import { inputWidth, type InputConfig } from '../tokens/input.js';
import { TASKS, type Architecture, type Task } from '../model/model.js';
import { POOLINGS, type HeadConfig, type Pooling } from '../heads/head.js';
import { GATE_ORDER, type CellKind, type RnnConfig } from '../rnn/config.js';
import { SEGMENT_UNITS, TOKENIZERS, type SegmentUnit, type Tokenizer } from '../text/segmentation.js';
import type { SurfaceLabels } from '../text/surface.js';
import type { MinimumCounts } from './examples.js';
import type { FitConfig } from './fit.js';
import { LEARNING_RATE_DECAYS } from './schedule.js';
import type { Dropout } from './dropout.js';
import type { VectorsRecipe } from './pretrainedWords.js';
import { OBJECTIVES, type PretrainingBatches, type PretrainingObjective } from './objective.js';

/** File names in the data folder. */
export interface DataFiles {
  /** The data folder's name where several data sets lie side by side. */
  readonly folder?: string;
  readonly train: string;
  readonly development: string;
}

/** Scores of another system to stand beside, as published. */
export interface PublishedScore {
  readonly system: string;
  /** By the names of the scores: `UPOS`, `XPOS`, `morphemes`, `accuracy`, `nats a character`. */
  readonly figures: Readonly<Record<string, string>>;
  readonly note: string;
}

/** What the card says of the data and of others' scores; none of it changes the training. */
export interface CardNotes {
  readonly published?: readonly PublishedScore[];
  /** What the data's licence asks of those who pass the weights on, in sentences. */
  readonly terms?: string;
}

/** Where examples come from. */
export type RecipeData =
  | (ConlluData & DataFiles)
  | (TableData & DataFiles)
  | (MorphologyData & DataFiles)
  | (LabelSetData & DataFiles)
  | (RequestData & DataFiles)
  | (SpacingData & DataFiles)
  | ({ readonly format: 'text' } & DataFiles)
  | {
      readonly format: 'parentheses';
      readonly seed: number;
      readonly trainSymbols: number;
      readonly developmentSymbols: number;
    };

/** How symbols become vectors. */
export type InputRecipe =
  | {
      readonly kind: 'words';
      readonly wordSize: number;
      readonly characterSize: number;
      readonly characterHiddenSize: number;
      readonly lowerCase: boolean;
      /** Vectors of words to begin with: frozen, with a trained offset for the words of the training split. */
      readonly vectors?: VectorsRecipe;
    }
  | {
      readonly kind: 'characters';
      readonly characterSize: number;
      readonly pairSize: number;
      readonly separated: boolean;
    };

export interface NetworkRecipe {
  readonly input: InputRecipe;
  readonly cell: CellKind;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly bidirectional: boolean;
  /** What a classifier's head reads. */
  readonly pooling?: Pooling;
}

/** What `model.json` repeats from the recipe. */
export interface ModelCaption {
  readonly name: string;
  readonly title: string;
  readonly task: Task;
  readonly language: string;
  readonly tokenizer: Tokenizer;
  readonly segment: SegmentUnit;
}

/** A training recipe: a JSON file that, with the data folder, makes the model again. */
export interface TrainingRecipe extends ModelCaption, CardNotes, StoredPrecision {
  readonly data: DataSource & RecipeData;
  /** What labels mean, by head and label. */
  readonly labelDescriptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Tokens that heads tag by rule, by head and kind: signs, emoji, laughter. Nothing is learned from it. */
  readonly surface?: Readonly<Record<string, SurfaceLabels>>;
  /** The recipe of the network to begin with, whose folder is given on the command line. */
  readonly start?: string;
  readonly network: NetworkRecipe;
  /** How often symbols must occur in the training split. */
  readonly minimumCounts: MinimumCounts;
  /** Segments in a batch; for language models parallel streams, and steps of each. */
  readonly batch: { readonly segments: number } | { readonly streams: number; readonly steps: number };
  readonly dropout: Dropout;
  readonly fit: FitConfig;
}

/** A network whose numbers are given: nothing is trained. */
export interface FixedRecipe extends ModelCaption, CardNotes {
  readonly data: DataSource;
  readonly rnn: RnnConfig;
  /** Rows of each parameter under its name in the weights file. */
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

/** What a network learns from text alone before another recipe begins with it; of its package no heads are kept. */
export interface PretrainingRecipe extends ModelCaption, CardNotes, StoredPrecision {
  readonly data: DataSource & {
    readonly format: 'texts';
    readonly texts: readonly TextSource[];
    readonly developmentTexts: readonly TextSource[];
  };
  readonly objective: PretrainingObjective;
  readonly network: NetworkRecipe;
  /** How often symbols must occur in all texts together. */
  readonly minimumCounts: MinimumCounts;
  readonly batch: PretrainingBatches;
  readonly dropout: Dropout;
  readonly fit: FitConfig;
}

export type Recipe = TrainingRecipe | FixedRecipe | PretrainingRecipe;

/** The network a recipe describes, with heads for `labels`. */
export function architectureFor(
  { network }: { readonly network: NetworkRecipe },
  heads: readonly HeadConfig[],
): Architecture {
  const { cell, layers, hiddenSize, bidirectional } = network;
  const common = { cell, projSize: 0, bias: true };
  const input = inputFor(network.input, { ...common, bidirectional: true });
  const shape = { ...common, hiddenSize, layers, bidirectional };
  const rnn: RnnConfig = { ...shape, inputSize: inputWidth(input, { ...shape, inputSize: 0 }) };
  return { input, rnn, heads };
}

function inputFor(
  recipe: InputRecipe,
  common: Pick<RnnConfig, 'cell' | 'projSize' | 'bias' | 'bidirectional'>,
): InputConfig {
  if (recipe.kind === 'characters') return recipe;
  const { wordSize, lowerCase, characterSize: inputSize, characterHiddenSize: hiddenSize } = recipe;
  return {
    kind: 'words',
    wordSize,
    lowerCase,
    characterRnn: { ...common, inputSize, hiddenSize, layers: 1 },
  };
}

/** Whether a recipe gives the numbers instead of training them. */
export function isFixed(recipe: Recipe): recipe is FixedRecipe {
  return 'parameters' in recipe;
}

/** Whether a recipe is for a network that others begin with. */
export function isPretraining(recipe: Recipe): recipe is PretrainingRecipe {
  return 'objective' in recipe;
}

/** Reads and checks a recipe; throws RnnLensError naming the file and the field that is wrong. */
export function readRecipe(json: string, file: string): Recipe {
  const fields = parseFields(json, file);
  for (const name of ['name', 'title', 'language']) fields.text(name);
  const task = fields.oneOf('task', TASKS);
  fields.oneOf('tokenizer', TOKENIZERS);
  fields.oneOf('segment', SEGMENT_UNITS);
  const data = fields.child('data');
  for (const name of ['name', 'version', 'licence', 'attribution']) data.text(name);
  checkNotes(fields);
  if (fields.has('objective')) checkPretraining(fields, data);
  else if (task === 'states') {
    fields.rnn('rnn');
    fields.child('parameters');
  } else checkTraining(fields, data);
  return JSON.parse(json) as Recipe;
}

function checkNotes(fields: Fields): void {
  if (fields.has('terms')) fields.text('terms');
  for (const score of fields.has('published') ? fields.children('published') : []) {
    for (const name of ['system', 'note']) score.text(name);
    score.textRecord('figures');
  }
}

const FORMATS = [
  'conllu',
  'table',
  'morphology',
  'label-sets',
  'requests',
  'spacing',
  'text',
  'parentheses',
] as const;

function checkTreebank(treebank: Fields): void {
  treebank.text('tagSet');
  if (!treebank.has('format')) for (const name of ['train', 'development']) treebank.text(name);
  else {
    treebank.oneOf('format', ['generated']);
    treebank.oneOf('tags', TAG_SETS);
    treebank.count('seed', 0);
    treebank.count('sentences');
  }
}

function checkTraining(fields: Fields, data: Fields): void {
  const format = data.oneOf('format', FORMATS);
  if (format !== 'parentheses') for (const name of ['train', 'development']) data.text(name);
  else for (const name of ['seed', 'trainSymbols', 'developmentSymbols']) data.count(name);
  if (data.has('folder')) data.text('folder');
  if (format === 'conllu') data.texts('columns');
  if (format === 'morphology') {
    data.count('minimumLabelCount');
    if (data.has('helpingWeight')) data.number('helpingWeight', 0, 10);
    if (data.has('tagSet')) data.text('tagSet');
    for (const other of data.has('others') ? data.children('others') : []) checkTreebank(other);
  }
  if (format === 'table') {
    for (const name of ['textColumn', 'labelColumn']) data.text(name);
    data.flag('treebankBrackets');
    for (const head of data.children('heads')) head.child('labels');
  }
  if (data.has('transitionWeight')) data.number('transitionWeight', 0, 10);
  if (data.has('negation')) checkNegation(data.child('negation'));
  if (data.has('more')) data.texts('more');
  if (format === 'label-sets') {
    data.texts('labels');
    for (const head of data.children('heads')) {
      head.text('name');
      if (head.has('groups')) head.textRecord('groups');
    }
  }
  fields.child('labelDescriptions');
  if (fields.has('surface'))
    for (const head of fields.child('surface').names()) fields.child('surface').textRecord(head);
  if (fields.has('start')) fields.text('start');
  const batch = fields.child('batch');
  for (const name of batch.has('segments') ? ['segments'] : ['streams', 'steps']) batch.count(name);
  checkCommon(fields);
}

function checkNegation(negation: Fields): void {
  negation.oneOf('language', NEGATION_LANGUAGES);
  negation.count('texts');
  negation.count('seed', 0);
  negation.child('heads');
}

function checkPretraining(fields: Fields, data: Fields): void {
  fields.oneOf('task', ['states']);
  data.oneOf('format', ['texts']);
  for (const source of [...data.children('texts'), ...data.children('developmentTexts')]) {
    source.text('file');
    if (source.oneOf('format', TEXT_FORMATS) === 'table') source.text('column');
    if (source.has('first')) source.count('first');
    if (source.has('minimumCounts'))
      for (const name of ['characters', 'pairs']) source.child('minimumCounts').count(name);
  }
  const objective = fields.child('objective');
  objective.oneOf('kind', OBJECTIVES);
  objective.number('share', 0.001, 1);
  for (const name of ['segments', 'batches']) fields.child('batch').count(name);
  checkCommon(fields);
}

/** What all recipes have that are trained. */
function checkCommon(fields: Fields): void {
  checkNetwork(fields.child('network'));
  for (const name of ['words', 'characters', 'pairs']) fields.child('minimumCounts').count(name);
  for (const name of ['input', 'layer', 'output']) fields.child('dropout').number(name, 0, 0.95);
  fields.child('dropout').number('symbol', 0, 100);
  if (fields.child('dropout').has('locked')) fields.child('dropout').flag('locked');
  fields.oneOf('precision', PRECISIONS);
  if (fields.has('tablePrecision')) fields.oneOf('tablePrecision', ['F4']);
  checkFit(fields.child('fit'));
}

function checkNetwork(network: Fields): void {
  network.oneOf('cell', Object.keys(GATE_ORDER) as CellKind[]);
  for (const name of ['layers', 'hiddenSize']) network.count(name);
  network.flag('bidirectional');
  if (network.has('pooling')) network.oneOf('pooling', POOLINGS);
  const input = network.child('input');
  const isWords = input.oneOf('kind', ['words', 'characters']) === 'words';
  for (const name of isWords ? ['wordSize', 'characterHiddenSize'] : []) input.count(name);
  input.count('characterSize');
  if (!isWords) input.count('pairSize', 0);
  input.flag(isWords ? 'lowerCase' : 'separated');
  if (input.has('vectors')) checkVectors(input.child('vectors'));
}

function checkVectors(vectors: Fields): void {
  for (const name of ['name', 'version', 'licence', 'attribution']) vectors.text(name);
  vectors.count('words', 0);
}

function checkFit(fit: Fields): void {
  for (const name of ['epochs', 'patience']) fit.count(name);
  fit.count('seed', 0);
  fit.number('finalLearningRateShare', 0, 1);
  const optimizer = fit.child('optimizer');
  optimizer.oneOf('kind', ['adam', 'adamw', 'sgd']);
  optimizer.number('learningRate', 0, 10);
  for (const name of ['weightDecay', 'momentum', 'dampening', 'epsilon'])
    if (optimizer.has(name)) optimizer.number(name, 0, 1);
  if (optimizer.has('nesterov')) optimizer.flag('nesterov');
  if (fit.has('decay')) fit.oneOf('decay', LEARNING_RATE_DECAYS);
  if (fit.has('warmUpSteps')) fit.count('warmUpSteps', 0);
}
