// Synthetic models of the other tasks: a text cut into tokens and steps, labels and probabilities in closed form.
import type { Direction, Quantity } from '../../src/core/rnn/config.js';
import { NO_TOKEN, type ModelDescription } from '../../src/protocol/engine.js';
import type { PanelRun } from '../../src/protocol/panel.js';
import { stateValue } from './fakeModel.js';

/** A text as a model reads it, and what the model says of it. */
export interface FakeText {
  readonly model: ModelDescription;
  readonly level: 'token' | 'segment';
  readonly texts: readonly string[];
  readonly labels: readonly number[];
  readonly details: readonly string[];
  /** 1-based lines. */
  readonly lines: readonly number[];
  /** Tokens that start a segment. */
  readonly starts: ReadonlySet<number>;
  readonly stepTokens: readonly number[];
  readonly symbols: readonly string[];
  readonly note: string;
}

/** All classes with one favoured by `lead`; the sum is 1. */
export function favouring(count: number, seed: number, favoured: number, lead: number): Float32Array {
  const logits = Array.from(
    { length: count },
    (_, label) => 1.5 * Math.sin(seed * 3 + label * label) + (label === favoured ? lead : 0),
  );
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
  return Float32Array.from(logits, (logit) => Math.exp(logit) / total);
}

function describe(
  change: Partial<ModelDescription> & Pick<ModelDescription, 'name' | 'rnn'>,
): ModelDescription {
  return {
    title: change.name,
    task: 'tagging',
    language: 'en',
    tokenizer: 'whitespace',
    segment: 'sentence',
    input: 'characters',
    heads: [],
    labels: [],
    labelDescriptions: [],
    parameterCount: 100_000,
    sizeBytes: 400_000,
    score: '',
    ...change,
  };
}

const lstm = {
  cell: 'LSTM',
  inputSize: 64,
  projSize: 0,
  layers: 1,
  bidirectional: false,
  bias: true,
} as const;

/** Eojeols with their tag and morphemes; the sentences are repeated. */
const KOREAN = (
  '서울은/NOUN/서울+은 한국의/NOUN/한국+의 수도이다/VERB/수도+이+다 ./PUNCT/. | ' +
  '나는/PRON/나+는 어제/ADV/어제 도서관에서/NOUN/도서관+에서 소설책을/NOUN/소설책+을 읽었다/VERB/읽+었+다 ./PUNCT/. | ' +
  '전쟁이/NOUN/전쟁+이 선포되었다고/VERB/선포+되+었+다고 손님이/NOUN/손님+이 말했다/VERB/말+하+았+다 ./PUNCT/.'
).split(' | ');

function korean(): FakeText {
  const labels = ['ADV', 'NOUN', 'PRON', 'PUNCT', 'VERB'];
  const sentences = Array.from({ length: 60 }, (_, index) => KOREAN[index % KOREAN.length].split(' '));
  const items = sentences.flat().map((item) => item.split('/'));
  const starts = new Set<number>();
  let token = 0;
  const stepTokens: number[] = [];
  const symbols: string[] = [];
  const read = (of: number, symbol: string) => {
    stepTokens.push(of);
    symbols.push(symbol);
  };
  for (const sentence of sentences) {
    starts.add(token);
    sentence.forEach((item, index) => {
      if (index > 0) read(NO_TOKEN, ' ');
      for (const syllable of item.split('/')[0]) read(token, syllable);
      token++;
    });
  }
  const model = describe({
    name: 'korean-morphology',
    title: 'Korean morphological analysis',
    language: 'ko',
    tokenizer: 'korean',
    heads: [
      { name: 'upos', level: 'token', labels, labelDescriptions: labels },
      { name: 'xpos', level: 'token', labels: ['nq+jp'], labelDescriptions: ['proper noun and particle'] },
    ],
    labels,
    labelDescriptions: [
      '부사 · adverb',
      '명사 · noun',
      '대명사 · pronoun',
      '문장 부호 · punctuation',
      '동사 · verb',
    ],
    rnn: { ...lstm, hiddenSize: 96, layers: 2, bidirectional: true },
  });
  return {
    model,
    level: 'token',
    texts: items.map(([text]) => text),
    labels: items.map(([, label]) => labels.indexOf(label)),
    details: items.map(([text, , morphemes]) => (morphemes === text ? '' : morphemes.replaceAll('+', ' + '))),
    lines: items.map((_, index) => Math.floor(index / 5) + 1),
    starts,
    stepTokens,
    symbols,
    note: '',
  };
}

