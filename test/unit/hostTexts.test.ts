import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classHover, surpriseHover, tagHover, type TagContent } from '../../src/host/editor/hoverText.js';
import { bar, percent, topClasses } from '../../src/host/editor/markdown.js';
import { UNKNOWN, unknownOf } from '../../src/core/tokens/unknown.js';
import { vocabulariesOf } from '../../src/core/tokens/vocabulary.js';
import { describeNetwork, describeSize } from '../../src/host/models/modelText.js';
import { stateRefusal } from '../../src/host/commands/stateRefusal.js';
import { statusText, statusTooltip, type StatusContent } from '../../src/host/status/statusText.js';
import { throttle } from '../../src/live/throttle.js';
import { describedModel } from '../fixtures/hostModels.js';
import { tinyManifest } from '../fixtures/tinyModel.js';

const labels = ['VERB', 'NOUN', 'ADJ', 'ADV', 'X', 'PUNCT'];
const labelDescriptions = ['a verb', 'a noun', '', '', '', ''];
const HOVER: TagContent = {
  model: { ...describedModel, title: 'English tags', labels, labelDescriptions },
  token: 'dog',
  label: 1,
  classes: { probabilities: Float32Array.of(0.02, 0.9, 0.03, 0.04, 0.005, 0.005), note: '' },
  probability: 0.9,
  details: '',
  unknown: UNKNOWN.nothing,
  stale: false,
};

/** The lines of the charts in a hover, each chart a list. */
function charts(markdown: string): string[][] {
  return [...markdown.matchAll(/```text\n([^]*?)\n```/g)].map(([, lines]) => lines.split('\n'));
}

test('the hover shows the five likeliest tags in order, with bars and percentages', () => {
  const text = tagHover(HOVER);
  assert.equal(text.split('\n')[0], '`dog` is **NOUN**: a noun');
  const [chart] = charts(text);
  assert.deepEqual(
    chart.map((line) => line.split(/\s+/)[0]),
    ['NOUN', 'ADV', 'ADJ', 'VERB', 'X'],
  );
  assert.match(chart[0], /█{10}.* 90\.0 %$/);
  assert.equal(new Set(chart.map((line) => [...line].length)).size, 1, 'columns are aligned');
});

test('the hover says that it is stale, and manages without the engine', () => {
  assert.match(tagHover({ ...HOVER, stale: true }), /edited since it was tagged/);
  const text = tagHover({ ...HOVER, classes: null });
  assert.match(text, /NOUN {2}█+.*90\.0 %/);
  assert.doesNotMatch(text, /VERB/);
});

