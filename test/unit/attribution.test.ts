// Attribution as the engine answers it, against plain runs of changed texts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookedAt, MOST_TOKENS } from '../../src/core/analysis/attribution/attribute.js';
import type { ModelManifest } from '../../src/core/formats/modelPackage.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { hiddenForm } from '../../src/core/tokens/hidden.js';
import { layOut } from '../../src/core/tokens/steps.js';
import { loadEngine } from '../../src/kernel/load.js';
import type { AttributionAsked } from '../../src/protocol/engine.js';
import { tokenAttribution } from '../../src/worker/attribution.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { SequenceDocument } from '../../src/worker/documents/sequenceDocument.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyClassifier, tinyLanguageModel, tinyMorphology } from '../fixtures/tinyTasks.js';

const UNKNOWN = '\u{10ffff}';
const turn = (): Promise<void> => Promise.resolve();

/** A text as a tiny model reads it, all of it run. */
async function opened(manifest: ModelManifest, text: string) {
  const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const pipeline = new Pipeline(model, loadEngine());
  const document = await openDocument({ manifest, pipeline }, { text }, turn);
  if (document instanceof SequenceDocument) for (const piece of document.runRest()) void piece;
  const shares: number[] = [];
  const job = { turn, done: (share: number) => void shares.push(share) };
  const ask = (asked: Partial<AttributionAsked> & { token: number }) =>
    tokenAttribution(document, { method: 'hide', pairs: false, ...asked }, job);
  return { pipeline, document, ask, shares };
}

/** log₂ of odds. */
const odds = (p: number): number => Math.log2(p / (1 - p));

function near(actual: number, expected: number, what = ''): void {
  assert.ok(Math.abs(actual - expected) < 2e-4, `${what}: ${actual}, not ${expected}`);
}

test('a hidden token is as many steps as it was, and nothing of it is known', () => {
  const { input } = tinyManifest();
  assert.equal(hiddenForm(input, 'cab'), UNKNOWN);
  const characters = { kind: 'characters', characterSize: 2, pairSize: 0, separated: true } as const;
  for (const form of ['한국', 'e\u0301a', '👍🏽', 'a'])
    assert.equal(
      layOut([hiddenForm(characters, form)], Uint32Array.of(0, 1), true).symbols.length,
      layOut([form], Uint32Array.of(0, 1), true).symbols.length,
      form,
    );
  assert.equal(hiddenForm({ kind: 'vectors' }, '1 2 3'), '');
});

test('all of a short stretch is looked at, of a long one what is nearest', () => {
  assert.deepEqual(lookedAt(40, 40, 39), [0, 40]);
  assert.deepEqual(lookedAt(1000, 100, 500), [500 - MOST_TOKENS / 2, 500 + MOST_TOKENS / 2]);
  assert.deepEqual(lookedAt(1000, 100, 3), [0, MOST_TOKENS]);
  assert.deepEqual(lookedAt(1000, 100, 999), [1000 - MOST_TOKENS, 1000]);
  assert.deepEqual(lookedAt(16_000, 16_000, 8000), [7988, 8012]);
});

test('a tagger: the odds of a tag with each word of its own sentence hidden', async () => {
  const { pipeline, document, ask } = await opened(tinyManifest(), 'A bad cab. Then a cab came by here.');
  const tokens = ['Then', 'a', 'cab', 'came', 'by', 'here', '.'];
  const probability = (forms: readonly string[], at: number, label: number): number =>
    pipeline.run(forms, Uint32Array.of(0, forms.length)).heads[0].probabilities[at * 3 + label];
  const answer = await ask({ token: 6, pairs: true });
  const predicted = pipeline.run(tokens, Uint32Array.of(0, 7)).heads[0].labels;
  assert.equal(answer.fromToken, 4);
  assert.deepEqual(answer.texts, tokens);
  assert.equal(answer.label, predicted[2]);
  assert.equal(answer.shown, predicted[2]);
  assert.deepEqual([...answer.probabilities].length, 3);
  near(answer.score, odds(probability(tokens, 2, answer.label)));
  tokens.forEach((_, hidden) => {
    const changed = tokens.map((form, t) => (t === hidden ? UNKNOWN : form));
    tokens.forEach((_, at) => {
      const label = predicted[at];
      const lost = odds(probability(tokens, at, label)) - odds(probability(changed, at, label));
      near(answer.pairs!.values[hidden * 7 + at], lost, `${hidden} for ${at}`);
    });
    assert.equal(answer.values[hidden], answer.pairs!.values[hidden * 7 + 2]);
  });
  const other = (answer.label + 1) % 3;
  const ofOther = await ask({ token: 6, label: other, pairs: true });
  near(ofOther.score, odds(probability(tokens, 2, other)));
  assert.deepEqual([...ofOther.pairs!.labels], [...predicted.with(2, other)]);
  await assert.rejects(ask({ token: 6, label: 3 }), RangeError);
  await assert.rejects(ask({ token: 6, head: 1 }), RangeError);
  await assert.rejects(ask({ token: document.tokenCount }), RangeError);
});

