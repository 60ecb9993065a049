import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { words } from '../../src/core/formats/conllu.js';
import { readConllu } from '../../src/core/formats/conlluReader.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { applyForm, formsFor, parseLabel } from '../../src/core/morphology/editLabel.js';
import { KAIST_TAGS, SEJONG_TAGS, UNIVERSAL_TAGS, explainTag } from '../../src/core/morphology/koreanTags.js';
import { LabelSet, NO_LABEL } from '../../src/core/morphology/labelSet.js';
import { learnLabels } from '../../src/core/morphology/learnLabels.js';
import { lemmaOf, readMorphemes, showMorphemes, xposOf } from '../../src/core/morphology/morpheme.js';
import { decodeSentence, tokenColumns } from '../../src/core/morphology/tokenColumns.js';
import {
  analysedEojeols,
  eojeolCharacters,
  readAnalysedSentences,
  sentenceCharacters,
  sentenceLabels,
} from '../../src/core/morphology/treebank.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { tinyWeights } from '../fixtures/tinyModel.js';
import { tinyMorphology } from '../fixtures/tinyTasks.js';

// Written for this test, in the treebank's columns.
const ROWS: readonly (readonly [form: string, lemma: string, upos: string, xpos: string])[][] = [
  [
    ['서울이', '서울+이', 'PROPN', 'nq+jcs'],
    ['좋다고', '좋+다고', 'CCONJ', 'paa+ecs'],
    ['말했다', '말+하+었+다', 'VERB', 'ncpa+xsv+ep+ef'],
    ['.', '.', 'PUNCT', 'sf'],
  ],
  [
    ['집에', '집+에', 'ADV', 'ncn+jca'],
    ['간', '가+ㄴ', 'VERB', 'pvg+etm'],
    ['사람을', '사람+을', 'NOUN', 'ncn+jco'],
    ['본', '보+ㄴ', 'VERB', 'pvg+etm'],
    ['의사다', '의사+이+다', 'VERB', 'ncn+jp+ef'],
    ['.', '.', 'PUNCT', 'sf'],
  ],
  [
    ['도와', '돕+아', 'VERB', 'pvg+ecx'],
    ['줬다', '주+었+다', 'AUX', 'px+ep+ef'],
    ['+', '+', 'SYM', 'su'],
    ['.', '.', 'PUNCT', 'sf'],
  ],
];
const CONLLU = ROWS.map(
  (rows) =>
    rows
      .map(([form, lemma, upos, xpos], k) => `${k + 1}\t${form}\t${lemma}\t${upos}\t${xpos}\t_\t_\t_\t_\t_\n`)
      .join('') + '\n',
).join('');

const SENTENCES = readAnalysedSentences(CONLLU);
const LABELS = new LabelSet(learnLabels(SENTENCES.flatMap(analysedEojeols), { minimumCount: 1 }));

function show(form: string, labels: readonly string[]): string {
  const set = new LabelSet([...new Set(labels)]);
  return showMorphemes(
    set.decode(
      [...form],
      labels.map((label) => set.labels.indexOf(label)),
    ),
  );
}

test('labels make morphemes of syllables, contractions undone', () => {
  assert.equal(show('서울이', ['B-nq', 'I-nq', 'B-jp']), '서울/nq + 이/jp');
  assert.equal(show('했다', ['B-xsv:=ㅏ- B-ep:었', 'B-ef']), '하/xsv + 었/ep + 다/ef');
  // One label undoes the same contraction in every syllable.
  for (const [form, stem] of [
    ['간', '가'],
    ['본', '보'],
    ['쓴', '쓰'],
  ])
    assert.equal(show(form, ['B-pvg:==- B-etm:--=']), `${stem}/pvg + ㄴ/etm`);
  assert.equal(show('도와', ['B-pvg:==ㅂ', 'B-ecx:아']), '돕/pvg + 아/ecx');
  assert.equal(show('가아', ['B-pvg', '-']), '가/pvg');
});