const REVIEWS = [
  '1 a warm , funny and quietly moving film',
  '0 the plot makes no sense and the jokes fall flat',
  '1 visually stunning and never dull for a minute',
  '0 an overlong mess that wastes a gifted cast',
];

function reviews(): FakeText {
  const lines = Array.from({ length: 80 }, (_, index) => REVIEWS[index % REVIEWS.length].split(' '));
  const starts = new Set<number>();
  const [texts, labels, numbers]: [string[], number[], number[]] = [[], [], []];
  lines.forEach(([label, ...words], line) => {
    starts.add(texts.length);
    texts.push(...words);
    labels.push(...words.map(() => Number(label)));
    numbers.push(...words.map(() => line + 1));
  });
  const names = ['negative', 'positive'];
  const meanings = ['The review is against it.', 'The review is for it.'];
  const model = describe({
    name: 'english-sentiment',
    title: 'English sentiment',
    task: 'classification',
    segment: 'line',
    input: 'words',
    heads: [{ name: 'sentiment', level: 'segment', labels: names, labelDescriptions: meanings }],
    labels: names,
    labelDescriptions: meanings,
    rnn: { ...lstm, hiddenSize: 64, bidirectional: true },
    score: 'accuracy 84.2 % (development split)',
  });
  return {
    model,
    level: 'segment',
    texts,
    labels,
    details: texts.map(() => ''),
    lines: numbers,
    starts,
    stepTokens: texts.map((_, token) => token),
    symbols: texts,
    note: 'After reading this prefix: the network reads both ways, so it was run again for it.',
  };
}

const PROSE =
  '"War has been declared," replied the visitor.\n"They\'ve been saying so a long while," said the count,\n\t"and they\'ll say so again and again, and that will be the end of it."\n';

function prose(): FakeText {
  const texts = [...PROSE.repeat(20)];
  const labels = [...new Set(texts)].sort();
  const model = describe({
    name: 'tolstoy-lstm',
    title: 'War and Peace, character by character',
    task: 'language-model',
    tokenizer: 'characters',
    segment: 'document',
    heads: [{ name: 'next', level: 'step', labels, labelDescriptions: labels.map(() => '') }],
    labels,
    labelDescriptions: labels.map((label) => `U+${label.charCodeAt(0).toString(16).padStart(4, '0')}`),
    rnn: { ...lstm, hiddenSize: 128 },
    score: '1.35 nats/character (development split)',
  });
  let line = 1;
  return {
    model,
    level: 'token',
    texts,
    // What was expected: mostly what came, at every fifth place something else.
    labels: texts.map((text, index) => (index % 5 === 2 ? labels.indexOf(' ') : labels.indexOf(text))),
    details: texts.map(() => ''),
    lines: texts.map((text) => (text === '\n' ? line++ : line)),
    starts: new Set([0]),
    stepTokens: texts.map((_, token) => token),
    symbols: texts,
    note: '',
  };
}

function textbook(): FakeText {
  const texts = ['0.5 -1.0', '1.0 0.25', '-0.3 0.7', '0.0 0.0', '2.0 -0.5'];
  const model = describe({
    name: 'textbook-rnn',
    title: 'The four-parameter RNN with published numbers',
    task: 'states',
    language: '',
    tokenizer: 'lines',
    segment: 'document',
    input: 'vectors',
    rnn: { ...lstm, cell: 'RNN_TANH', inputSize: 2, hiddenSize: 2 },
    parameterCount: 12,
    sizeBytes: 48,
  });
  return {
    model,
    level: 'token',
    texts,
    labels: texts.map(() => 0),
    details: texts.map(() => ''),
    lines: texts.map((_, index) => index + 1),
    starts: new Set([0]),
    stepTokens: texts.map((_, token) => token),
    symbols: texts,
    note: '',
  };
}

/** The texts by the name of the page's `model` parameter. */
export const FAKE_TEXTS: Readonly<Record<string, () => FakeText>> = { korean, reviews, prose, textbook };

/** W_ih, W_hh, b_ih and b_hh of the published two-unit network. */
export const TEXTBOOK_PARAMETERS = [
  [-0.1641, -0.6958, 0.1889, 0.4084],
  [0.0063, -0.5073, -0.289, -0.5403],
  [-0.0039, -0.285],
  [0.5279, -0.1149],
] as const;

