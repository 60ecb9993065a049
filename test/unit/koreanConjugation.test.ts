import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreFamilies } from '../../src/core/evaluate/families.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyMorphology } from '../fixtures/tinyTasks.js';
import { readAnalysedSentences } from '../../src/core/morphology/treebank.js';
import { readMorphemes } from '../../src/core/morphology/morpheme.js';
import { drawFamilies, familiesAsConllu, familyRows } from '../../src/core/morphology/families/families.js';
import { familyLexicon } from '../../src/core/morphology/families/lexicon.js';
import { TRAINING_STEMS } from '../../src/core/morphology/families/moreStems.js';
import { conjugate, ENDINGS, fits, type Predicate } from '../../src/core/morphology/families/predicates.js';
import type { StemClass } from '../../src/core/morphology/families/conjugation.js';
import { FAMILY_KINDS, nounIs, nounWith } from '../../src/core/morphology/families/sentences.js';
import { TAG_SETS, type TagSet } from '../../src/core/morphology/families/tagSets.js';

/** A stem, an ending as in the table (`past/다`), and the form, Kaist's morphemes, Sejong's. */
type Row = readonly [
  stem: string,
  kind: Predicate,
  stemClass: StemClass,
  form: string,
  kaist: string,
  sejong: string,
];

const PAST: readonly Row[] = [
  ['가', 'verb', 'regular', '갔다', '가+ㅆ+다', '가+았+다'],
  ['서', 'verb', 'regular', '섰다', '서+었+다', '서+었+다'],
  ['내', 'verb', 'regular', '냈다', '내+ㅆ+다', '내+었+다'],
  ['오', 'verb', 'regular', '왔다', '오+았+다', '오+았+다'],
  ['보', 'verb', 'regular', '봤다', '보+았+다', '보+았+다'],
  ['주', 'verb', 'regular', '줬다', '주+었+다', '주+었+다'],
  ['배우', 'verb', 'regular', '배웠다', '배우+었+다', '배우+었+다'],
  ['마시', 'verb', 'regular', '마셨다', '마시+었+다', '마시+었+다'],
  ['지', 'verb', 'regular', '졌다', '지+었+다', '지+었+다'],
  ['되', 'verb', 'regular', '됐다', '되+었+다', '되+었+다'],
  ['쉬', 'verb', 'regular', '쉬었다', '쉬+었+다', '쉬+었+다'],
  ['먹', 'verb', 'regular', '먹었다', '먹+었+다', '먹+었+다'],
  ['찾', 'verb', 'regular', '찾았다', '찾+았+다', '찾+았+다'],
  ['만들', 'verb', 'regular', '만들었다', '만들+었+다', '만들+었+다'],
  ['쓰', 'verb', 'regular', '썼다', '쓰+었+다', '쓰+었+다'],
  ['따르', 'verb', 'regular', '따랐다', '따르+았+다', '따르+았+다'],
  ['아프', 'adjective', 'regular', '아팠다', '아프+았+다', '아프+았+다'],
  ['예쁘', 'adjective', 'regular', '예뻤다', '예쁘+었+다', '예쁘+었+다'],
  ['춥', 'adjective', 'ㅂ', '추웠다', '춥+었+다', '춥+었+다'],
  ['아름답', 'adjective', 'ㅂ', '아름다웠다', '아름답+었+다', '아름답+었+다'],
  ['돕', 'verb', '돕', '도왔다', '돕+았+다', '돕+았+다'],
  ['걷', 'verb', 'ㄷ', '걸었다', '걷+었+다', '걷+었+다'],
  ['깨닫', 'verb', 'ㄷ', '깨달았다', '깨닫+았+다', '깨닫+았+다'],
  ['짓', 'verb', 'ㅅ', '지었다', '짓+었+다', '짓+었+다'],
  ['낫', 'verb', 'ㅅ', '나았다', '낫+았+다', '낫+았+다'],
  ['부르', 'verb', '르', '불렀다', '부르+었+다', '부르+었+다'],
  ['모르', 'verb', '르', '몰랐다', '모르+았+다', '모르+았+다'],
  ['이르', 'verb', '러', '이르렀다', '이르+었+다', '이르+었+다'],
  ['파랗', 'adjective', 'ㅎ', '파랬다', '파랗+았+다', '파랗+았+다'],
  ['허옇', 'adjective', 'ㅎ', '허옜다', '허옇+었+다', '허옇+었+다'],
  ['그렇', 'adjective', 'ㅎ', '그랬다', '그렇+었+다', '그렇+었+다'],
  ['퍼렇', 'adjective', 'ㅎ', '퍼렜다', '퍼렇+었+다', '퍼렇+었+다'],
  ['공부하', 'actionNoun', '하', '공부했다', '공부+하+었+다', '공부+하+았+다'],
  ['조용하', 'stateNoun', '하', '조용했다', '조용+하+었+다', '조용+하+았+다'],
  ['학생이', 'copula', '이', '학생이었다', '학생+이+었+다', '학생+이+었+다'],
  ['의사이', 'copula', '이', '의사였다', '의사+이+었+다', '의사+이+었+다'],
  ['아니', 'isNot', '아니', '아니었다', '아니+었+다', '아니+었+다'],
];

