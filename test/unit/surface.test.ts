import assert from 'node:assert/strict';
import { surfaceOf } from '../../src/core/train/manifestOf.js';
import { test } from 'node:test';
import { readManifest, readModel } from '../../src/core/formats/modelPackage.js';
import { LabelSet } from '../../src/core/morphology/labelSet.js';
import { lemmaOf, xposOf } from '../../src/core/morphology/morpheme.js';
import { tokenColumns } from '../../src/core/morphology/tokenColumns.js';
import { familyLexicon } from '../../src/core/morphology/families/lexicon.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { surfaceKind, type SurfaceKind } from '../../src/core/text/surface.js';
import { tinyWeights } from '../fixtures/tinyModel.js';
import { tinyMorphology } from '../fixtures/tinyTasks.js';

const KINDS: readonly (readonly [kind: SurfaceKind | null, forms: string])[] = [
  ['stop', '. ! ? ... … ?! 。 ． ｡ ！'],
  ['comma', ', ; : 、 ，'],
  ['opening', '( [ { 「 『 《 “ ‘'],
  ['closing', ') ] } 」 』 》 ” ’'],
  ['dot', '· • ・'],
  ['dash', '- – — -- ___'],
  ['bullet', '● ○ ■ □ ▶ ◆ ★ ☆ ※ ✓ ▪ ◦ ‣'],
  ['currency', '€ ₩ $ £ ¥'],
  ['mark', '+ = & * @ # ~ ^ | === ***'],
  ['sign', '→ ← ↑ ⇒ ▲ △ ★★★ × ÷ ± ≠ ≤ © ® ™ § ° ♪ ☎'],
  ['emoji', '😀 👍🏽 🇰🇷 👩‍🚀 ❤️ 😂😂 :) ^^ ㅠ_ㅠ ;-) 1️⃣ #️⃣'],
  ['laughter', 'ㅋㅋㅋ ㅎㅎ ㅠㅠ ㅜㅜ ㅇㅇ ㄴㄴ ㅇㅋ ㄱㅅ ㅋ ㅠ'],
  ['mention', '@user @a.b @ann_1'],
  ['address', 'a@b.kr First.Last@mail.example.org www.example.org http://a.b/c?d=e HTTPS://A.B'],
  [
    null,
    'a@b www. user@ http: at&t 가 ㄱ ㄱ을 ㅂ니다 a A B-C 3 3.5 C++ v1.2 " \' < > % ` ㎏ 大 ア @이름님이 #태그 ㅋㅋ하다',
  ],
];

test('what a token is by its form alone, and what is left to the network', () => {
  for (const [kind, forms] of KINDS)
    for (const form of forms.split(' ')) assert.equal(surfaceKind(form), kind, form);
  assert.equal(surfaceKind(''), null);
  assert.equal(surfaceKind('!'.repeat(100)), null);
});

test('of the signs, emoji and laughter of the families every one has a kind', () => {
  for (const part of ['training', 'development'] as const) {
    const { signs, laughter } = familyLexicon(part);
    assert.deepEqual(
      [...signs, ...laughter].filter((form) => surfaceKind(form) === null),
      [],
    );
  }
});

function ruled() {
  const manifest = tinyMorphology();
  const [upos, edits] = manifest.heads;
  const heads = [
    { ...upos, surface: { stop: 'PUNCT', emoji: 'NOUN' } },
    { ...edits, surface: { emoji: 'su', laughter: 'ii' } },
  ];
  return { ...manifest, heads };
}

test('a head tags by the rules of its manifest, with certainty; other tokens and kinds are as the network says', () => {
  const manifest = ruled();
  const pipelineOf = (own: ReturnType<typeof tinyMorphology>) =>
    new Pipeline(readModel(JSON.stringify(own), tinyWeights(own)).model);
  const tokens = ['서울이', '.', 'ㅋㅋㅋ', '😀'];
  const offsets = Uint32Array.of(0, 4);
  const [plain, run] = [tinyMorphology(), manifest].map((own) => pipelineOf(own).run(tokens, offsets));
  const { model } = pipelineOf(manifest);
  const columns = tokenColumns(model, tokens, offsets, run);
  assert.deepEqual([columns.upos?.[1], columns.upos?.[3]], ['PUNCT', 'NOUN']);
  assert.deepEqual(columns.xpos?.slice(2), ['ii', 'su']);
  assert.deepEqual(columns.lemma?.slice(2), ['ㅋㅋㅋ', '😀']);
  assert.deepEqual([...run.heads[0].probabilities.subarray(4, 8)], [0, 0, 0, 1]);
  assert.deepEqual([...(run.heads[1].sequenceProbabilities?.subarray(2) ?? [])], [1, 1]);
  for (const t of [0, 2]) {
    assert.equal(run.heads[0].labels[t], plain.heads[0].labels[t]);
    const rows = [plain, run].map(({ heads }) => [...heads[0].probabilities.subarray(4 * t, 4 * t + 4)]);
    assert.deepEqual(rows[0], rows[1]);
  }
});

test('morphemes by rule are one, whatever the labels say', () => {
  const set = new LabelSet(['B-nq', 'B-jcs'], { laughter: 'ii' });
  const morphemes = set.decode([...'ㅋㅋㅋ'], [0, 1, 0]);
  assert.deepEqual([lemmaOf(morphemes), xposOf(morphemes)], ['ㅋㅋㅋ', 'ii']);
  assert.equal(xposOf(set.decode([...'서울'], [0, 1])), 'nq+jcs');
});

test('a manifest with rules is read; kinds and labels that are not there are refused', () => {
  const manifest = ruled();
  assert.deepEqual(readManifest(JSON.stringify(manifest)).heads[0].surface, { stop: 'PUNCT', emoji: 'NOUN' });
  const refuses = (surface: unknown, why: RegExp): void => {
    const heads = [{ ...manifest.heads[0], surface }, manifest.heads[1]];
    assert.throws(() => readManifest(JSON.stringify({ ...manifest, heads })), why);
  };
  refuses({ smile: 'NOUN' }, /heads\[0\]\.surface\.smile" is no kind/);
  refuses({ stop: 'SYM' }, /heads\[0\]\.surface\.stop" must be a label/);
  refuses({ stop: 3 }, /must be a string/);
});

test('a head of tokens gets the rules for labels it has; one of edits all, since they name tags', () => {
  const rules = { emoji: 'SYM', stop: 'PUNCT' };
  const recipe = { surface: { upos: rules, edits: rules } };
  const given = (name: string, level: 'step' | 'token') =>
    surfaceOf(recipe, { name, level, labels: ['NOUN', 'PUNCT'] });
  assert.deepEqual(given('upos', 'token'), { surface: { stop: 'PUNCT' } });
  assert.deepEqual(given('edits', 'step'), { surface: rules });
  assert.deepEqual(given('xpos', 'token'), {});
});