/** Its states, `[steps, 2]`. */
export function textbookStates(texts: readonly string[]): number[][] {
  const [wi, wh, bi, bh] = TEXTBOOK_PARAMETERS;
  let h = [0, 0];
  return texts.map((text) => {
    const x = text.split(' ').map(Number);
    const at = (w: readonly number[], k: number, v: number[]) => w[2 * k] * v[0] + w[2 * k + 1] * v[1];
    h = [0, 1].map((k) => Math.tanh(at(wi, k, x) + bi[k] + at(wh, k, h) + bh[k]));
    return h;
  });
}

/** Whether a step starts a segment. */
export function startsAt(text: FakeText, step: number): boolean {
  const token = text.stepTokens[step];
  return text.starts.has(token) && text.stepTokens[step - 1] !== token;
}

/** Every quantity of one layer and direction, `[steps][units]`; an LSTM's follow its equations. */
export type FakeTrace = Readonly<Partial<Record<Quantity, number[][]>>>;

/** The states of a whole text. */
export function fakeTrace(text: FakeText, layer: number, direction: Direction): FakeTrace {
  const steps = text.symbols.length;
  if (text.model.rnn.cell !== 'LSTM') return { h: textbookStates(text.texts) };
  const units = text.model.rnn.hiddenSize;
  const rows = () => Array.from({ length: steps }, () => new Array<number>(units).fill(0));
  const trace = { h: rows(), c: rows(), i: rows(), f: rows(), g: rows(), o: rows() };
  const quoted = quotedSteps(text);
  for (let k = 0; k < steps; k++) {
    const step = direction === 'forward' ? k : steps - 1 - k;
    const first =
      direction === 'forward' ? startsAt(text, step) : step === steps - 1 || startsAt(text, step + 1);
    const before = first ? null : trace.c[direction === 'forward' ? step - 1 : step + 1];
    for (let unit = 0; unit < units; unit++) {
      const gate = (quantity: Quantity) => stateValue('LSTM', { layer, direction, quantity }, step, unit);
      const isDetector = unit === 19 && text.model.task === 'language-model';
      const [i, f, o] = isDetector ? [0.9, 0.7, 0.95] : [gate('i'), gate('f'), gate('o')];
      const g = isDetector ? (quoted[step] ? 0.9 : -0.9) : gate('g');
      const c = f * (before?.[unit] ?? 0) + i * g;
      [trace.i[step][unit], trace.f[step][unit], trace.g[step][unit], trace.o[step][unit]] = [i, f, g, o];
      trace.c[step][unit] = c;
      trace.h[step][unit] = o * Math.tanh(c);
    }
  }
  return trace;
}

function quotedSteps({ symbols }: FakeText): boolean[] {
  let inside = false;
  return symbols.map((symbol) => {
    const isQuote = symbol === '"';
    if (isQuote) inside = !inside;
    return inside || isQuote;
  });
}

/** A complete run of a fake text. */
export function fakeTaskRun(text: FakeText): PanelRun {
  const { model, level, texts, starts, symbols } = text;
  const { hiddenSize, layers, bidirectional, inputSize, cell } = model.rnn;
  const directions = bidirectional ? 2 : 1;
  const longest = longestSegment(text);
  const state = [layers * directions, starts.size, hiddenSize] as const;
  return {
    runId: 1,
    documentName: 'sample.txt',
    documentUri: 'file:///sample.txt',
    revision: 0,
    stale: false,
    model,
    tokenCount: texts.length,
    stepCount: symbols.length,
    segmentCount: starts.size,
    level,
    shapes: {
      input: [starts.size, longest, inputSize],
      output: [starts.size, longest, hiddenSize * directions],
      hiddenState: state,
      cellState: cell === 'LSTM' ? state : null,
    },
    provisional: false,
    taggedCount: model.task === 'states' ? 0 : level === 'segment' ? starts.size : texts.length,
    problems: [],
  };
}

/** Steps of the longest segment. */
function longestSegment(text: FakeText): number {
  let [longest, start] = [0, 0];
  for (let step = 1; step <= text.symbols.length; step++) {
    if (step < text.symbols.length && !startsAt(text, step)) continue;
    longest = Math.max(longest, step - start);
    start = step;
  }
  return longest;
}
