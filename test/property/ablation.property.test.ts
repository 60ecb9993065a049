import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ablate } from '../../src/core/analysis/ablation.js';
import { scoreBits } from '../../src/core/heads/scores.js';
import { logitsOf } from '../../src/core/analysis/attribution/stretch.js';
import { readout } from '../../src/core/heads/readout.js';
import type { FloatArray } from '../../src/core/math/matrix.js';
import { Random } from '../../src/core/math/random.js';
import type { Architecture, Model } from '../../src/core/model/model.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { layerOutputSize, outputOffset, placesOf, stateUnits } from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { zeroState, type HiddenState } from '../../src/core/rnn/state.js';
import { loadEngine } from '../../src/kernel/load.js';
import { architectures, forms, randomModel } from '../fixtures/randomModels.js';
import { bits, numbers, seeds } from '../fixtures/randomNetworks.js';

const settings = fc.record({
  architecture: architectures,
  words: fc.array(forms, { minLength: 1, maxLength: 7 }),
  seed: seeds,
});

function stateFor({ rnn }: Architecture, seed: number): HiddenState | undefined {
  if (rnn.bidirectional || seed % 3 === 0) return undefined;
  const random = new Random(seed);
  const zero = zeroState(rnn, 1);
  return { h: numbers(random, zero.h.length, 0.5), c: zero.c && numbers(random, zero.c.length, 0.5) };
}

/** A matrix [rows, columns] with a column of zeros. */
function without(matrix: FloatArray, columns: number, column: number): Float32Array {
  const out = Float32Array.from(matrix);
  for (let at = column; at < out.length; at += columns) out[at] = 0;
  return out;
}

/** The model in which nobody reads a unit: its columns are 0 in the layer itself, in the layer above and in the heads. */
function withoutUnit(model: Model, layer: number, d: number, unit: number): Model {
  const { rnn } = model.architecture;
  const [P, width] = [stateUnits(rnn, layer, d), layerOutputSize(rnn, layer)];
  const place = outputOffset(rnn, layer, d) + unit;
  const weights = model.weights.map((directions, l) =>
    directions.map((w, direction) => ({
      ...w,
      ...(l === layer && direction === d && { W_hh: without(w.W_hh, P, unit) }),
      ...(l === layer + 1 && { W_ih: without(w.W_ih, width, place) }),
    })),
  );
  const isTop = layer === rnn.layers - 1;
  const heads = isTop
    ? model.heads.map((head) => ({ ...head, weight: without(head.weight, width, place) }))
    : model.heads;
  return { ...model, weights, heads };
}

for (const engine of [loadEngine(), referenceEngine])
  test(`a unit that is switched off is one whose weights are 0, bit for bit: ${engine.name}`, () => {
    fc.assert(
      fc.property(settings, ({ architecture, words, seed }) => {
        const { rnn, heads, input } = architecture;
        const random = new Random(seed);
        const tokens =
          input.kind === 'vectors'
            ? words.map(() => Array.from(numbers(random, rnn.inputSize)).join(' '))
            : words;
        const pipeline = new Pipeline(randomModel(architecture, seed), engine);
        const stretch = { tokens, initialState: stateFor(architecture, seed) };
        const places = placesOf(rnn);
        const place = places[seed % places.length];
        const { layer } = place;
        const d = place.direction === 'backward' ? 1 : 0;
        const count = stateUnits(rnn, layer, d);
        const units = Array.from({ length: Math.min(3, count) }, (_, k) => (seed + k) % count);
        const question = { ...place, units, head: 0, isExpectation: false };
        const work = ablate(pipeline, stretch, question);
        let next = work.next();
        for (; !next.done; next = work.next()) assert.ok(next.value > 0 && next.value <= 1);
        const { lost, changed } = next.value;
        const said = (model: Model) => {
          const run = new Pipeline(model, engine).run(tokens, Uint32Array.of(0, tokens.length), {
            initialState: stretch.initialState,
          });
          const rows = readout(heads[0], rnn, run.trace.output, run.layout).rows;
          const all = Array.from({ length: rows }, (_, row) => row);
          const { logits } = logitsOf(
            new Pipeline(model, engine),
            0,
            { output: run.trace.output, layout: run.layout },
            () => all,
          );
          return { run, logits, rows };
        };
        const { length: classes } = heads[0].labels;
        const base = said(pipeline.model);
        units.forEach((unit, k) => {
          const { logits } = said(withoutUnit(pipeline.model, layer, d, unit));
          const n = lost.length / units.length;
          // A head of steps is asked at the last step of each token.
          const rows =
            heads[0].level === 'step'
              ? base.run.layout.tokenEnds.map((end) => end - 1)
              : Uint32Array.from({ length: n }, (_, r) => r);
          rows.forEach((row, r) => {
            const [before, after] = [base.logits, logits].map((all) =>
              all.slice(row * classes, (row + 1) * classes),
            );
            const label = base.run.heads[0].labels[row];
            const expected =
              scoreBits(heads[0], 'probability', before, label) -
              scoreBits(heads[0], 'probability', after, label);
            assert.deepEqual(bits(lost.slice(k * n + r, k * n + r + 1)), bits(Float32Array.of(expected)));
            assert.equal(changed[k * n + r], Number(argmax(before) !== argmax(after)));
          });
        });
      }),
      { numRuns: engine === referenceEngine ? 40 : 150 },
    );
  });

function argmax(values: FloatArray): number {
  return [...values].reduce((best, value, k) => (value > values[best] ? k : best), 0);
}
