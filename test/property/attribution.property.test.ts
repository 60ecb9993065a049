import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gradientTimesInput } from '../../src/core/analysis/attribution/gradient.js';
import { hideEach, runStretch } from '../../src/core/analysis/attribution/hiding.js';
import { logitsOf, type Stretch } from '../../src/core/analysis/attribution/stretch.js';
import { readout } from '../../src/core/heads/readout.js';
import { scoreBits, scoreGradient, type ScoreKind } from '../../src/core/heads/scores.js';
import { float64, type FloatArray } from '../../src/core/math/matrix.js';
import { Random } from '../../src/core/math/random.js';
import type { Architecture } from '../../src/core/model/model.js';
import { Pipeline } from '../../src/core/pipeline.js';
import {
  activationOf,
  gateActivationOf,
  outputOffset,
  outputSize,
  type RnnConfig,
} from '../../src/core/rnn/config.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { forward } from '../../src/core/rnn/stack.js';
import { zeroState, type HiddenState } from '../../src/core/rnn/state.js';
import { hiddenForm } from '../../src/core/tokens/hidden.js';
import { loadEngine } from '../../src/kernel/load.js';
import { architectures, forms, headConfigs, randomModel } from '../fixtures/randomModels.js';
import { bits, numbers, seeds } from '../fixtures/randomNetworks.js';

const engine = loadEngine();
const kinds = fc.constantFrom<ScoreKind>('odds', 'probability');
/** By how much gradient × input in single precision may differ from central differences in double precision. */
const TOLERANCE = 2e-4;

/** A state that a stretch may go on from; none under a network that reads both ways. */
function stateFor({ rnn }: Architecture, seed: number): HiddenState | undefined {
  if (rnn.bidirectional || seed % 3 === 0) return undefined;
  const random = new Random(seed);
  const zero = zeroState(rnn, 1);
  return { h: numbers(random, zero.h.length, 0.5), c: zero.c && numbers(random, zero.c.length, 0.5) };
}

/** Lines of numbers for a network that reads those, else words. */
function tokensFor({ input, rnn }: Architecture, words: readonly string[], seed: number): string[] {
  const random = new Random(seed);
  if (input.kind !== 'vectors') return [...words];
  return words.map(() => Array.from(numbers(random, rnn.inputSize)).join(' '));
}

/** Rows that the head reads of a stretch. */
function rowCount(pipeline: Pipeline, tokens: readonly string[]): number {
  const { output } = pipeline.run(tokens, Uint32Array.of(0, tokens.length)).trace;
  const { layout } = pipeline.read(tokens, Uint32Array.of(0, tokens.length));
  const { rnn, heads } = pipeline.model.architecture;
  return readout(heads[0], rnn, output, layout).rows;
}

/** Finite differences are slopes only of what has no corners, and grows no faster than they can be told. */
function isSmooth(rnn: RnnConfig): boolean {
  return ['tanh', 'sigmoid', 'softsign'].includes(activationOf(rnn)) && gateActivationOf(rnn) === 'sigmoid';
}

const settings = fc.record({
  architecture: architectures.filter(({ rnn }) => isSmooth(rnn)),
  words: fc.array(forms, { minLength: 1, maxLength: 9 }),
  seed: seeds,
});

for (const by of [engine, referenceEngine])
  test(`hiding a token is a full run of the changed tokens, bit for bit: ${by.name}`, () => {
    fc.assert(
      fc.property(settings, ({ architecture, words, seed }) => {
        const pipeline = new Pipeline(randomModel(architecture, seed), by);
        const tokens = tokensFor(architecture, words, seed);
        const stretch: Stretch = { tokens, initialState: stateFor(architecture, seed) };
        const rows = Array.from({ length: rowCount(pipeline, tokens) }, (_, row) => row);
        const hidden = [0, tokens.length] as const;
        const pieces = [
          ...hideEach(pipeline, stretch, runStretch(pipeline, stretch), { head: 0, rows, hidden }),
        ];
        assert.equal(
          pieces.reduce((sum, { count }) => sum + count, 0),
          tokens.length,
        );
        for (const { from, count, logits } of pieces)
          for (let k = 0; k < count; k++) {
            const changed = tokens.map((form, t) =>
              t === from + k ? hiddenForm(architecture.input, form) : form,
            );
            const { trace, layout } = runStretch(pipeline, { ...stretch, tokens: changed });
            const whole = logitsOf(pipeline, 0, { output: trace.output, layout }, () => rows);
            const size = logits.length / count;
            assert.deepEqual(bits(logits.slice(k * size, (k + 1) * size)), bits(whole.logits));
          }
      }),
      { numRuns: by === engine ? 120 : 30 },
    );
  });

test('under a network that reads forward, what stands later has exactly no influence, both ways', () => {
  const forwardOnly = settings.filter(
    ({ architecture: { rnn, heads } }) => !rnn.bidirectional && heads[0].level !== 'segment',
  );
  fc.assert(
    fc.property(forwardOnly, kinds, ({ architecture, words, seed }, kind) => {
      const pipeline = new Pipeline(randomModel(architecture, seed), engine);
      const tokens = tokensFor(architecture, words, seed);
      const stretch: Stretch = { tokens, initialState: stateFor(architecture, seed) };
      const base = runStretch(pipeline, stretch);
      const { tokenEnds } = base.layout;
      const isOfSteps = architecture.heads[0].level === 'step';
      const rows = tokens.map((_, t) => (isOfSteps ? tokenEnds[t] - 1 : t));
      const { logits } = logitsOf(
        pipeline,
        0,
        { output: base.trace.output, layout: base.layout },
        () => rows,
      );
      const size = logits.length / rows.length;
      const hidden = [0, tokens.length] as const;
      for (const piece of hideEach(pipeline, stretch, base, { head: 0, rows, hidden }))
        for (let k = 0; k < piece.count; k++)
          for (let t = 0; t < piece.from + k; t++) {
            const at = (k * rows.length + t) * size;
            assert.deepEqual(piece.logits.slice(at, at + size), logits.slice(t * size, (t + 1) * size));
          }
      const targets = rows.map((row) => ({ row, label: seed % 4 }));
      let t = 0;
      for (const values of [...gradientTimesInput(pipeline, stretch, { head: 0, kind, targets })].flat()) {
        for (const later of values.slice(t + 1)) assert.equal(later, 0);
        t++;
      }
      assert.equal(t, rows.length);
    }),
    { numRuns: 80 },
  );
});