test('any labels give an analysis', () => {
  assert.equal(show('서울', ['I-nq', 'I-ncn']), '서/nq + 울/ncn');
  assert.equal(show('가다', ['B-pvg:==- B-etm:--=', 'B-ef']), '가/pvg + 다/ef', 'no coda to split off');
  assert.equal(show('A다', ['B-xsv:=ㅏ- B-ep:었', 'B-ef']), 'A/xsv + 다/ef', 'not a syllable');
  assert.equal(new LabelSet(['B-ncn', '-']).decode([...'서울'], [1, 1])[0].form, '서울');
  assert.equal(showMorphemes(new LabelSet(['B-ncn']).decode([...'서울'], [7, NO_LABEL])), '서울/ncn');
  assert.deepEqual(new LabelSet([]).decode(['가'], [0]), [{ form: '가', tag: '_' }]);
  assert.deepEqual(LABELS.decode([], []), []);
});

test('malformed labels of a model are named', () => {
  for (const label of ['', 'ncn', 'B-', 'B-ncn:ab', 'B-ncn  B-jcs', 'X-ncn', 'B-ncn:abcd'])
    assert.throws(() => new LabelSet([label]), { name: 'RnnLensError', message: /is not a label/ });
  assert.deepEqual(parseLabel('-'), []);
});

test('forms are relative to the syllable where they can be', () => {
  assert.deepEqual(formsFor('간', '가'), ['==-', '가']);
  assert.deepEqual(formsFor('간', 'ㄴ'), ['--=', 'ㄴ']);
  assert.deepEqual(formsFor('봤', '보'), ['=ㅗ-', '보']);
  assert.deepEqual(formsFor('였', '었'), ['=ㅓ=', '었']);
  assert.deepEqual(formsFor('들', '듣'), ['==ㄷ', '듣']);
  assert.deepEqual(formsFor('했', '었'), ['었']);
  assert.deepEqual(formsFor('가', '가'), ['']);
  for (const [character, target] of ['간가', '간ㄴ', '봤보', '였었', '들듣', '했었', '가가', '漢한'].map(
    (c) => [...c],
  ))
    for (const form of formsFor(character, target)) assert.equal(applyForm(form, character), target);
});

test('a treebank is read as characters with spaces, spans and labels', () => {
  const sentence = SENTENCES[1];
  assert.equal(sentence.characters.join(''), '집에 간 사람을 본 의사다 .');
  assert.deepEqual([...sentence.starts], [0, 3, 5, 9, 11, 15]);
  assert.deepEqual([...sentence.ends], [2, 4, 8, 10, 14, 16]);
  assert.deepEqual(sentence.upos, ['ADV', 'VERB', 'NOUN', 'VERB', 'VERB', 'PUNCT']);
  const numbers = sentenceLabels(sentence, LABELS);
  assert.equal(numbers.length, sentence.characters.length);
  sentence.characters.forEach((character, c) => assert.equal(numbers[c] === NO_LABEL, character === ' '));
  assert.equal(numbers[3], numbers[9], '간 and 본 have one label');
  assert.deepEqual(decodeSentence(sentence, numbers, LABELS).map(lemmaOf), sentence.lemmas);
  assert.deepEqual(decodeSentence(sentence, numbers, LABELS).map(xposOf), sentence.xpos);
});

test('an analysis the labels cannot express has no labels, and the others keep theirs', () => {
  const frequent = new LabelSet(LABELS.labels.filter((label) => !label.includes(':')));
  const numbers = sentenceLabels(SENTENCES[1], frequent);
  assert.deepEqual([...numbers.slice(3, 4)], [NO_LABEL]);
  assert.ok(numbers[0] >= 0 && numbers[5] >= 0);
  assert.equal(frequent.encode(['간'], readMorphemes('가+ㄴ', 'pvg+etm')!), null);
});

test('decomposed forms are read as composed characters', () => {
  assert.deepEqual(sentenceCharacters(['했다'.normalize('NFD'), '.']).characters, ['했', '다', ' ', '.']);
  assert.deepEqual(eojeolCharacters(sentenceCharacters(['가', '나다']), 1), ['나', '다']);
});

test('a plus sign can be a morpheme', () => {
  assert.deepEqual(readMorphemes('+', 'su'), [{ form: '+', tag: 'su' }]);
  assert.deepEqual(
    readMorphemes('1+++2', 'nnc+su+nnc')?.map(({ form }) => form),
    ['1', '+', '2'],
  );
  assert.deepEqual(readMorphemes('C++', 'f'), [{ form: 'C++', tag: 'f' }]);
  for (const [lemma, xpos] of [
    ['가+나', 'ncn'],
    ['가+나', 'ncn+jca+jxt'],
    ['', 'ncn'],
    ['가', ''],
    ['가', '+'],
  ])
    assert.equal(lemma === '가+나' && xpos === 'ncn' ? null : readMorphemes(lemma, xpos), null);
});