test('by gradient all pairs are the single predictions, column by column', async () => {
  const { document, ask } = await opened(tinyManifest(), 'Then a cab came by here.');
  const { pairs } = await ask({ token: 0, method: 'gradient', pairs: true });
  for (let token = 0; token < document.tokenCount; token++) {
    const { values } = await ask({ token, method: 'gradient' });
    values.forEach((value, t) => near(pairs!.values[t * document.tokenCount + token], value));
  }
});

test('a classifier: the odds of its class for the whole line, and no pairs', async () => {
  const { pipeline, ask } = await opened(tinyClassifier(), 'one good day\na bad day');
  const answer = await ask({ token: 4, pairs: true });
  const tokens = ['a', 'bad', 'day'];
  const probability = (forms: readonly string[]): number =>
    pipeline.run(forms, Uint32Array.of(0, 3)).heads[0].probabilities[answer.label];
  assert.deepEqual(answer.texts, tokens);
  assert.equal(answer.pairs, null);
  tokens.forEach((form, t) => {
    const changed = tokens.with(t, UNKNOWN.repeat(form.length));
    near(answer.values[t], odds(probability(tokens)) - odds(probability(changed)), form);
  });
});

test('a model of syllables: a step head is asked at the last step of a token, before transitions', async () => {
  const { document, ask } = await opened(tinyMorphology(), '나는 서울이 했다.');
  for (const head of [0, 1]) {
    const { values, shown, label, score, probabilities, kind } = await ask({ token: 1, head });
    assert.equal(values.length, document.tokenCount);
    assert.equal(label, shown);
    assert.equal(kind, 'odds');
    near(score, odds(probabilities[label]));
    assert.ok(values.every((value) => Number.isFinite(value)));
  }
});

test('a language model: the bits of a character far into a text, with those before it hidden', async () => {
  const text = 'the cat sat on the mat and the dog sat on the cat. '.repeat(6);
  const { pipeline, ask, shares } = await opened(tinyLanguageModel(), text);
  const characters = [...text];
  const at = 200;
  const classes = pipeline.model.heads[0].bias.length;
  const label = pipeline.model.vocabularies.characters.id(characters[at]);
  const surprisal = (forms: readonly string[]): number => {
    const { probabilities } = pipeline.run(forms, Uint32Array.of(0, forms.length)).heads[0];
    return -Math.log2(probabilities[(at - 1) * classes + label]);
  };
  const answer = await ask({ token: at, pairs: true });
  assert.equal(answer.kind, 'probability');
  assert.equal(answer.label, label);
  assert.equal(answer.fromToken, at - 64);
  assert.equal(answer.texts.join(''), text.slice(at - 64, at + 17));
  near(answer.score, -surprisal(characters));
  for (let t = answer.fromToken; t < answer.fromToken + answer.values.length; t++) {
    const value = answer.values[t - answer.fromToken];
    if (t >= at) assert.equal(value, 0);
    else near(value, surprisal(characters.with(t, UNKNOWN)) - surprisal(characters), `${t}`);
  }
  const single = await ask({ token: at });
  assert.deepEqual(single.values, answer.values);
  const byGradient = await ask({ token: at, method: 'gradient' });
  assert.ok(byGradient.values.subarray(64).every((value) => value === 0));
  assert.ok(shares.length > 3 && shares.every((share) => share > 0 && share <= 1));
});

test('nothing led to the first character of a text, and that is said', async () => {
  const { ask } = await opened(tinyLanguageModel(), 'the cat');
  await assert.rejects(ask({ token: 0 }), /Nothing was read before the first character/);
  const { values } = await ask({ token: 1 });
  assert.equal(values.length, 7);
});
