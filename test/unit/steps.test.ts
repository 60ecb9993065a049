import assert from 'node:assert/strict';
import { test } from 'node:test';
import { vocabulariesOf } from '../../src/core/tokens/vocabulary.js';
import type { CharacterInput } from '../../src/core/tokens/input.js';
import { encodeTokens } from '../../src/core/tokens/steps.js';
import { segmentText } from '../../src/core/text/segmentation.js';

const none = { words: [], characters: [], pairs: [] };
const characters: CharacterInput = { kind: 'characters', characterSize: 1, pairSize: 1, separated: true };

test('steps are syllables, tokens are ranges of steps, with a space between two tokens of a segment', () => {
  const symbols = {
    ...none,
    characters: ['서', '울', ' ', '이', '.'],
    pairs: ['서', '서울', '울이', '이 ', ' .'],
  };
  const tokens = ['서울이', '.', '이'];
  const { layout, steps } = encodeTokens(
    characters,
    vocabulariesOf(symbols),
    tokens,
    Uint32Array.of(0, 2, 3),
    2,
  );
  assert.deepEqual([...layout.offsets], [0, 5, 6]);
  assert.deepEqual([...layout.tokenStarts], [0, 4, 5]);
  assert.deepEqual([...layout.tokenEnds], [3, 5, 6]);
  assert.ok(steps.kind === 'characters' && steps.pairs);
  assert.deepEqual([...steps.characters], [1, 2, 4, 3, 5, 4]);
  // The first of a segment stands alone; what is not in the list is unknown.
  assert.deepEqual([...steps.pairs], [1, 2, 3, 4, 5, 0]);
});

test('decomposed syllables are read composed, and every token has a step', () => {
  const symbols = { ...none, characters: ['한', '글'] };
  const tokens = ['한글'.normalize('NFD'), '', '\ud800'];
  const { layout, steps } = encodeTokens(
    characters,
    vocabulariesOf(symbols),
    tokens,
    Uint32Array.of(0, 3),
    2,
  );
  assert.ok(steps.kind === 'characters');
  assert.deepEqual([...steps.characters], [1, 2, 0, 0, 0, 0]);
  assert.deepEqual([...layout.tokenEnds], [2, 4, 6]);
});

test('numbers are read from lines; what is none is 0', () => {
  const lines = ['1 1', '  2.5,-3 9', 'x 4', '7', '1e999 2'];
  const { steps } = encodeTokens({ kind: 'vectors' }, vocabulariesOf(none), lines, Uint32Array.of(0, 5), 2);
  assert.ok(steps.kind === 'vectors');
  assert.deepEqual([...steps.values], [1, 1, 2.5, -3, 0, 4, 7, 0, 0, 2]);
});

test('words can be read in lower case', () => {
  const rnn = {
    cell: 'GRU',
    inputSize: 1,
    hiddenSize: 1,
    projSize: 0,
    layers: 1,
    bidirectional: true,
    bias: true,
  } as const;
  const vocabularies = vocabulariesOf({ ...none, words: ['good'], characters: ['g', 'G'] });
  const ids = [true, false].map((lowerCase) => {
    const input = { kind: 'words', wordSize: 1, characterRnn: rnn, lowerCase } as const;
    const { steps } = encodeTokens(input, vocabularies, ['GOOD'], Uint32Array.of(0, 1), 3);
    assert.ok(steps.kind === 'words');
    return [...steps.words.words, ...steps.words.characters];
  });
  assert.deepEqual(ids, [
    [1, 1, 0, 0, 0],
    [1, 2, 0, 0, 0],
  ]);
});

const text = 'One two. Three\n\nfour\r\nfive 😀';

const CUTS: [
  tokenizer: Parameters<typeof segmentText>[1],
  unit: Parameters<typeof segmentText>[2],
  string[][],
][] = [
  ['whitespace', 'line', [['One', 'two.', 'Three'], ['four'], ['five', '😀']]],
  ['whitespace', 'document', [['One', 'two.', 'Three', 'four', 'five', '😀']]],
  ['english', 'line', [['One', 'two', '.', 'Three'], ['four'], ['five', '😀']]],
  ['english', 'sentence', [['One', 'two', '.'], ['Three'], ['four', 'five', '😀']]],
  ['lines', 'document', [['One two. Three', 'four', 'five 😀']]],
  ['characters', 'document', [[...text]]],
];

for (const [tokenizer, unit, expected] of CUTS)
  test(`text is cut into ${tokenizer}, one sequence a ${unit}`, () => {
    const { starts, ends, segmentOffsets } = segmentText(text, tokenizer, unit);
    const tokens = Array.from(starts, (start, t) => text.slice(start, ends[t]));
    const segments = Array.from(segmentOffsets.slice(1), (end, s) => tokens.slice(segmentOffsets[s], end));
    assert.deepEqual(segments, expected);
  });

test('a text without tokens has no segments', () => {
  for (const unit of ['sentence', 'line', 'document'] as const)
    for (const tokenizer of ['english', 'korean', 'whitespace', 'lines'] as const)
      assert.deepEqual([...segmentText(' \n ', tokenizer, unit).segmentOffsets], [0]);
});
