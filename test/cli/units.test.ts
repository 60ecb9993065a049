// `units`: the same numbers as "Find Units Like This Selection", and what cannot be selected.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { likeStretches } from '../../src/core/analysis/likeStretches.js';
import { rankUnits } from '../../src/core/analysis/rankSelection.js';
import { unitAblation } from '../../src/worker/ablation.js';
import { lastAtMost } from '../../src/core/text/ranges.js';
import { statesRead } from '../../src/worker/documents/engineDocument.js';
import { unitScales, unitTags } from '../../src/worker/unitWalks.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { loadEngine } from '../../src/kernel/load.js';
import type { KnownModel } from '../../src/worker/openDocuments.js';
import { matchesInText } from '../../src/worker/otherTexts.js';
import { root } from '../project.mjs';
import { readBy, sampleText } from '../fixtures/bundledModels.js';
import { ok, rnnLens } from './program.js';

const file = (name: string): string => path.join('media', 'samples', name);
const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };

for (const [model, name, passage] of [
  ['tolstoy-lstm', 'novel.txt', 'He will see me,'],
  ['korean-morphology', 'korean.txt', '열었다'],
] as const)
  test(`units of ${model}: what is printed is what the editor is told`, async () => {
    const args = ['units', '--model', model, '--passage', passage, '--format', 'json', file(name)];
    const { selected, alike, all, ...printed } = JSON.parse(await ok([...args, '--top', '7'])) as Record<
      string,
      unknown
    >;
    const text = sampleText(name);
    const start = text.indexOf(passage);
    const chosen = [start, start + passage.length] as const;
    const like = likeStretches(text, chosen);
    const others = like?.others ?? [];
    const ranking = await rankUnits(statesRead(await readBy(model, text)), { chosen: [chosen], others }, job);
    const names: Record<string, string> = { 76: 'in quotes', 109: 'sentence length' };
    const nameOf = (unit: number): string => (model === 'tolstoy-lstm' ? (names[unit] ?? '') : '');
    const best = ranking.units.slice(0, 7).map((unit) => ({ ...unit, name: nameOf(unit.unit) }));
    const told = { ...ranking, units: best };
    assert.deepEqual(printed, JSON.parse(JSON.stringify(told)));
    assert.deepEqual(
      [selected, alike, all],
      [{ chosen: [chosen], others }, like && '"…"', ranking.units.length],
    );
  });

