import type { ConlluData, TableData } from '../data/gold.js';
import type { OwnData } from '../data/own/ownData.js';
import type { LabelSetData } from '../data/labelSets.js';
import type { RequestData } from '../data/requests.js';
import type { SpacingData } from '../data/spacing.js';
import type { NumbersData } from '../data/numbers.js';
import type { MorphologyData } from '../data/morphology.js';
import type { TextSource } from '../data/plainTexts.js';
import { parseFields } from '../formats/fields.js';
import type { DataSource } from '../formats/manifest.js';
import type { StoredPrecision } from '../formats/modelPackage.js';
import { inputWidth, type InputConfig } from '../tokens/input.js';
import { TASKS, type Architecture, type Task } from '../model/model.js';
import type { HeadConfig, Pooling } from '../heads/head.js';
import type { CellKind, RnnConfig } from '../rnn/config.js';
import { SEGMENT_UNITS, TOKENIZERS, type SegmentUnit, type Tokenizer } from '../text/segmentation.js';
import type { SurfaceLabels } from '../text/surface.js';
import type { MinimumCounts } from './examples.js';
import type { FitConfig } from './fit.js';
import type { Dropout } from './dropout.js';
import { checkNotes, checkPretraining, checkTraining } from './recipeChecks.js';
import type { VectorsRecipe } from './pretrainedWords.js';
import type { PretrainingBatches, PretrainingObjective } from './objective.js';

/** File names in the data folder. */
export interface DataFiles {
  /** The data folder's name where several data sets lie side by side. */
  readonly folder?: string;
  readonly train: string;
  readonly development: string;
  /** How they are read, where they are people's own: in the form of the format once they were read so. */
  readonly own?: OwnData;
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
  | (NumbersData & DataFiles)
  | ({ readonly format: 'text'; readonly more?: readonly string[] } & DataFiles)
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
    }
  | {
      /** Lines of numbers, of which so many are read. */
      readonly kind: 'vectors';
      readonly size: number;
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
  /** The model is the mean of the trained network and of the one it began with. */
  readonly averageWithStart?: boolean;
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
  const inputSize = network.input.kind === 'vectors' ? network.input.size : 0;
  const rnn: RnnConfig = { ...shape, inputSize: inputWidth(input, { ...shape, inputSize }) };
  return { input, rnn, heads };
}

function inputFor(
  recipe: InputRecipe,
  common: Pick<RnnConfig, 'cell' | 'projSize' | 'bias' | 'bidirectional'>,
): InputConfig {
  if (recipe.kind === 'vectors') return { kind: 'vectors' };
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
  else if (task === 'states' && fields.has('parameters')) {
    fields.rnn('rnn');
    fields.child('parameters');
  } else checkTraining(fields, data);
  return JSON.parse(json) as Recipe;
}