test('the letters of a Latin word are one morpheme whatever the labels say', () => {
  assert.equal(show('USB-C로', ['B-nq', 'B-f', 'I-f', 'B-f', 'I-nq', 'B-jca']), 'USB-C/nq + 로/jca');
  assert.equal(show('TV를', ['B-nq', 'B-nq', 'B-jco']), 'TV/nq + 를/jco');
  // A digit or a syllable begins what its label says.
  assert.equal(show('5kg을', ['B-nnc', 'B-nbu', 'I-nbu', 'B-jco']), '5/nnc + kg/nbu + 을/jco');
});

test('the labels of a run fill the columns: a tag a token, its morphemes as LEMMA and XPOS', () => {
  const manifest = tinyMorphology();
  const pipeline = new Pipeline(readModel(JSON.stringify(manifest), tinyWeights(manifest)).model);
  const tokens = ['서울이', '나는', '서울'];
  // Two sentences; a space stands between the two tokens of the first.
  const offsets = Uint32Array.of(0, 2, 3);
  const [upos, edits] = manifest.heads;
  const run = pipeline.run(tokens, offsets);
  const numbersOf = (labels: readonly string[], names: readonly string[]): Uint16Array =>
    Uint16Array.from(names, (name) => labels.indexOf(name));
  const heads = [
    { ...run.heads[0], labels: numbersOf(upos.labels, ['PROPN', 'VERB', 'NOUN']) },
    {
      ...run.heads[1],
      labels: numbersOf(edits.labels, 'B-nq I-nq B-jcs B-ef B-ef B-jcs B-nq I-nq'.split(' ')),
    },
  ];
  assert.deepEqual(tokenColumns(pipeline.model, tokens, offsets, { ...run, heads }), {
    upos: ['PROPN', 'VERB', 'NOUN'],
    lemma: ['서울+이', '나+는', '서울'],
    xpos: ['nq+jcs', 'ef+jcs', 'nq'],
  });
  assert.deepEqual(tokenColumns(pipeline.model, [], Uint32Array.of(0), pipeline.run([], Uint32Array.of(0))), {
    upos: [],
    lemma: [],
    xpos: [],
  });
});

test('rare labels are left out, frequent ones come first', () => {
  const eojeols = SENTENCES.flatMap(analysedEojeols);
  const kept = learnLabels(eojeols, { minimumCount: 2 });
  assert.deepEqual(LABELS.labels.slice(0, kept.length), kept);
  assert.ok(kept.length < LABELS.labels.length && kept.includes('B-sf') && !kept.includes('B-jco'));
  assert.deepEqual(learnLabels(eojeols, { minimumCount: 2 }), kept, 'the same every time');
});

test('every tag is explained in both languages', () => {
  assert.equal(Object.keys(KAIST_TAGS).length, 52);
  assert.equal(Object.keys(SEJONG_TAGS).length, 46);
  assert.equal(Object.keys(UNIVERSAL_TAGS).length, 17);
  for (const { ko, en } of [KAIST_TAGS, SEJONG_TAGS, UNIVERSAL_TAGS].flatMap((names) =>
    Object.values(names),
  )) {
    assert.match(ko, /[가-힣]/);
    assert.match(en, /[a-z]/);
  }
  assert.equal(explainTag('nq+jp', 'ko'), '고유 명사 + 서술격 조사');
  assert.equal(explainTag('NNP+VCP+EF', 'ko'), '고유 명사 + 긍정 지정사 + 종결 어미');
  assert.equal(explainTag('NOUN', 'en'), 'noun');
  assert.equal(explainTag('constructor+zz', 'en'), 'constructor + zz');
  const rows = readConllu(readFileSync('test/fixtures/gold.conllu', 'utf8')).document.sentences.flatMap(
    words,
  );
  for (const { upos } of rows) assert.ok(upos in UNIVERSAL_TAGS, upos);
});
