// Networks whose layers and directions have sizes of their own: as many units as there are, everywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankedPlaces } from '../../src/core/analysis/rankSelection.js';
import { networkPlaces } from '../../src/core/analysis/networks/sample.js';
import { readModel, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import { unitsOf as namedUnitsOf } from '../../src/core/formats/unitNames.js';
import { readStateFile, writeStateFile } from '../../src/core/formats/stateFile.js';
import { modelParameters } from '../../src/core/model/model.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { networkHtml } from '../../src/core/report/network.js';
import { quantitySize, placesOf, type RnnConfig } from '../../src/core/rnn/config.js';
import { layersOf } from '../../src/core/rnn/parts.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { networkParameters, tensorShapes, unrolledRows } from '../../src/core/views/unrolled.js';
import { availableKernels, kernelEngine, loadEngine } from '../../src/kernel/load.js';
import { describe } from '../../src/cli/describe.js';
import { placeOf } from '../../src/cli/bulk/place.js';
import { describeNetwork } from '../../src/host/models/modelText.js';
import { unitAblation } from '../../src/worker/ablation.js';
import { statesOf } from '../../src/worker/documents/engineDocument.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { stepTraceOf } from '../../src/worker/documents/stepTrace.js';
import { Planes } from '../../src/worker/trajectory.js';
import { unitOrder } from '../../src/worker/unitOrder.js';
import { unitLines, unitScales } from '../../src/worker/unitWalks.js';
import { pinnedUnits, shownDirections } from '../../webview/state/place.js';
import { DEFAULT_CHOICES } from '../../webview/state/choices.js';
import { reduce } from '../../webview/state/reduce.js';
import { initialState } from '../../webview/state/store.js';
import { bits, setting } from '../fixtures/randomNetworks.js';
import { enableRelaxedSimd } from '../fixtures/relaxedSimd.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { fakeRun } from '../webview/fakeModel.js';

enableRelaxedSimd();

const job = { turn: (): Promise<void> => Promise.resolve(), done: () => {}, isOfNow: () => true };

/** Keras' Bidirectional(LSTM 64) → LSTM 32. */
const config: RnnConfig = {
  ...{ cell: 'LSTM', inputSize: 10, hiddenSize: 64, projSize: 0, layers: 2, bidirectional: true, bias: true },
  layerUnits: [
    [64, 64],
    [32, 0],
  ],
};
const manifest: ModelManifest = { ...tinyManifest(), rnn: config };
const last = { layer: 1, direction: 'forward' } as const;

async function read(text = 'A cab. A bad cab came by, a cab.') {
  const loaded = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const pipeline = new Pipeline(loaded.model, loadEngine());
  const params = { documentId: 1, modelName: 'tiny', text, visible: [0, 0] as const };
  return { loaded, document: await openDocument({ manifest, pipeline }, params, job.turn) };
}

test('parameters are those that are there, in the shapes of each layer', () => {
  const specs = modelParameters(manifest, manifest.vocabulary).filter(({ name }) => name.startsWith('rnn.'));
  assert.deepEqual(
    specs.map(({ name, shape }) => `${name} ${shape.join(' ')}`),
    [
      ...['weight_ih_l0 256 10', 'weight_hh_l0 256 64', 'bias_ih_l0 256', 'bias_hh_l0 256'],
      ...['weight_ih_l0_reverse 256 10', 'weight_hh_l0_reverse 256 64'],
      ...['bias_ih_l0_reverse 256', 'bias_hh_l0_reverse 256'],
      ...['weight_ih_l1 128 128', 'weight_hh_l1 128 32', 'bias_ih_l1 128', 'bias_hh_l1 128'],
    ].map((line) => `rnn.${line}`),
  );
  const { parameterCount } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const counted = modelParameters(manifest, manifest.vocabulary).map(({ shape }) =>
    shape.reduce((a, b) => a * b),
  );
  assert.equal(
    parameterCount,
    counted.reduce((a, b) => a + b),
  );
});

for (const engine of [referenceEngine, ...availableKernels().map(kernelEngine)])
  test(`${engine.name}: a stack of different layers is its layers one after another, bit for bit`, () => {
    for (const layerUnits of [
      [
        [64, 64],
        [32, 0],
      ],
      [
        [7, 0],
        [0, 20],
      ],
      [
        [3, 9],
        [16, 8],
        [1, 2],
      ],
    ]) {
      const layers = layerUnits.length;
      const own = { ...config, layers, layerUnits, hiddenSize: Math.max(...layerUnits.flat()) };
      const s = setting(own, [5, 1, 9, 0, 3], 7);
      const initialState = undefined;
      const whole = engine.forward(own, s.weights, s.x, s.offsets, { initialState });
      let x: Float32Array = s.x;
      layerUnits.forEach((units, layer) => {
        const part = layersOf(own, s.weights, layer, layer + 1);
        x = engine.forward(part.config, part.weights, x, s.offsets).output as Float32Array;
        assert.equal(x.length, 18 * (units[0] + units[1]));
        if (layer + 1 < layers) assert.deepEqual(bits(whole.inputs[layer + 1]), bits(x));
      });
      assert.deepEqual(bits(whole.output), bits(x));
      whole.layers.forEach((traces, layer) =>
        traces.forEach(({ h, c, gates }, direction) => {
          const units = layerUnits[layer][direction];
          assert.deepEqual([h.length, c!.length, gates!.length], [18 * units, 18 * units, 72 * units]);
        }),
      );
    }
  });

test('what a smaller layer has not is 0 in a saved state, and a state file is read back', () => {
  const s = setting(config, [4], 3);
  const { hiddenState } = loadEngine().forward(config, s.weights, s.x, s.offsets);
  const tail = (row: number, from: number) => hiddenState.h.slice(64 * row + from, 64 * (row + 1));
  assert.ok(tail(2, 32).every((value) => value === 0) && tail(3, 0).every((value) => value === 0));
  assert.ok(hiddenState.h.slice(128, 160).every((value) => value !== 0));
  const back = readStateFile(config, writeStateFile(config, hiddenState, 'tiny'));
  assert.deepEqual(bits(back.h), bits(hiddenState.h));
});

test('every answer about the second layer is about its 32 units', async () => {
  const { document } = await read();
  const place = { ...last, quantity: 'h' } as const;
  const { units, values } = statesOf(document, { ...place, fromStep: 0, toStep: document.stepCount });
  assert.deepEqual([units, values.length], [32, 32 * document.stepCount]);
  for (const quantity of ['c', 'i', 'f', 'g', 'o'] as const) {
    const window = statesOf(document, { ...place, quantity, fromStep: 0, toStep: 3 });
    assert.deepEqual([window.units, window.values.length], [32, 96], quantity);
  }
  assert.throws(
    () => statesOf(document, { ...place, direction: 'backward', fromStep: 0, toStep: 1 }),
    /no layer 1 backward/,
  );
  assert.equal((await unitOrder(document, place, job)).length, 32);
  assert.equal((await unitScales(document, { ...place, quantity: 'c' }, job)).length, 64);
  await assert.rejects(unitLines(document, [{ ...place, unit: 32 }], 3, job), /no units 32 to 33/);
  const plane = await new Planes().plane(document, { ...place, round: 1 }, job);
  assert.ok(plane.loadings.flat().every(([unit]) => unit < 32));
  const lost = await unitAblation(document, { ...last, token: 1, unit: 31 }, job);
  assert.equal(lost.units.length, 32);
  const step = stepTraceOf(document, { ...last, step: 2, unit: 31 });
  assert.equal(step.units[0].unit, 31);
  assert.ok(Math.abs(step.units[0].h - values[2 * 32 + 31]) < 1e-5);
  assert.throws(() => stepTraceOf(document, { ...last, step: 2, unit: 32 }), /no unit 32: the layer has 32/);
});

test('places that are ranked, compared and named are those that are there', () => {
  const places = ['0 forward 64', '0 backward 64', '1 forward 32'];
  const text = ({ layer, direction, units }: { layer: number; direction: string; units: number }) =>
    `${layer} ${direction} ${units}`;
  assert.deepEqual(networkPlaces(config).map(text), places);
  assert.deepEqual(
    rankedPlaces(config)
      .filter(({ quantity }) => quantity === 'c')
      .map(text),
    places,
  );
  const named = [
    { layer: 1, direction: 'forward', unit: 31 },
    { layer: 1, direction: 'forward', unit: 32 },
    { layer: 1, direction: 'backward', unit: 0 },
  ].map((unit) => ({
    ...unit,
    direction: unit.direction as 'forward',
    isProjected: false,
    name: 'x',
    note: '',
  }));
  assert.deepEqual(namedUnitsOf(config, named), named.slice(0, 1));
  const options = { layer: 1, direction: 'forward', quantity: 'o' };
  assert.equal(placeOf(config, options).units, 32);
  assert.throws(() => placeOf(config, { ...options, direction: 'backward' }), /--direction/);
});

test('shapes and sizes say what each layer has', async () => {
  const { loaded } = await read();
  const model = { rnn: config, head: null };
  const shapes = tensorShapes(model, 1, 7).map(({ name, shape }) => `${name} (${shape.join(', ')})`);
  assert.deepEqual(shapes, [
    ...['x (1, 7, 10)', 'output (1, 7, 32)', 'h_n[0] (1, 64)', 'h_n[1] (1, 64)', 'h_n[2] (1, 32)'],
    ...['c_n[0] (1, 64)', 'c_n[1] (1, 64)', 'c_n[2] (1, 32)'],
  ]);
  assert.ok(networkParameters(model, null).every(({ at }) => at!.layer === 0 || at!.direction === 'forward'));
  const rows = unrolledRows(model).flatMap((row) => (row.kind === 'states' ? [`${row.layer} ${row.direction}`] : [])); // prettier-ignore
  assert.deepEqual(rows, ['1 forward', '0 backward', '0 forward']);
  const told = describe(loaded);
  assert.match(told, /LSTM, 2 layers, 2 directions, 64\+64 → 32 units\n/);
  assert.match(told, /output \(batch, n, 32\), h_n\[0\] \(batch, 64\)/);
  assert.equal(describeNetwork(config), 'LSTM · 2 layers × 2 directions × 64+64 → 32 units');
  const html = networkHtml(manifest, { sequences: 2, longest: 9 } as Parameters<typeof networkHtml>[1]).join(
    '',
  );
  assert.match(html, /64\+64 → 32/);
  assert.match(html, /h_n\[2\].*\(2, 32\)/);
});

test('the panel offers the directions and units that the shown layer has', () => {
  const run = fakeRun(20, 'LSTM');
  const panel = {
    run: { ...run, model: { ...run.model, rnn: config } },
    ...{
      activeUri: null,
      activeDocument: null,
      problem: null,
      coloured: null,
      comparison: null,
      start: null,
    },
  };
  let state = reduce(initialState(DEFAULT_CHOICES), { type: 'panel', panel });
  const choose = (choices: object) => reduce(state, { type: 'choose', choices });
  state = choose({ layer: 0, direction: 'backward', bothDirections: true });
  state = reduce(state, { type: 'unit', unit: 60 });
  state = reduce(state, { type: 'pin', unit: 40 });
  assert.deepEqual([state.unit, shownDirections(state), pinnedUnits(state)], [60, ['forward', 'backward'], [40]]); // prettier-ignore
  state = choose({ layer: 1 });
  assert.deepEqual([state.unit, state.choices.direction, shownDirections(state)], [31, 'forward', ['forward']]); // prettier-ignore
});

test('all places have at least one unit, and uniform networks have them all', () => {
  assert.deepEqual(placesOf({ ...config, layerUnits: [[0, 3], [2, 0]] }).map(({ layer, direction }) => `${layer} ${direction}`), ['0 backward', '1 forward']); // prettier-ignore
  const { layerUnits, ...uniform } = config;
  assert.ok(layerUnits && placesOf(uniform).length === 4);
  assert.ok(placesOf(uniform).every((place) => quantitySize(uniform, 'h', place) === 64));
});
