// Korean is whole: each bundle has what English has, no more and no less, with the same values in it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { wholeReport } from '../../src/core/report/whole.js';
import { quantitySize } from '../../src/core/rnn/config.js';
import { fill, type Say, type Sentence } from '../../src/core/sentence.js';
import { loadEngine } from '../../src/kernel/load.js';
import { RnnLensError } from '../../src/core/problems.js';
import { readManifest } from '../../src/core/formats/manifest.js';
import { describeModel } from '../../src/protocol/model.js';
import { inDisplayLanguage, unitInDisplayLanguage } from '../../src/live/modelWords.js';
import { plural, sentenceOf, useTranslator } from '../../src/live/sentences.js';
import { fillWithParticles, particleAfter } from '../../src/protocol/sentences/particles.js';
import { PANEL_EN, type PanelSentence } from '../../src/protocol/sentences/panel.en.js';
import { PANEL_KO } from '../../src/protocol/sentences/panel.ko.js';
import { panelLanguage } from '../../src/protocol/sentences/panel.js';
import { Template } from '../../webview/sentences/template.js';
import { t, useLanguage } from '../../webview/sentences/text.js';
import { hostSentences } from '../tools/hostSentences.js';

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const BUNDLE = json('l10n/bundle.l10n.ko.json');
const [MANIFEST_EN, MANIFEST_KO] = [json('package.nls.json'), json('package.nls.ko.json')];

