import { insideMask, rankUnits, UnitHistograms, type RankedUnit } from '../core/analysis/unitStatistics.js';
import { quantitySize } from '../core/rnn/config.js';
import { lastAtMost } from '../core/text/ranges.js';
import { NO_TOKEN, type UnitPlace } from '../protocol/engine.js';
import type { Job } from './jobs.js';
import { checkPlace, checkRange, type EngineDocument } from './documents/engineDocument.js';

/** Steps run at a time: a bounded piece of memory whatever the document. */
const STEPS_AT_ONCE = 2048;

/** One unit at each token of [from, to): forward at its last step, backward at its first; tanh(c) for c. */
export async function unitValues(
  document: EngineDocument,
  { layer, direction, quantity, unit }: UnitPlace,
  [from, to]: readonly [fromToken: number, toToken: number],
  { turn }: Pick<Job, 'turn'>,
): Promise<Float32Array> {
  const { rnn } = document.pipeline.model.architecture;
  checkRange('tokens', from, to, document.tokenCount);
  checkPlace(rnn, { layer, direction });
  const units = quantitySize(rnn, quantity);
  checkRange('units', unit, unit + 1, units);
  const out = new Float32Array(to - from).fill(NaN);
  if (from === to) return out;
  const { fromStep } = document.stepsOfToken(from);
  const { toStep } = document.stepsOfToken(to - 1);
  for (let at = fromStep; at < toStep; at += STEPS_AT_ONCE) {
    // What is in sight is one piece, and is answered at once.
    if (at > fromStep) await turn();
    const window = document.window(at, Math.min(toStep, at + STEPS_AT_ONCE));
    const values = window.values(layer, direction, quantity);
    window.tokens.forEach((token, step) => {
      if (token === NO_TOKEN) return;
      const isKnown = !Number.isNaN(out[token - from]);
      if (direction === 'backward' && isKnown) return;
      const value = values[step * units + unit];
      out[token - from] = quantity === 'c' ? Math.tanh(value) : value;
    });
  }
  return out;
}

/**
 * All units by how well h or c tells the text in some UTF-16 ranges from the rest, best first. A token is inside where
 * it begins; a step between two tokens is inside where a range reaches into what stands between them.
 */
export async function separatingUnits(
  document: EngineDocument,
  ranges: readonly (readonly [startUtf16: number, endUtf16: number])[],
  { turn, done }: Pick<Job, 'turn' | 'done'>,
): Promise<RankedUnit[]> {
  const { rnn } = document.pipeline.model.architecture;
  const { starts, ends } = document.flat();
  const mask = stepMask(starts, ends, ranges);
  const quantities = rnn.cell === 'LSTM' ? (['h', 'c'] as const) : (['h'] as const);
  const directions = rnn.bidirectional ? (['forward', 'backward'] as const) : (['forward'] as const);
  const histograms = Array.from({ length: rnn.layers }, (_, layer) =>
    directions.flatMap((direction) =>
      quantities.map((quantity) => {
        const bounded = quantity === 'h' && rnn.cell !== 'RNN_RELU';
        return new UnitHistograms(layer, direction, quantity, quantitySize(rnn, quantity), bounded);
      }),
    ),
  ).flat();
  for (let at = 0; at < document.stepCount; at += STEPS_AT_ONCE) {
    await turn();
    done(at / document.stepCount);
    const window = document.window(at, Math.min(document.stepCount, at + STEPS_AT_ONCE));
    const inside = mask(window.tokens);
    for (const histogram of histograms)
      histogram.add(window.values(histogram.layer, histogram.direction, histogram.quantity), inside);
  }
  return rankUnits(histograms);
}

/** Tells which steps are inside some ranges, [n] of 0 and 1, for the tokens [n] of one window after the other. */
function stepMask(
  starts: Uint32Array,
  ends: Uint32Array,
  ranges: readonly (readonly [startUtf16: number, endUtf16: number])[],
): (tokens: Uint32Array) => Uint8Array {
  const firstAt = (offset: number): number => lastAtMost(starts, offset - 1) + 1;
  const inside = insideMask(
    ranges.map(([start, end]) => [firstAt(start), firstAt(end)]),
    0,
    starts.length,
  );
  // Of the gap behind each token; a gap without text, as before a full stop, is inside with both its neighbours.
  const gapInside = insideMask(
    ranges.map(([start, end]) => [Math.max(0, lastAtMost(starts, start)), lastAtMost(ends, end - 1) + 1]),
    0,
    starts.length,
  );
  let before = 0;
  return (tokens) =>
    Uint8Array.from(tokens, (token) => {
      if (token === NO_TOKEN) return gapInside[before];
      before = token;
      return inside[token];
    });
}