test('units as a table: what decided and what chance is stand below it', async () => {
  const args = ['units', '--model', 'tolstoy-gru', '--top', '2', file('novel.txt')];
  const like = (await ok([...args, '--passage', '"Well?"'])).split('\n');
  assert.match(like[0], /^layer\tdirection\tquantity\tunit\tside\tothers/);
  assert.match(like[1], /^0\tforward\th\t114\thigh\t0\.9\d+\t.*\tfind\tin quotes$/);
  assert.deepEqual([like[3], like.length], ['# ranked by 11 other stretches between "…"', 6]);
  assert.match(
    like[4],
    /^# chance, the best of 128 units in 96 of 100 shuffles: others 0\.\d{4}, selected 0/,
  );
  const alone = await ok([...args, '--select', '700:704']);
  assert.match(alone, /\t-\t.*\n# one selection only, which proves little\n# chance, .*: selected/);
  assert.match(
    await ok([...args, '--select', '407:428,514:589']),
    /# ranked by the 1 passages after the first/,
  );
});

test('units: a selection that is not in the text is said', async () => {
  for (const [args, problem] of [
    [['--select', '5:3'], /5:3 must be START:END/],
    [['--select', '0:999999'], /must be START:END in the text, which has 3,?080/],
    [['--passage', 'xyzzy'], /does not contain "xyzzy"/],
    [[], /Give one of --select, --passage, --switch-off, --tags and --on/],
  ] as const) {
    const { code, stderr } = await rnnLens(['units', '--model', 'tolstoy-gru', ...args, file('novel.txt')]);
    assert.equal(code, 1);
    assert.match(stderr, problem);
  }
  assert.match((await rnnLens(['units', '--passage', 'a', '-'], 'a')).stderr, /give a file/);
});

test('units that are switched off: what is printed is what the panel is told', async () => {
  const text = sampleText('novel.txt');
  const offset = text.indexOf('He will see me');
  const line = text.slice(0, offset).split('\n').length;
  const args = ['units', '--model', 'tolstoy-gru', '--switch-off', `${line}:2`, file('novel.txt')];
  const printed = JSON.parse(await ok([...args, '--format', 'json', '--top', '5'])) as {
    range: [number, number];
    predictions: number;
    units: { unit: number; bits: number; changed: number; name: string }[];
  };
  const document = await readBy('tolstoy-gru', text);
  const asked = { token: offset, layer: 0, direction: 'forward', unit: 114 } as const;
  const told = await unitAblation(document, asked, job);
  assert.deepEqual(printed.range, [told.fromToken, told.toToken]);
  assert.equal(printed.predictions, told.tokens.length);
  for (const [k, { unit, bits, changed, name }] of printed.units.entries()) {
    assert.deepEqual([unit, changed], [told.units[k], told.changed[k]]);
    assert.equal(Math.fround(bits), told.bits[k]);
    assert.equal(name, unit === 114 ? 'in quotes' : unit === 73 ? 'place in line' : '');
  }
  // What a unit does to each token is what it does on the whole.
  const mean = told.own.reduce((sum, bits) => sum + bits, 0) / told.own.length;
  assert.ok(Math.abs(mean - told.bits[told.units.indexOf(114)]) < 1e-5);
  const table = (await ok([...args, '--top', '2'])).split('\n');
  assert.equal(table[0], 'layer\tdirection\tunit\tbits\tchanged\tname');
  assert.match(table[3], /^# \d+ predictions between offsets \d+ and \d+, h held at 0 at every step$/);
});

for (const [model, name, place] of [
  ['english-pos', 'lighthouse.txt', { layer: 1, direction: 'backward', quantity: 'h', unit: 7 }],
  ['korean-sentiment', 'reviews-ko.txt', { layer: 0, direction: 'forward', quantity: 'h', unit: 3 }],
] as const)
  test(`units --tags of ${model}: what is printed is what the panel is told`, async () => {
    const { layer, direction, quantity, unit } = place;
    const at = ['--layer', layer, '--direction', direction, '--quantity', quantity, '--unit', unit].map(
      String,
    );
    const args = ['units', '--model', model, '--tags', ...at, file(name)];
    const printed = JSON.parse(await ok([...args, '--format', 'json'])) as {
      tokens: number;
      relations: { label: string; auc: number; control: object; chance: number }[];
    };
    const document = await readBy(model, sampleText(name));
    const { pipeline, tokenCount } = document;
    const [head] = pipeline.model.architecture.heads;
    const isOfSegment = head.level === 'segment';
    const { segmentOffsets } = document.flat();
    const tokens = Array.from({ length: tokenCount }, (_, token) => document.texts.text(token));
    const { labels: rows } = pipeline.run(tokens, segmentOffsets).heads[0];
    const labels = Uint16Array.from(
      tokens,
      (_, token) => rows[isOfSegment ? lastAtMost(segmentOffsets, token) : token],
    );
    const alike = isOfSegment ? 'segments' : 'words';
    const told = await unitTags(document, place, { labels, alike }, job);
    assert.equal(printed.tokens, tokenCount);
    assert.deepEqual(
      printed.relations,
      JSON.parse(JSON.stringify(told.map(({ label, ...rest }) => ({ label: head.labels[label], ...rest })))),
    );
    const [first, second] = (await ok(args)).split('\n');
    assert.equal(first, 'label\ttokens\tr\tauc\tbits\tcontrol_r\tcontrol_auc\tcontrol_bits\tfind');
    assert.equal(second.split('\t')[3], printed.relations[0].auc.toFixed(4));
  });

/** The model as the worker knows it. */
function knownModel(name: string): KnownModel {
  const folder = path.join(root, 'media', 'models', name);
  const manifest = readFileSync(path.join(folder, 'model.json'), 'utf8');
  const weights = readFileSync(path.join(folder, 'weights.safetensors'));
  const loaded = readModel(manifest, weights);
  const pipeline = new Pipeline(loaded.model, loadEngine());
  return { manifest: loaded.manifest, pipeline, loaded, files: { name, manifest, weights } };
}

for (const [model, quantity, units, threshold, side, samples] of [
  ['tolstoy-gru', 'h', [114], 0.6, 'high', ['novel.txt', 'comments.txt']],
  ['tolstoy-lstm', 'c', [76, 109], -0.2, 'low', ['novel.txt', 'reviews-en.txt']],
  ['korean-morphology', 'h', [3, 9], 0.2, 'high', ['korean.txt', 'reviews-ko.txt']],
] as const)
  test(`units --on of ${model}: matches in files are those that the view lists of other files`, async () => {
    const place = { layer: 0, direction: 'forward', quantity } as const;
    const args = ['units', '--model', model, '--on', units.join(), '--quantity', quantity, '--length', '9'];
    const rule = [`--${side === 'high' ? 'above' : 'below'}=${threshold}`, '--top', '10', '--format', 'json'];
    const printed = JSON.parse(await ok([...args, ...rule, ...samples.map(file)])) as {
      readonly count: number;
      readonly matches: readonly { readonly start: number; readonly end: number; readonly units: number }[];
    }[];
    // The threshold was chosen in the first text.
    const scales =
      quantity === 'c' ? await unitScales(await readBy(model, sampleText(samples[0])), place, job) : null;
    for (const [k, sample] of samples.entries()) {
      const query = { ...place, units, threshold, side, length: 9 };
      const asked = { modelName: model, text: sampleText(sample), query, scales, most: 10 };
      const { matches, count } = await matchesInText(knownModel(model), asked, job);
      assert.ok(count > 0 || k > 0);
      assert.equal(printed[k].count, count, sample);
      assert.deepEqual(
        printed[k].matches.flatMap(({ start, end, units: on }) => [start, end, on]),
        [...matches],
      );
    }
  });

test('units --on: what is not there and what cannot be looked for is said', async () => {
  const novel = file('novel.txt');
  const table = await ok([
    'units',
    '--model',
    'tolstoy-gru',
    '--on',
    '114',
    '--above',
    '0.6',
    '--top',
    '1',
    novel,
  ]);
  assert.match(
    table,
    /^file\tstart\tend\tunits\ttext\n.*novel\.txt\t\d+\t\d+\t1\t.*\n# \d+ in .*novel\.txt\n$/,
  );
  for (const [args, message] of [
    [['--on', '128'], /--unit 128 is not there: the layer has 128 units\./],
    [['--on', 'a'], /--on needs numbers of units, not "a"\./],
    [['--on', '1', '--above', '1', '--below', '1'], /Give one of --above and --below\./],
    [['--on', '1', '--above', 'x'], /--above and --below need a number\./],
    [['--passage', 'He', novel], /Give one FILE\./],
  ] as const) {
    const { code, stderr } = await rnnLens(['units', '--model', 'tolstoy-gru', ...args, novel]);
    assert.notEqual(code, 0);
    assert.match(stderr, message);
  }
});