/** The score of a label with some steps' x multiplied by a factor, in double precision by the reference. */
function scaledScore(
  pipeline: Pipeline,
  { tokens, initialState }: Stretch,
  kind: ScoreKind,
  { row, label }: { readonly row: number; readonly label: number },
  [from, to, factor]: readonly [number, number, number],
): number {
  const { architecture, weights, heads } = pipeline.model;
  const { rnn } = architecture;
  const { x, layout } = pipeline.read(tokens, Uint32Array.of(0, tokens.length));
  const scaled = Float64Array.from(x, (value, k) => {
    const step = Math.floor(k / rnn.inputSize);
    return step >= from && step < to ? value * factor : value;
  });
  const state = initialState && {
    h: Float64Array.from(initialState.h),
    c: initialState.c && Float64Array.from(initialState.c),
  };
  const options = { allocate: float64, initialState: state };
  const { output } = forward(rnn, weights, scaled, layout.offsets, options);
  const read = doubleRow(architecture, output, layout, row);
  const logits = Float64Array.from(heads[0].bias, (bias, k) =>
    read.reduce((sum, value, j) => sum + value * heads[0].weight[k * read.length + j], bias),
  );
  return scoreBits(architecture.heads[0], kind, logits, label);
}

/** The row a head reads, without rounding to single precision as `readout` does. */
function doubleRow(
  { rnn, heads: [head] }: Architecture,
  output: FloatArray,
  layout: ReturnType<Pipeline['read']>['layout'],
  row: number,
): Float64Array {
  const [width, P] = [outputSize(rnn), outputOffset(rnn, rnn.layers - 1, 1)];
  const at = (step: number, k: number): number => output[step * width + k];
  const of = (work: (k: number) => number): Float64Array =>
    Float64Array.from({ length: width }, (_, k) => work(k));
  if (head.level === 'step') return of((k) => at(row, k));
  const steps = layout.offsets[1];
  const [start, end] = head.level === 'token' ? [layout.tokenStarts[row], layout.tokenEnds[row]] : [0, steps];
  if (head.level === 'token' || head.pooling === 'last') return of((k) => at(k < P ? end - 1 : start, k));
  const all = (k: number): number[] => Array.from({ length: steps }, (_, step) => at(step, k));
  if (head.pooling === 'max') return of((k) => Math.max(...all(k)));
  return of((k) => all(k).reduce((a, b) => a + b, 0) / steps);
}

test(`gradient × input is what finite differences say, within ${TOLERANCE} of it`, () => {
  let largest = 0;
  fc.assert(
    fc.property(settings, kinds, ({ architecture, words, seed }, kind) => {
      const pipeline = new Pipeline(randomModel(architecture, seed), engine);
      const tokens = tokensFor(architecture, words, seed);
      const stretch: Stretch = { tokens, initialState: stateFor(architecture, seed) };
      const { tokenStarts, tokenEnds } = pipeline.read(tokens, Uint32Array.of(0, tokens.length)).layout;
      const target = { row: seed % rowCount(pipeline, tokens), label: seed % 4 };
      const question = { head: 0, kind, targets: [target] };
      const [values] = [...gradientTimesInput(pipeline, stretch, question)].flat();
      const step = 1e-5;
      tokens.forEach((_, t) => {
        const steps = [tokenStarts[t], tokenEnds[t]] as const;
        const [less, more] = [1 - step, 1 + step].map((factor) =>
          scaledScore(pipeline, stretch, kind, target, [...steps, factor]),
        );
        const difference = (more - less) / (2 * step);
        const error = Math.abs(values[t] - difference) / (1 + Math.abs(difference));
        largest = Math.max(largest, error);
        assert.ok(error <= TOLERANCE, `token ${t}: ${values[t]} and not ${difference}`);
      });
    }),
    { numRuns: 150 },
  );
  assert.ok(largest > 0);
});

test('the derivative of a score is that of finite differences, and odds and probability agree', () => {
  const logits = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(headConfigs, kinds, logits, fc.integer({ min: 0, max: 3 }), (head, kind, z, label) => {
      const at = Float64Array.from(z);
      const gradient = scoreGradient(head, kind, at, label);
      gradient.forEach((value, k) => {
        const [less, more] = [-1e-5, 1e-5].map((step) =>
          scoreBits(
            head,
            kind,
            at.map((v, j) => (j === k ? v + step : v)),
            label,
          ),
        );
        assert.ok(Math.abs(value - (more - less) / 2e-5) < 1e-6);
      });
      const p = 2 ** scoreBits(head, 'probability', at, label);
      const odds = 2 ** scoreBits(head, 'odds', at, label);
      assert.ok(Math.abs(p / (1 - p) - odds) <= 1e-6 * odds);
    }),
  );
});