/** A stem and its form with one ending; `form` of the table is written before the bar. */
const OTHERS: readonly (readonly [ending: string, ...row: Row])[] = [
  ['요', '예쁘', 'adjective', 'regular', '예뻐요', '예쁘+어+요', '예쁘+어요'],
  ['요', '춥', 'adjective', 'ㅂ', '추워요', '춥+어+요', '춥+어요'],
  ['요', '모르', 'verb', '르', '몰라요', '모르+아+요', '모르+아요'],
  ['요', '하얗', 'adjective', 'ㅎ', '하얘요', '하얗+아+요', '하얗+아요'],
  ['', '주', 'verb', 'regular', '줘', '주+어', '주+어'],
  ['라', '쓰', 'verb', 'regular', '써라', '쓰+어라', '쓰+어라'],
  ['라', '돕', 'verb', '돕', '도와라', '돕+아라', '돕+아라'],
  ['세요', '듣', 'verb', 'ㄷ', '들으세요', '듣+으세요', '듣+으시+어요'],
  ['세요', '만들', 'verb', 'regular', '만드세요', '만들+세요', '만들+시+어요'],
  ['면', '만들', 'verb', 'regular', '만들면', '만들+면', '만들+면'],
  ['면', '춥', 'adjective', 'ㅂ', '추우면', '춥+면', '춥+면'],
  ['면', '짓', 'verb', 'ㅅ', '지으면', '짓+으면', '짓+으면'],
  ['니까', '살', 'verb', 'regular', '사니까', '살+니까', '살+니까'],
  ['ㄴ', '파랗', 'adjective', 'ㅎ', '파란', '파랗+ㄴ', '파랗+ㄴ'],
  ['ㄴ', '먹', 'verb', 'regular', '먹은', '먹+ㄴ', '먹+은'],
  ['ㄹ', '걷', 'verb', 'ㄷ', '걸을', '걷+ㄹ', '걷+을'],
  ['ㄹ게요', '열', 'verb', 'regular', '열게요', '열+ㄹ게+요', '열+ㄹ게+요'],
  ['ㄴ다|는다', '알', 'verb', 'regular', '안다', '알+ㄴ다', '알+ㄴ다'],
  ['ㄴ다|는다', '듣', 'verb', 'ㄷ', '듣는다', '듣+는다', '듣+는다'],
  ['ㅂ니다|습니다', '길', 'adjective', 'regular', '깁니다', '길+ㅂ니다', '길+ㅂ니다'],
  ['ㅂ니다|습니다', '학생이', 'copula', '이', '학생입니다', '학생+이+ㅂ니다', '학생+이+ㅂ니다'],
  ['는', '놀', 'verb', 'regular', '노는', '놀+는', '놀+는'],
  ['서', '가', 'verb', 'regular', '가서', '가+서', '가+아서'],
  ['서', '공부하', 'actionNoun', '하', '공부해서', '공부+하+어서', '공부+하+아서'],
];

function check(rows: readonly Row[], ending: string, isPast: boolean): void {
  const found = ENDINGS.find(({ form, joins }) => form === ending && (joins === 'past') === isPast);
  assert.ok(found, ending);
  for (const [form, kind, stemClass, surface, kaist, sejong] of rows)
    for (const tags of TAG_SETS) {
      const word = conjugate({ form, kind, class: stemClass }, found, tags);
      assert.deepEqual([word?.form, word?.lemma], [surface, tags === 'kaist' ? kaist : sejong], surface);
    }
}

test('past forms of every class, contracted as people write them, cut as either treebank cuts them', () => {
  check(PAST, '다', true);
});

test('present, imperative, connective and adnominal forms of every class', () => {
  for (const [ending, ...row] of OTHERS) check([row], ending, false);
});

test('what careful writing keeps apart is a form of its own: 보았다, 되어, 하여', () => {
  const apart = (form: string, stemClass: StemClass, ending: string): string | undefined =>
    conjugate(
      { form, kind: 'verb', class: stemClass },
      ENDINGS.find((one) => one.form === ending)!,
      'kaist',
      true,
    )?.form;
  assert.deepEqual(
    [
      apart('보', 'regular', '다'),
      apart('주', 'regular', '다'),
      apart('되', 'regular', ''),
      apart('하', '하', '서'),
    ],
    ['보았다', '주었다', '되어', '하여서'],
  );
  for (const form of ['먹', '마시', '오', '가']) assert.equal(apart(form, 'regular', '다'), undefined);
});

test('tags are those of the set; Kaist says with UPOS what connects', () => {
  const word = (tags: TagSet, ending: string) =>
    conjugate(
      { form: '예쁘', kind: 'adjective', class: 'regular' },
      ENDINGS.find(({ form }) => form === ending)!,
      tags,
    )!;
  assert.deepEqual([word('kaist', '고').xpos, word('kaist', '고').upos], ['paa+ep+ecc', 'CCONJ']);
  assert.deepEqual([word('sejong', '고').xpos, word('sejong', '고').upos], ['VA+EP+EC', 'ADJ']);
  assert.deepEqual(word('sejong', '어요').xpos, 'VA+EP+EF');
  assert.deepEqual(word('kaist', '어요').xpos, 'paa+ep+ef+jxf');
});

