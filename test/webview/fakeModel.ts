// The synthetic model of the panel's tests: a text of real words, and smooth states that are known in closed form.
import type { CellKind, Direction, Quantity } from '../../src/core/rnn/config.js';
import type { ModelDescription } from '../../src/protocol/engine.js';
import type { PanelRun } from '../../src/protocol/panel.js';

/** The labels of the tagger. */
export const LABELS = 'ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X'.split(
  ' ',
);
const MEANINGS = [
  'Adjective: describes a noun, as in “long”.',
  'Adposition: a preposition or postposition, as in “of”.',
  'Adverb: modifies a verb, an adjective or a clause, as in “again”.',
  'Auxiliary: a verb that carries tense, mood or voice, as in “been”.',
  'Coordinating conjunction: joins equals, as in “and”.',
  'Determiner: says which one, as in “the”.',
  'Interjection: an exclamation, as in “oh”.',
  'Noun: a person, a thing or an idea, as in “visitor”.',
  'Numeral: a number, as in “two”.',
  'Particle: belongs to another word, as in “to” or “not”.',
  'Pronoun: stands for a noun, as in “they”.',
  'Proper noun: a name, as in “Anna”.',
  'Punctuation, as in “,”.',
  'Subordinating conjunction: opens a clause, as in “that”.',
  'Symbol, as in “%”.',
  'Verb: an action or a state, as in “said”.',
  'Other: what no class fits.',
];

const WORDS = (
  'War/NOUN has/AUX been/AUX declared/VERB ,/PUNCT ”/PUNCT replied/VERB the/DET visitor/NOUN ./PUNCT ' +
  '“/PUNCT They/PRON ’ve/AUX been/AUX saying/VERB so/ADV a/DET long/ADJ while/NOUN ,/PUNCT ”/PUNCT said/VERB ' +
  'the/DET count/NOUN ./PUNCT Anna/PROPN Pavlovna/PROPN smiled/VERB and/CCONJ asked/VERB whether/SCONJ ' +
  'the/DET extraordinarily/ADV unfortunate/ADJ misunderstanding/NOUN of/ADP 1805/NUM had/AUX not/PART ' +
  'troubled/VERB her/PRON guests/NOUN ./PUNCT 전쟁이/NOUN 선포되었다/VERB ./PUNCT'
)
  .split(' ')
  .map((pair) => pair.split('/') as [string, string]);

/** The text of a token: the same passage over and over. */
export function tokenText(token: number): string {
  return WORDS[token % WORDS.length][0];
}

/** Index of a token's label. */
export function tokenLabel(token: number): number {
  return LABELS.indexOf(WORDS[token % WORDS.length][1]);
}

/** True for the first token of a sentence. */
export function sentenceStart(token: number): boolean {
  return token === 0 || tokenText(token - 1) === '.';
}

/** All classes of a token, `[17]`, with sum 1; the token's label has the most. */
export function tokenProbabilities(token: number): Float32Array {
  const logits = LABELS.map(
    (_, label) => 1.5 * Math.sin(token * 3 + label * label) + (label === tokenLabel(token) ? 5 : 0),
  );
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return Float32Array.from(logits, (logit) => Math.exp(logit) / total);
}

/** States of which a benchmark needs many at once, `[steps, units]`: what makes them takes no time of the page. */
export function quickStates(fromStep: number, steps: number, units: number): Float32Array {
  const values = new Float32Array(steps * units);
  for (let at = 0; at < values.length; at++) values[at] = (((fromStep * units + at) * 37) & 1023) / 512 - 1;
  return values;
}

/** The raw value of one unit at one token. */
export function stateValue(
  cell: CellKind,
  of: { readonly layer: number; readonly direction: Direction; readonly quantity: Quantity },
  token: number,
  unit: number,
): number {
  const shift = of.layer * 1.3 + (of.direction === 'backward' ? 2.1 : 0) + of.quantity.charCodeAt(0);
  const smooth =
    Math.sin(token / (2 + (unit % 7)) + unit * 2.4 + shift) + 0.6 * Math.sin(token * 1.7 + unit * unit);
  const quoted = unit === 19 && token % WORDS.length >= 10 && token % WORDS.length < 21 ? 2.4 : 0;
  const raw = smooth * 1.2 + quoted;
  if (of.quantity === 'c') return raw * 1.4;
  if (of.quantity === 'h' && cell === 'RNN_RELU') return Math.max(0, raw * 2);
  return 'ifozr'.includes(of.quantity) ? 1 / (1 + Math.exp(-2 * raw)) : Math.tanh(raw);
}

function model(cell: CellKind): ModelDescription {
  return {
    name: 'english-pos',
    title: 'English part-of-speech tagger',
    task: 'tagging',
    language: 'en',
    tokenizer: 'english',
    segment: 'sentence',
    input: 'words',
    heads: [{ name: 'upos', level: 'token', labels: LABELS, labelDescriptions: MEANINGS }],
    rnn: { cell, inputSize: 96, hiddenSize: 64, projSize: 0, layers: 2, bidirectional: true, bias: true },
    labels: LABELS,
    labelDescriptions: MEANINGS,
    parameterCount: 250_000,
    sizeBytes: 1_000_000,
    score: 'UPOS 94.1 % (development split)',
  };
}

/** A complete run over `tokenCount` tokens. */
export function fakeRun(tokenCount: number, cell: string | null): PanelRun {
  const kind = (cell ?? 'LSTM') as CellKind;
  const sentences = Math.ceil(tokenCount / (WORDS.length / 4));
  const state = [4, sentences, 64] as const;
  return {
    runId: 1,
    documentName: 'visitor.txt',
    documentUri: 'file:///visitor.txt',
    revision: 0,
    stale: false,
    model: model(kind),
    tokenCount,
    stepCount: tokenCount,
    segmentCount: sentences,
    level: 'token',
    shapes: {
      input: [sentences, 18, 96],
      output: [sentences, 18, 128],
      hiddenState: state,
      cellState: kind === 'LSTM' ? state : null,
    },
    provisional: false,
    taggedCount: tokenCount,
    problems: [],
  };
}
