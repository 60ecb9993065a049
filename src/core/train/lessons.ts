import { anbn } from '../data/lessons/anbn.js';
import { TEXTBOOK_LINES, textbookSequences } from '../data/lessons/textbook.js';
import type { NumberLoss } from '../data/numbers.js';
import { parentheses } from '../data/parentheses.js';
import type { CellKind } from '../rnn/config.js';
import { ownRecipe } from './own/ownRecipe.js';
import type { Proposal } from './own/proposals.js';
import type { TrainingRecipe } from './recipe.js';

/** Ready experiments with a known outcome. */
export const LESSONS = ['parentheses', 'quotation', 'anbn', 'textbook'] as const;
export type Lesson = (typeof LESSONS)[number];

/** One of them: what is learned, by which networks, and a text to watch it on. */
export interface LessonPlan {
  /** By the name of the file in the recipes. */
  readonly file: string;
  /** To learn from, the same for all networks. */
  readonly text: string;
  /** Of the same kind, and not learned from. */
  readonly watched: string;
  /** In the order in which they are trained. */
  readonly recipes: readonly TrainingRecipe[];
}

/** One network of a lesson. */
export interface LessonNetwork {
  readonly cell: CellKind;
  /** Of the textbook task: which steps are compared. */
  readonly loss?: NumberLoss;
}

interface Shape {
  readonly networks: readonly LessonNetwork[];
  readonly hiddenSize: number;
  readonly characterSize?: number;
  readonly epochs: number;
  readonly stepsAnEpoch: number;
  readonly batch: TrainingRecipe['batch'];
  readonly learningRate: number;
  /** Made by a rule; null where it is the lesson's own file. */
  readonly text: ((seed: number, isWatched: boolean) => string) | null;
}

const SHAPES: Readonly<Record<Lesson, Shape>> = {
  parentheses: {
    networks: [{ cell: 'LSTM' }],
    hiddenSize: 16,
    epochs: 12,
    stepsAnEpoch: 100,
    batch: { streams: 20, steps: 50 },
    learningRate: 0.01,
    text: (seed, isWatched) => inLines(parentheses(isWatched ? 600 : 200_000, seed)),
  },
  quotation: {
    networks: [{ cell: 'GRU' }, { cell: 'RNN_TANH' }],
    hiddenSize: 64,
    characterSize: 32,
    epochs: 24,
    stepsAnEpoch: 30,
    batch: { streams: 32, steps: 128 },
    learningRate: 0.006,
    text: null,
  },
  anbn: {
    networks: [{ cell: 'LSTM' }, { cell: 'GRU' }, { cell: 'RNN_TANH' }],
    hiddenSize: 8,
    epochs: 12,
    stepsAnEpoch: 80,
    batch: { streams: 32, steps: 100 },
    learningRate: 0.01,
    text: (seed, isWatched) => anbn(isWatched ? 40 : 20_000, seed, isWatched ? 30 : undefined),
  },
  textbook: {
    networks: [
      { cell: 'RNN_TANH', loss: 'all' },
      { cell: 'RNN_TANH', loss: 'last' },
    ],
    hiddenSize: 2,
    epochs: 30,
    stepsAnEpoch: 100,
    batch: { segments: 16 },
    learningRate: 0.02,
    text: (seed, isWatched) => (isWatched ? TEXTBOOK_LINES : textbookSequences(1_000, seed)),
  },
};

/** The end of a lesson's own text is not learned from but watched: from the first empty line of so many last characters on. */
const WATCHED_CHARACTERS = 8_000;

/** The file in `media/lessons/texts` that a lesson's networks learn from; null where its text is made by a rule. */
export function lessonText(lesson: Lesson): string | null {
  return lesson === 'quotation' ? 'war-and-peace.txt' : null;
}

/**
 * The networks and texts of a lesson; `titleOf` says what a network is called to people, `own` is the lesson's text where
 * `lessonText` names one.
 */
export function lessonPlan(
  lesson: Lesson,
  titleOf: (network: LessonNetwork) => string,
  own = '',
): LessonPlan {
  const shape = SHAPES[lesson];
  const file = `data/${lesson}.txt`;
  const cut = own.indexOf('\n\n', own.length - WATCHED_CHARACTERS) + 2;
  const [text, watched] = shape.text
    ? [shape.text(1, false), shape.text(2, true)]
    : [own.slice(0, cut), own.slice(cut)];
  const recipes = shape.networks.map((network) => lessonRecipe(lesson, network, titleOf(network), text));
  return { file, text, watched, recipes };
}

function lessonRecipe(
  lesson: Lesson,
  { cell, loss }: LessonNetwork,
  title: string,
  text: string,
): TrainingRecipe {
  const { hiddenSize, characterSize = 16, epochs, stepsAnEpoch, batch, learningRate } = SHAPES[lesson];
  const file = `data/${lesson}.txt`;
  const name = `${lesson}-${loss ?? cell.replace(/_.*/, '').toLowerCase()}`;
  const proposal: Proposal = loss
    ? { task: 'states', own: { kind: 'numbers', heldOut: 0.1 }, widths: { inputs: 2, targets: 2 }, loss }
    : { task: 'language-model', own: { kind: 'text', heldOut: Math.min(0.1, 20_000 / text.length) } };
  const recipe = ownRecipe({
    ...{ cell, hiddenSize, name, title, text, proposal },
    layers: 1,
    bidirectional: false,
    files: { train: file, development: file },
    seed: 1,
  });
  const optimizer = { ...recipe.fit.optimizer, learningRate };
  const { network } = recipe;
  const input = loss
    ? network.input
    : ({ kind: 'characters', characterSize, pairSize: 0, separated: false } as const);
  return {
    ...recipe,
    ...originOf(lesson, recipe),
    batch,
    dropout: { input: 0, layer: 0, output: 0, symbol: 0 },
    network: { ...network, input },
    fit: { ...recipe.fit, epochs, stepsAnEpoch, patience: epochs, optimizer },
  };
}

/** Whose the data are. */
function originOf(lesson: Lesson, { data }: TrainingRecipe): Pick<TrainingRecipe, 'data' | 'terms'> {
  if (lessonText(lesson))
    return {
      data: {
        ...data,
        name: 'War and Peace, first chapters',
        licence: 'public domain',
        attribution: 'Leo Tolstoy, translated by Louise and Aylmer Maude',
      },
      terms: 'The text is in the public domain, so nothing is asked of who passes the weights on.',
    };
  return {
    data: { ...data, licence: 'none needed', attribution: 'generated by a rule' },
    terms: 'The data are generated by RNN Lens; nobody else has rights in them.',
  };
}

/** In lines, which editors like; a line's end says nothing. */
function inLines(text: string): string {
  return text.replace(/.{60}/g, '$&\n');
}