test('nothing from the text or the model becomes Markdown', () => {
  const model = { ...HOVER.model, labels: ['[x](command:y)', '<b>*', '', '', '', ''] };
  const text = tagHover({ ...HOVER, model, token: '``a`\nb' });
  assert.ok(text.startsWith('``` ``a` b ``` is **\\<b\\>\\***'), text);
  assert.equal(text.match(/^```/gm)?.length, 3);
  const injected = tagHover({ ...HOVER, details: '[y](command:z)/nq' });
  assert.match(injected, /\\\[y\\\]\\\(command:z\\\)/);
});

test('the hover of a Korean word lists its morphemes with their tags in Korean and English', () => {
  const model = { ...HOVER.model, language: 'ko', labels: ['PROPN'], labelDescriptions: ['proper noun'] };
  const classes = { probabilities: Float32Array.of(1), note: '' };
  const content = { ...HOVER, model, token: '서울이', label: 0, classes };
  const lines = tagHover({ ...content, details: '서울/nq + 이/jp' }).split('\n');
  assert.equal(lines[0], '`서울이` is **PROPN**: 고유 명사 · proper noun');
  assert.ok(lines.includes('**서울/nq \\+ 이/jp**'), lines.join('\n'));
  assert.ok(lines.includes('- `서울` nq: 고유 명사 · proper noun'));
  assert.ok(lines.includes('- `이` jp: 서술격 조사 · copula 이다'));
  const sejong = tagHover({ ...content, details: '서울/NNP + 이/JKS' });
  assert.ok(sejong.includes('- `서울` NNP: 고유 명사 · proper noun'), sejong);
  assert.ok(sejong.includes('- `이` JKS: 주격 조사 · subject particle'), sejong);
  // Slashes and plus signs are morphemes, too.
  const symbols = tagHover({ ...content, details: '//sp + +/sp' });
  assert.ok(symbols.includes('- `/` sp: ') && symbols.includes('- `+` sp: '), symbols);
});

test('the hover of a word that is not in the vocabulary says so', () => {
  const input = { kind: 'words', wordSize: 2, lowerCase: true, characterRnn: tinyManifest().rnn } as const;
  const vocabularies = vocabulariesOf({
    words: ['dog', '1000'.replaceAll('1', '0')],
    characters: [...'dogs01'],
    pairs: [],
  });
  const rows: [form: string, unknown: number][] = [
    ['dog', UNKNOWN.nothing],
    ['DOG', UNKNOWN.nothing],
    ['1234', UNKNOWN.nothing],
    ['dogs', UNKNOWN.word],
    ['Dogs', UNKNOWN.word],
    ['dög', UNKNOWN.characters],
    ['犬', UNKNOWN.characters],
  ];
  for (const [form, unknown] of rows) assert.equal(unknownOf(input, vocabularies, form), unknown, form);
  const characters = { kind: 'characters', characterSize: 2, pairSize: 0, separated: true } as const;
  assert.equal(unknownOf(characters, vocabularies, 'gods'), UNKNOWN.nothing);
  assert.equal(unknownOf(characters, vocabularies, 'cats'), UNKNOWN.characters);
  assert.equal(unknownOf({ kind: 'vectors' }, vocabularies, '0.1 0.2'), UNKNOWN.nothing);
  assert.doesNotMatch(tagHover(HOVER), /vocabulary/);
  assert.match(tagHover({ ...HOVER, unknown: UNKNOWN.word }), /^_Not in the model's vocabulary: it goes by/m);
  assert.match(tagHover({ ...HOVER, unknown: UNKNOWN.characters }), /^_Some of its characters are not in/m);
});

test('the hover of an English word has the second tag with its own meaning', () => {
  const head = describedModel.heads[0];
  const xpos = { ...head, name: 'xpos', labels: ['NN', 'NNS'], labelDescriptions: ['', 'noun, plural'] };
  const model = { ...HOVER.model, heads: [head, xpos] };
  assert.match(tagHover({ ...HOVER, model, details: 'NNS' }), /^XPOS \*\*NNS\*\*: noun, plural$/m);
  assert.match(tagHover({ ...HOVER, details: 'other' }), /^\*\*other\*\*$/m);
});

test('the hover of a classified line has its classes, those of the prefix, and says how these came about', () => {
  const row = (...values: number[]) => ({ probabilities: Float32Array.from(values), note: '' });
  const model = { ...describedModel, labels: ['negative', 'positive'] };
  const text = classHover({
    model,
    stale: false,
    text: `not ${'very '.repeat(30)}good`,
    label: 1,
    probability: 0.8,
    whole: row(0.2, 0.8),
    token: 'not',
    prefix: { ...row(0.7, 0.3), note: 'run again for this prefix' },
  });
  assert.match(text, /^`not (very )+.*…` is \*\*positive\*\*/);
  assert.deepEqual(
    charts(text).map(([first]) => first.split(/\s+/)[0]),
    ['positive', 'negative'],
  );
  assert.match(text, /Read up to `not`:/);
  assert.match(text, /_run again for this prefix_/);
});

test('the hover of a symbol has its surprisal, what was expected instead, and what may follow', () => {
  const model = { ...describedModel, labels: ['\ufffd', 'a', ' ', '\n'] };
  const row = (...values: number[]) => ({ probabilities: Float32Array.from(values), note: '' });
  const content = {
    model,
    stale: false,
    symbol: ' ',
    probability: 0.125,
    expected: row(0.1, 0.6, 0.125, 0.175),
    next: row(0.5, 0.1, 0.1, 0.3),
  };
  const text = surpriseHover(content);
  assert.match(text, /^`·`: surprisal \*\*3\\\.00 bits\*\* .*colour: 3–4 bits/);
  // A probability that single precision tells as 0: the same words as in the panel.
  assert.match(surpriseHover({ ...content, probability: 0 }), /surprisal \*\*≥149 bits\*\* /);
  const names = charts(text).map((lines) => lines.map((line) => line.split(/\s+/)[0]));
  assert.deepEqual(names, [
    ['a', '⏎', '·', 'unknown'],
    ['unknown', '⏎', 'a', '·'],
  ]);
  const first = surpriseHover({ ...content, probability: NaN, expected: null });
  assert.match(first, /the first symbol/);
  assert.equal(charts(first).length, 1);
});

test('bars and percentages do not round to certainty', () => {
  assert.equal(bar(1), '█'.repeat(12));
  assert.equal(bar(0), '');
  assert.equal(bar(NaN), '');
  assert.equal(percent(0.99999).trim(), '>99.9 %');
  assert.equal(percent(1).trim(), '100.0 %');
  assert.equal(percent(0.0001).trim(), '<0.1 %');
  assert.deepEqual(topClasses(Float32Array.of(0.1, 0.4, 0.4), 2), [1, 2]);
});

const STATUS: StatusContent = {
  task: 'tagging',
  unit: 'sentence',
  tokenCount: 1234,
  stepCount: 5000,
  segmentCount: 12,
  verdict: null,
  bitsPerSymbol: null,
  modelName: 'english-pos',
  continued: false,
  stale: false,
  complete: true,
  progress: null,
};

test('the status bar tells current, running, stale and incomplete runs apart', () => {
  assert.equal(statusText(STATUS), 'RNN Lens: 1,234 tokens · english-pos');
  assert.equal(statusText({ ...STATUS, tokenCount: 1 }), 'RNN Lens: 1 token · english-pos');
  assert.match(statusText({ ...STATUS, progress: 0.999 }), /99 %$/);
  assert.match(statusText({ ...STATUS, stale: true }), /stale/);
  assert.match(statusText({ ...STATUS, complete: false }), /incomplete/);
  assert.match(statusTooltip({ ...STATUS, stale: true }), /tag it again/);
});

test('the status bar counts what the task is about', () => {
  const classified: StatusContent = { ...STATUS, task: 'classification', modelName: 'korean-sentiment' };
  assert.equal(statusText({ ...classified, unit: 'line' }), 'RNN Lens: 12 lines · korean-sentiment');
  const verdict = { label: 'positive', probability: 0.979 };
  assert.equal(
    statusText({ ...classified, unit: 'document', verdict }),
    'RNN Lens: document · positive 97 % · korean-sentiment',
  );
  const language: StatusContent = {
    ...STATUS,
    task: 'language-model',
    modelName: 'tolstoy-lstm',
    continued: true,
  };
  assert.equal(statusText(language), 'RNN Lens: 1,234 characters · tolstoy-lstm · continued');
  assert.match(statusText({ ...language, bitsPerSymbol: 2.049 }), /1,234 characters · 2\.05 bits each · /);
  assert.match(statusText({ ...STATUS, task: 'states' }), /: 5,000 steps · /);
});

test('a manifest gives what the list of models shows', () => {
  assert.equal(describeNetwork(tinyManifest().rnn), 'LSTM · 2 layers × 2 directions × 5 units');
  assert.equal(describeSize(3_440_000), '3.4 MB');
  assert.equal(describeSize(12), '1 kB');
});

test('only a network with one direction has a state to save or to go on from', () => {
  assert.equal(stateRefusal(describedModel), null);
  const rnn = { ...describedModel.rnn, bidirectional: true };
  assert.match(stateRefusal({ name: 'english-pos', rnn }) ?? '', /^"english-pos" has a backward direction/);
});

test('a throttled function runs at once, then at most once an interval, and never loses the last call', ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  const throttled = throttle(() => runs++, 20);
  for (let i = 0; i < 10; i++) throttled();
  assert.equal(runs, 1);
  mock.timers.tick(19);
  assert.equal(runs, 1);
  mock.timers.tick(1);
  assert.equal(runs, 2);
  mock.timers.tick(20);
  throttled();
  throttled();
  throttled.dispose();
  mock.timers.tick(40);
  assert.equal(runs, 3);
});

test('a hover says which unit colours the text, what it is called, and how high it is there', () => {
  const place = { layer: 0, direction: 'forward', quantity: 'c', unit: 76 } as const;
  const unit = { place, name: 'in *quotes*', note: 'AUC > 0.99 on the novel', value: -0.5 };
  const text = tagHover({ ...HOVER, unit });
  const [line, note] = text.split('\n\n').slice(-3);
  assert.equal(line, String.raw`Coloured by layer 1 → unit 76 \(c\) **in \*quotes\***: tanh\(c\) −0\.500`);
  assert.match(note, /^_AUC .* 0\\\.99 on the novel_$/);
  assert.match(
    tagHover({ ...HOVER, unit: { ...unit, name: '', note: '', value: NaN } }),
    /Coloured by layer 1 → unit 76 \\\(c\\\)\n\nRNN Lens/,
  );
  assert.doesNotMatch(tagHover(HOVER), /Coloured/);
});
