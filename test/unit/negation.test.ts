import assert from 'node:assert/strict';
import { test } from 'node:test';
import { negationExamples } from '../../src/core/data/negationExamples.js';
import { negationTexts } from '../../src/core/data/negation.js';
import { MORE_KOREAN } from '../../src/core/data/negationWords.js';
import { Random } from '../../src/core/math/random.js';
import { prepareTraining } from '../../src/core/train/prepare.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import { sentimentRecipe, toyFiles } from '../fixtures/toyRecipes.js';

const read = (file: string): string => toyFiles[file];

for (const language of ['en', 'ko'] as const) {
  test(`negation in ${language}: the same seed gives the same texts, another one others`, () => {
    assert.deepEqual(negationTexts(language, 'training', 50, 1), negationTexts(language, 'training', 50, 1));
    assert.notDeepEqual(
      negationTexts(language, 'training', 50, 1),
      negationTexts(language, 'training', 50, 2),
    );
  });

  test(`negation in ${language}: no text of the development part is one of the training part`, () => {
    const training = new Set(negationTexts(language, 'training', 5_000, 1).map(({ text }) => text));
    const development = negationTexts(language, 'development', 2_000, 2);
    assert.deepEqual(
      development.filter(({ text }) => training.has(text)),
      [],
    );
    const share = (count: number): number => count / development.length;
    assert.ok(Math.abs(share(development.filter(({ isNegated }) => isNegated).length) - 3 / 4) < 0.05);
    assert.ok(
      Math.abs(share(development.filter(({ polarity }) => polarity === 'positive').length) - 1 / 2) < 0.05,
    );
  });

  test(`negation in ${language}: every form is filled in`, () => {
    for (const part of ['training', 'development'] as const)
      for (const { text } of negationTexts(language, part, 3_000, 3))
        assert.doesNotMatch(text, /[{}]|undefined|^\s|\s\s/, text);
  });
}

test('a negation turns what a word says', () => {
  const find = (wanted: string, negated: boolean) =>
    negationTexts('en', 'training', 4_000, 4).find(
      ({ text, isNegated }) => isNegated === negated && text.includes(wanted),
    );
  assert.equal(find('good', true)?.polarity, 'negative');
  assert.equal(find('good', false)?.polarity, 'positive');
  assert.equal(find('boring', true)?.polarity, 'positive');
  const korean = negationTexts('ko', 'training', 4_000, 4);
  assert.equal(korean.find(({ text }) => /지루하지 않/.test(text))?.polarity, 'positive');
  assert.equal(korean.find(({ text }) => /재미있지 않/.test(text))?.polarity, 'negative');
});

test('as examples they teach the heads that are named, and no others', () => {
  const data = {
    language: 'en',
    texts: 20,
    seed: 1,
    heads: { sentiment: { positive: 'good', negative: 'bad' } },
  } as const;
  const polarities = negationTexts('en', 'training', 20, 1).map(({ polarity }) => polarity);
  const wanted = polarities.map((polarity) => data.heads.sentiment[polarity]);
  const names = ['sentiment', 'emotion'];
  const rows = negationExamples(data, names, 'english', false);
  assert.deepEqual(
    rows.map(({ labels }) => labels),
    wanted.map((label) => [[label], [null]]),
  );
  const sets = negationExamples(data, names, 'english', true);
  assert.deepEqual(
    sets.map((example) => example.sets),
    wanted.map((label) => [[[label]], [null]]),
  );
  assert.ok(rows.every(({ tokens }) => tokens.length > 0));
});

test('further Korean words are for training alone, in forms that people write', () => {
  const development = negationTexts('ko', 'development', 6_000, 5)
    .map(({ text }) => text)
    .join('\n');
  const more = [...MORE_KOREAN.positive, ...MORE_KOREAN.negative];
  assert.ok(more.length > 110);
  // 심심하- and 불편하- end as 하- does; only whole words count.
  for (const [stem] of more)
    assert.doesNotMatch(development, new RegExp(`(^|\\s|안 )${stem}(지|다|네)`, 'm'), stem);
  const formsOf = (stem: string) => more.find(([first]) => first === stem);
  assert.deepEqual(formsOf('귀엽'), ['귀엽', '귀엽다', '귀여웠다', '귀여워요']);
  assert.deepEqual(formsOf('예쁘'), ['예쁘', '예쁘다', '예뻤다', '예뻐요']);
  assert.deepEqual(formsOf('서투르'), ['서투르', '서투르다', '서툴렀다', '서툴러요']);
  assert.deepEqual(formsOf('설레'), ['설레', '설레다', '설렜다', '설레요']);
  assert.match(
    negationTexts('ko', 'training', 2_000, 6)
      .map(({ text }) => text)
      .join('\n'),
    /귀엽지|귀여워요/,
  );
});

test('with a share an epoch draws some of the texts and all generated ones', () => {
  const { data } = sentimentRecipe;
  assert.ok(data.format === 'table');
  const heads = { class: { positive: data.heads[0].labels['1'], negative: data.heads[0].labels['0'] } };
  const negation = { language: 'en', texts: 16, seed: 1, heads } as const;
  const batchesOf = (more: object) =>
    prepareTraining(
      { ...sentimentRecipe, data: { ...data, negation, ...more } } as TrainingRecipe,
      read,
    ).trainable.batches(new Random(3)).length;
  // 64 texts and 16 generated ones, four a batch.
  assert.deepEqual([batchesOf({}), batchesOf({ share: 0.5 }), batchesOf({ share: 1 })], [20, 12, 20]);
});