const PLACE = /\{(\w+)/g;
const places = (text: string) => [...new Set([...text.matchAll(PLACE)].map(([, name]) => name))].sort();

/** A particle that stands fast after a value, whatever the value ends in. */
const FIXED_PARTICLE = /\{\w+\}["”]?(을|를|이|가|은|는|과|와|으로|로|이?라는)(?=[\s.,])/;

afterEach(() => {
  useLanguage(panelLanguage('en'));
  useTranslator((text, ...values) => fill(text, values), 'en');
});

/** What networks of the lessons read is the same in every language. */
const LEARNED_TEXTS = new Set(['train.lessonWords']);

/** The English word has no Korean one: `to` of the tag TO, and a verdict, which has a colon. */
const NOTHING_TO_SAY = new Set(['to', '{0} is **{1}**{2}']);

/** As the host does it in a Korean window. */
const speakKorean = () =>
  useTranslator((text, ...values) => fillWithParticles(BUNDLE[text] ?? text, values), 'ko');

/** Where no Hangul is needed: symbols, formulas, names and numbers. */
const isWordless = (text: string) =>
  !/\p{L}{2,}/u.test(
    text
      .replace(/\{[^{}]*\}|\b\w+="\w+"/g, '')
      .replace(
        /\b(RNN Lens|tanh|ReLU|GELU|UPOS|XPOS|AUC|PyTorch|Keras|softmax|cat|h_n|model\.json|SHA|none|other)\b/g,
        '',
      ),
  );

test('the manifest says all of it in Korean, and links and commands are the same', () => {
  assert.deepEqual(Object.keys(MANIFEST_KO), Object.keys(MANIFEST_EN));
  for (const [key, text] of Object.entries(MANIFEST_EN)) {
    const korean = MANIFEST_KO[key];
    if (!/\.page$/.test(key)) assert.ok(isWordless(text) || /[가-힣]/.test(korean), `${key}: ${korean}`);
    for (const part of [/\]\(([^)]+)\)/g, /`([^`:]+)`/g])
      assert.deepEqual(
        [...korean.matchAll(part)].map(([, inner]) => inner).sort(),
        [...text.matchAll(part)].map(([, inner]) => inner).sort(),
        key,
      );
  }
});

/** A template filled in each of its kinds; a value is its own name in brackets, what `counts` counts a number. */
function fillings(template: string, counts = template): string[] {
  const kinds = [...template.matchAll(/(\w+), select, |(?<=[ }])(\w[\w-]*) \{/g)];
  let name = '';
  const chosen = kinds.flatMap(([, choice, value]) => {
    name = choice ?? name;
    return value === undefined || name === '' ? [] : [{ [name]: value }];
  });
  const named = Object.fromEntries(places(template).map((place) => [place, `⟦${place}⟧`]));
  const counted = [...counts.matchAll(/\{(\w+), plural/g)].map(([, place]) => [place, 1234] as const);
  const values = { ...named, ...Object.fromEntries(counted) };
  return [{}, ...chosen].map((kind) => new Template(template).fill({ ...values, ...kind }, RULES));
}

const RULES = { plural: () => 'other', format: (value: number) => new Intl.NumberFormat('ko').format(value) };

/** Names of the values that are in the sentence in any of its kinds. */
const shownValues = (template: string, counts = template) =>
  [...new Set(fillings(template, counts).flatMap((text) => text.match(/⟦\w+⟧/g) ?? []))].sort();

interface Choice {
  readonly name: string;
  readonly by?: string;
  readonly forms?: ReadonlyMap<string, readonly Choice[]>;
}

/** Values that a template tells apart by `select`. */
function kindsOf(template: string): string[] {
  const { parts } = new Template(template) as unknown as { readonly parts: readonly Choice[] };
  const kinds = (of: readonly Choice[]): string[] =>
    of.flatMap(({ name, by, forms }) =>
      [...(forms ?? [])].flatMap(([key, form]) => [
        ...(by === 'select' && key !== 'other' ? [`${name}=${key}`] : []),
        ...kinds(form),
      ]),
    );
  return kinds(parts);
}

test('every sentence of the panel is in Korean, with the same values', () => {
  assert.deepEqual(Object.keys(PANEL_KO).sort(), Object.keys(PANEL_EN).sort());
  for (const [key, english] of Object.entries(PANEL_EN)) {
    const korean = PANEL_KO[key as PanelSentence];
    assert.deepEqual(shownValues(korean, english), shownValues(english), key);
    assert.doesNotMatch(korean, FIXED_PARTICLE);
    assert.deepEqual(
      kindsOf(english).filter((kind) => !kindsOf(korean).includes(kind)),
      [],
      `${key} has kinds that Korean lacks`,
    );
    const isAll = isWordless(fillings(english).join(' ').replace(/⟦\w+⟧/g, '')) || LEARNED_TEXTS.has(key);
    assert.ok(isAll || /[가-힣]/.test(korean), `${key}: ${korean}`);
  }
});

test('in Korean every sentence can be filled: no brace is left, and something is said', () => {
  useLanguage(panelLanguage('ko-KR'));
  assert.equal(t('count', { kind: 'token', n: 1234 }), '토큰 1,234개');
  for (const [key, template] of Object.entries(PANEL_KO))
    for (const text of fillings(template))
      assert.ok(text.trim() !== '' && !/[{}#]|undefined|NaN/.test(text), `${key}: ${text}`);
});

test('every sentence of host and core is in the Korean bundle, with the same places, and nothing else is', () => {
  const { sentences, unread } = hostSentences();
  assert.deepEqual(unread, [], 'a sentence must be a literal, or its texts must be listed by another test');
  const words = [...wordsOfModels()];
  const all = new Set([...sentences, ...words]);
  assert.deepEqual(
    [...all].filter((text) => !Object.hasOwn(BUNDLE, text)),
    [],
    'without Korean',
  );
  assert.deepEqual(
    Object.keys(BUNDLE).filter((text) => !all.has(text)),
    [],
    'no longer said',
  );
  for (const [english, korean] of Object.entries(BUNDLE)) {
    assert.deepEqual(places(korean), places(english), english);
    assert.ok(
      isWordless(english) || NOTHING_TO_SAY.has(english) || /[가-힣]/.test(korean),
      `${english}: ${korean}`,
    );
    assert.doesNotMatch(korean, FIXED_PARTICLE);
  }
});

const modelFolders = readdirSync('media/models');

/** What the models that come with RNN Lens say of themselves, as keys of the bundle. */
function wordsOfModels(): Set<string> {
  const words = new Set<string>();
  useTranslator((text) => (words.add(text), text), 'en');
  for (const folder of modelFolders) {
    const manifest = readManifest(readFileSync(`media/models/${folder}/model.json`, 'utf8'));
    inDisplayLanguage(describeModel(manifest, 1));
  }
  for (const { name, note } of namedUnits()) words.add(name).add(note);
  useTranslator((text, ...values) => fill(text, values), 'en');
  words.delete('');
  return words;
}

function namedUnits(): {
  layer: number;
  direction: 'forward';
  unit: number;
  isProjected: boolean;
  name: string;
  note: string;
}[] {
  const files = modelFolders.map((folder) => `media/models/${folder}/units.json`);
  const texts = files.flatMap((file) => {
    try {
      return [readFileSync(file, 'utf8')];
    } catch {
      return [];
    }
  });
  type File = { weights: Record<string, { units: ReturnType<typeof namedUnits> }> };
  return texts.flatMap((text) =>
    Object.values((JSON.parse(text) as File).weights).flatMap(({ units }) =>
      units.map((unit) => ({ ...unit, isProjected: false })),
    ),
  );
}

test('models that come along are told of in Korean; another model as it says itself', () => {
  speakKorean();
  const manifest = readManifest(readFileSync('media/models/english-pos/model.json', 'utf8'));
  const model = inDisplayLanguage(describeModel(manifest, 1));
  assert.equal(model.title, '영어 품사');
  assert.match(model.score, /^UPOS \d\d\.\d+ %, XPOS \d\d\.\d+ %\(개발 세트\)$/);
  assert.equal(model.labelDescriptions[model.labels.indexOf('NOUN')], '명사');
  assert.deepEqual(model.labels, manifest.heads[0].labels);
  const own = { ...describeModel(manifest, 1), title: 'My {0} tagger', score: 'F1 3' };
  assert.equal(inDisplayLanguage(own).title, 'My {0} tagger');
  assert.equal(inDisplayLanguage(own).score, 'F1 3');
  const [unit] = namedUnits();
  assert.match(unitInDisplayLanguage(unit).name, /[가-힣]/);
  // A name that a person gave, though it reads like one of ours.
  assert.deepEqual(unitInDisplayLanguage({ ...unit, note: 'mine' }), { ...unit, note: 'mine' });
});

test('errors, counts and sentences within sentences in Korean', () => {
  speakKorean();
  const inner: Sentence = { text: 'must be one of {0}', values: ['a, b'] };
  assert.equal(
    sentenceOf(new RnnLensError('{0}: "{1}" {2}.', 'model.json', 'task', inner)),
    'model.json: "task"은(는) 다음 중 하나여야 합니다: a, b.',
  );
  assert.equal(plural(1234, '{0} token', '{0} tokens'), '토큰 1,234개');
});

test('a report in Korean says all of it in Korean but what models and files say', async () => {
  const t: Say = (text, ...values) => fillWithParticles(BUNDLE[text] ?? text, values);
  for (const [name, text, quantity] of [
    ['textbook-rnn', '1 1\n2 2', 'h'],
    ['parentheses', '0(11)', 'c'],
    ['korean-sentiment', '좋아요\n별로예요', 'h'],
  ] as const) {
    const file = `media/models/${name}/`;
    const manifest = readFileSync(`${file}model.json`, 'utf8');
    const weights = readFileSync(`${file}weights.safetensors`);
    const loaded = readModel(manifest, weights);
    const units = quantitySize(loaded.manifest.rnn, quantity, { layer: 0, direction: 'forward' });
    const html = await wholeReport(
      {
        ...{ version: '0.1.0', loaded, content: { weights, manifest }, tagSet: undefined, encoding: null },
        ...{ place: { layer: 0, direction: 'forward', quantity, units }, text, file: '글.txt', markup: null },
        language: { locale: 'ko', t },
      },
      { engine: loadEngine(), sha256: () => new Uint8Array(32), turn: () => Promise.resolve() },
    );
    assert.match(html, /<html lang="ko">[^]*<h2>실행한 것<\/h2>/);
    assert.match(html, new RegExp(`<h1>글.txt를 읽은 ${name}</h1>`.replace('를', '을\\(를\\)')));
    // Captions, headings, names of columns and of rows that are no data.
    const said = [...html.matchAll(/<(?:h2|caption|th scope="col"[^>]*|figcaption|p)>([^<]*)</g)];
    const english = said.map(([, words]) => words).filter((words) => !/[가-힣]/.test(words));
    assert.deepEqual([...new Set(english)], [], name);
  }
});

test('a particle goes by how what stands before it is spoken', () => {
  const cases: [before: string, object: string, by: string][] = [
    ['문장', '을', '으로'],
    ['문서', '를', '로'],
    ['줄', '을', '로'],
    ['“글자”', '를', '로'],
    ['"말"(2개 앞)', '을', '로'],
    ['유닛 114', '를', '로'],
    ['유닛 10', '을', '으로'],
    ['유닛 7', '을', '로'],
    ['3', '을', '으로'],
    ['50 %', '를', '로'],
    ['LSTM', '을', '으로'],
    ['GRU', '를', '로'],
    ['h', '를', '로'],
    ['model.json', '을', '으로'],
    ['english-requests', '을(를)', '(으)로'],
    ['model', '을', '로'],
    ['[2, 3]', '을', '으로'],
    ['', '을(를)', '(으)로'],
  ];
  for (const [before, object, by] of cases) {
    assert.equal(particleAfter(before, '을/를'), object, before);
    assert.equal(particleAfter(before, '으로/로'), by, before);
  }
  assert.equal(particleAfter('note', '이라는/라는'), '(이)라는');
  assert.equal(fillWithParticles('{0}{이/가} {1}{과/와} {2}', ['글', '{0}']), '글이 {0}과 {2}');
  useLanguage({
    locale: 'ko',
    sentences: { quoted: '{what}{을/를} {text, select, a {} other {그{이/가}}}' },
  });
  assert.equal(t('quoted', { what: '글{을/를}', text: 'b' }), '글{을/를}을 그가');
});