test('nouns take the particle that fits their end', () => {
  const forms = ['소리', '카메라', '물', '집'].map((noun) =>
    [0, 1, 2, 7].map((k) => nounWith(noun, k, 'kaist').form),
  );
  assert.deepEqual(forms, [
    ['소리를', '소리가', '소리는', '소리로'],
    ['카메라를', '카메라가', '카메라는', '카메라로'],
    ['물을', '물이', '물은', '물로'],
    ['집을', '집이', '집은', '집으로'],
  ]);
  assert.deepEqual(
    [nounIs('책', '에요', 'kaist').form, nounIs('나무', '에요', 'kaist').form],
    ['책이에요', '나무예요'],
  );
  assert.deepEqual(
    [nounIs('책', '야', 'kaist').form, nounIs('나무', '야', 'kaist').lemma],
    ['책이야', '나무+이+야'],
  );
});

test('no stem, noun or sign of the development rows is learned from', () => {
  const [training, development] = [familyLexicon('training'), familyLexicon('development')];
  const stems = new Set(training.predicates.map(({ form }) => form));
  assert.ok(development.predicates.length > 40);
  assert.deepEqual(
    development.predicates.filter(({ form }) => stems.has(form)),
    [],
  );
  assert.deepEqual(
    development.nouns.filter((noun) => training.nouns.includes(noun)),
    [],
  );
  assert.deepEqual(
    development.signs.filter((sign) => training.signs.includes(sign)),
    [],
  );
});

test('stems for the training split alone are not made with stems of the development rows', () => {
  const held = familyLexicon('development').predicates.map(({ form }) => form);
  const more = TRAINING_STEMS.flatMap(([, , stems]) => stems.split(' '));
  assert.ok(more.length > 800);
  assert.deepEqual(
    more.filter((stem) => held.some((one) => stem.endsWith(one) || (one.length > 1 && stem.startsWith(one)))),
    [],
  );
  const named = TRAINING_STEMS.flatMap(([kind, , stems]) =>
    stems.split(' ').map((stem) => `${kind} ${stem}`),
  );
  assert.equal(new Set(named).size, named.length);
});

test('an analysis with 으 before a consonant alone is right as well in Kaist: 먹+ㄴ, 먹+은', () => {
  const ending = ENDINGS.find(({ form }) => form === 'ㄴ')!;
  const word = conjugate({ form: '먹', kind: 'verb', class: 'regular' }, ending, 'kaist');
  assert.deepEqual([word?.lemma, word?.alternatives], ['먹+ㄴ', ['먹+은']]);
});

test('rows cover every kind, and every analysis has as many forms as tags', () => {
  for (const tags of TAG_SETS) {
    const rows = familyRows(tags, 'development');
    assert.deepEqual(new Set(rows.map(({ kind }) => kind)), new Set(FAMILY_KINDS));
    for (const { words } of rows)
      for (const { form, lemma, xpos } of words) {
        assert.ok(readMorphemes(lemma, xpos), `${form} ${lemma} ${xpos}`);
        assert.doesNotMatch(form, /\s|undefined/);
      }
    // Fits says which forms there are: none of 이- with 아/어.
    assert.ok(
      !fits(
        { form: '책이', kind: 'copula', class: '이' },
        ENDINGS.find(({ joins }) => joins === 'vowel')!,
      ),
    );
  }
});

test('drawn sentences are the same for a seed, others for another, and read as a treebank', () => {
  const draw = (seed: number): string =>
    familiesAsConllu(drawFamilies({ seed, sentences: 200, tags: 'kaist' }));
  assert.equal(draw(1), draw(1));
  assert.notEqual(draw(1), draw(2));
  const sentences = readAnalysedSentences(draw(1));
  assert.equal(sentences.length, 200);
  const held = new Set(familyLexicon('development').predicates.map(({ form }) => form));
  for (const { lemmas, xpos } of sentences)
    lemmas.forEach((lemma, k) =>
      assert.ok(!/^(?:pvg|paa)/.test(xpos[k]) || !held.has(lemma.split('+')[0]), lemma),
    );
});

test('an analyser is scored on every word of every kind; a model without morphemes is refused', () => {
  const pipelineOf = (manifest: ReturnType<typeof tinyMorphology>) =>
    new Pipeline(readModel(JSON.stringify(manifest), tinyWeights(manifest)).model);
  const scores = scoreFamilies(pipelineOf(tinyMorphology()));
  const rows = familyRows('kaist', 'development');
  assert.deepEqual(
    scores.map(({ kind, words }) => [kind, words]),
    FAMILY_KINDS.map((kind) => [kind, rows.filter((row) => row.kind === kind).length]),
  );
  for (const { words, right, wrong } of scores)
    assert.ok(right <= words && (right === words || wrong.length > 0));
  assert.throws(() => scoreFamilies(pipelineOf(tinyManifest())), /no head "edits"/);
});
